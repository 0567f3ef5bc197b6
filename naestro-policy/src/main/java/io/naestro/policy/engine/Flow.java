package io.naestro.policy.engine;

import io.naestro.policy.Verdict;
import io.naestro.tool.ArgumentRole;
import java.util.Set;

/**
 * What a rule says of the arguments of a call. An allow wants each argument of a role to come from where it says, and
 * each label to be one that it names; an ask or a deny wants one of each. Roles that are not named do not matter.
 *
 * @param origins for each role, the bits of the origins that are named, or none when the role is not named
 * @param labels the bits of the labels that are named, or none when labels do not matter
 */
record Flow(int origins, int labels) {
    /** Nothing is said. */
    static final Flow ANY = new Flow(0, 0);

    private static final int ALL = 0xf;
    private static final ArgumentRole[] ROLES = ArgumentRole.values();

    /** The bits of the origins that are named for a role. */
    int named(ArgumentRole role) {
        return of(role, origins);
    }

    /** A copy that names the origins of a role. */
    Flow with(ArgumentRole role, Set<Provenance.Source> named) {
        return new Flow(origins | Provenance.bits(role, bits(named)), labels);
    }

    /** A copy that names labels. */
    Flow with(Set<? extends Enum<?>> named) {
        return new Flow(origins, bits(named));
    }

    boolean matches(Provenance actual, Verdict verdict) {
        if (!fits(actual.labels(), labels, verdict)) {
            return false;
        }
        for (var role : ROLES) {
            if (!fits(of(role, actual.origins()), of(role, origins), verdict)) {
                return false;
            }
        }
        return true;
    }

    /** Whether this matches wherever another one does, for rules of one kind. */
    boolean covers(Flow narrow) {
        if (!contains(labels, narrow.labels)) {
            return false;
        }
        for (var role : ROLES) {
            if (!contains(of(role, origins), of(role, narrow.origins))) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(int broad, int narrow) {
        return broad == 0 || (narrow != 0 && (narrow & ~broad) == 0);
    }

    /** Whether an allow lets a role have that origin. */
    boolean accepts(ArgumentRole role, Provenance.Source source) {
        return fits(Provenance.bit(source), of(role, origins), Verdict.ALLOW);
    }

    private static boolean fits(int actual, int named, Verdict verdict) {
        return named == 0 || (verdict == Verdict.ALLOW ? (actual & ~named) == 0 : (actual & named) != 0);
    }

    private static int of(ArgumentRole role, int packed) {
        return (packed >>> Provenance.shift(role)) & ALL;
    }

    private static int bits(Set<? extends Enum<?>> named) {
        return named.stream().mapToInt(Provenance::bit).reduce(0, (one, other) -> one | other);
    }
}

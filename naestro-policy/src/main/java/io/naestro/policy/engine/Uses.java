package io.naestro.policy.engine;

import io.naestro.model.Capability;
import io.naestro.policy.Verdict;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a rule says of the uses of a model: an allow matches if nothing else is used, an ask or a deny if some of it is.
 *
 * @param bits a bit for each capability; {@link #ANY} for a rule that says nothing of them
 */
record Uses(int bits) {
    /** Whatever is used, or nothing. */
    static final Uses ANY = new Uses(-1);

    /** All that rules can speak of. */
    static final List<Capability> SPOKEN_OF = List.of(
            Capability.TOOLS, Capability.JSON_SCHEMA, Capability.VISION, Capability.AUDIO, Capability.REASONING);

    static Uses of(Collection<Capability> named) {
        return new Uses(bits(named));
    }

    /** A bit for each of what rules can speak of: how an answer comes is no part of a request. */
    static int bits(Collection<Capability> uses) {
        var bits = 0;
        for (var use : SPOKEN_OF) {
            bits |= uses.contains(use) ? Provenance.bit(use) : 0;
        }
        return bits;
    }

    boolean match(int actual, Verdict verdict) {
        if (bits == ANY.bits) {
            return true;
        }
        return verdict == Verdict.ALLOW ? (actual & ~bits) == 0 : (actual & bits) != 0;
    }

    /** Whether a rule with these uses, which are not any, matches wherever one of the same verdict with others does. */
    boolean covers(Uses narrow) {
        return narrow.bits != ANY.bits && (narrow.bits & ~bits) == 0;
    }

    /** What is named. */
    Set<Capability> named() {
        return SPOKEN_OF.stream()
                .filter(capability -> (bits & Provenance.bit(capability)) != 0)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What is named, in words. */
    List<String> words() {
        return named().stream().map(Words::word).toList();
    }
}

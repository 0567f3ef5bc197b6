package io.naestro.policy.engine;

import io.naestro.base.PathPattern;
import io.naestro.policy.Verdict;
import java.util.List;
import java.util.Set;

/**
 * Whether one rule matches wherever another does. What it says is always so; that two or more rules together match
 * wherever another does is not looked for.
 */
final class Coverage {
    private final Roles roles;

    Coverage(Roles roles) {
        this.roles = roles;
    }

    boolean covers(Rule broad, Rule narrow) {
        return coversRoles(broad, narrow)
                && coversFlow(broad, narrow)
                && (broad.when().equals(When.ALWAYS) || broad.when().equals(narrow.when()))
                && coversSubject(broad, narrow);
    }

    private boolean coversRoles(Rule broad, Rule narrow) {
        return broad.roles().isEmpty()
                || (!narrow.roles().isEmpty()
                        && narrow.roles().stream().allMatch(role -> broad.isFor(roles.closure(role))));
    }

    private static boolean coversFlow(Rule broad, Rule narrow) {
        return broad.flow().equals(Flow.ANY)
                || (allows(broad) == allows(narrow) && broad.flow().covers(narrow.flow()));
    }

    private static boolean allows(Rule rule) {
        return rule.verdict() == Verdict.ALLOW;
    }

    private static boolean coversSubject(Rule broad, Rule narrow) {
        if (broad.subject() instanceof Subject.ToolSubject one && narrow.subject() instanceof Subject.ToolSubject two) {
            return two.patterns().stream()
                            .allMatch(tool -> one.patterns().stream().anyMatch(wider -> wider.covers(tool)))
                    && coversPlaces(broad, one, narrow, two);
        }
        if (broad.subject() instanceof Subject.ModelSubject one
                && narrow.subject() instanceof Subject.ModelSubject two) {
            return coversAll(one.ids(), two.ids())
                    && (one.providers().isEmpty()
                            || (!two.providers().isEmpty() && coversAll(one.providers(), two.providers())))
                    && one.residencies().containsAll(two.residencies())
                    && (one.uses().equals(Uses.ANY)
                            || (allows(broad) == allows(narrow) && one.uses().covers(two.uses())));
        }
        return broad.subject() instanceof Subject.KindSubject one
                && narrow.subject() instanceof Subject.KindSubject two
                && one.kinds().containsAll(two.kinds());
    }

    /** A star in the narrower pattern can only stand for what a star in the wider one stands for. */
    private static boolean coversAll(List<String> broad, List<String> narrow) {
        return narrow.stream().allMatch(name -> Globs.any(broad, name));
    }

    private static boolean coversPlaces(Rule broad, Subject.ToolSubject one, Rule narrow, Subject.ToolSubject two) {
        if (one.on() == null) {
            return !allows(broad) || two.on() == null;
        }
        // a call that names no destination is allowed by the narrow rule and not bound by the broad one
        return two.on() != null && allows(broad) == allows(narrow) && coversPlaces(broad, one.on(), two.on());
    }

    private static boolean coversPlaces(Rule broad, Destinations one, Destinations two) {
        return two.paths().stream().allMatch(path -> one.paths().stream().anyMatch(wider -> covers(wider, path)))
                && one.programs().containsAll(two.programs())
                && coversAll(one.tables(), two.tables())
                && two.hosts().stream()
                        .allMatch(host -> one.hosts().stream().anyMatch(wider -> wider.covers(broad.verdict(), host)))
                && coversSet(one.methods(), two.methods())
                && coversSet(one.operations(), two.operations());
    }

    /** Empty sets stand for everything. */
    private static <T> boolean coversSet(Set<T> broad, Set<T> narrow) {
        return broad.isEmpty() || (!narrow.isEmpty() && broad.containsAll(narrow));
    }

    /** Whether the wider pattern has every path of the other; {@code open[i]}: its first i segments may be used up. */
    private static boolean covers(PathPattern wider, PathPattern path) {
        var open = new boolean[path.segments().size() + 1];
        open[0] = wider.root().equals(path.root());
        for (var pattern : wider.segments()) {
            var next = new boolean[open.length];
            for (int i = 0; i < open.length; i++) {
                if (Globs.isDeep(pattern)) {
                    next[i] = open[i] || (i > 0 && next[i - 1]);
                } else if (i > 0) {
                    var segment = path.segments().get(i - 1);
                    next[i] = open[i - 1] && !Globs.isDeep(segment) && Globs.matches(pattern, segment);
                }
            }
            open = next;
        }
        return open[open.length - 1];
    }
}

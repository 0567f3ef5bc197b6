package io.naestro.policy.engine;

import io.naestro.policy.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules that end at one place of an index, grouped by role. Of rules that need no further look only the first of
 * each verdict is kept, and of the others those that could come before it.
 */
final class Leaf {
    /** What is looked for. */
    enum Search {
        /** The first rule of each verdict. */
        FIRST,
        /** The first of those that ask or deny: one of several things that are touched is enough for them. */
        FIRST_BINDING,
        /** The first of those that allow: they must cover everything that is touched. */
        FIRST_COVERING,
        /** The rules with obligations. */
        OBLIGED,
        /** Those of them that ask. */
        OBLIGED_BINDING,
        /** Those of them that allow. */
        OBLIGED_COVERING;

        boolean takes(Verdict verdict) {
            return switch (this) {
                case FIRST, OBLIGED -> true;
                case FIRST_BINDING, OBLIGED_BINDING -> verdict != Verdict.ALLOW;
                case FIRST_COVERING, OBLIGED_COVERING -> verdict == Verdict.ALLOW;
            };
        }

        boolean covers() {
            return this == FIRST_COVERING || this == OBLIGED_COVERING;
        }

        boolean gathers() {
            return switch (this) {
                case FIRST, FIRST_BINDING, FIRST_COVERING -> false;
                case OBLIGED, OBLIGED_BINDING, OBLIGED_COVERING -> true;
            };
        }

        Search binding() {
            return gathers() ? OBLIGED_BINDING : FIRST_BINDING;
        }

        Search covering() {
            return gathers() ? OBLIGED_COVERING : FIRST_COVERING;
        }
    }

    /** The rules for one role, or for any. */
    private static final class Group {
        private final Rule[] rules;
        private final int[] all;
        private final long plain;
        private final int[] open;

        private Group(Rule[] rules, List<Integer> numbers) {
            this.rules = rules;
            this.all = numbers.stream().mapToInt(Integer::intValue).toArray();
            var first = Found.NOTHING;
            for (var number : all) {
                first = rules[number].isPlain() ? Found.with(first, rules[number], number) : first;
            }
            this.plain = first;
            this.open = Arrays.stream(all)
                    .filter(number -> !rules[number].isPlain() && Found.matters(plain, rules[number], number))
                    .toArray();
        }

        private long search(PreparedEffect effect, @Nullable Target target, Search search, long found) {
            return search == Search.FIRST ? first(effect, target, found) : other(effect, target, search, found);
        }

        private long first(PreparedEffect effect, @Nullable Target target, long found) {
            var best = plain == Found.NOTHING ? found : Found.both(found, plain);
            for (var number : open) {
                var rule = rules[number];
                if (Found.matters(best, rule, number) && rule.holds(effect, target)) {
                    best = Found.with(best, rule, number);
                }
            }
            return best;
        }

        private long other(PreparedEffect effect, @Nullable Target target, Search search, long found) {
            var all = found;
            for (var number : this.all) {
                var rule = rules[number];
                if (search.takes(rule.verdict())
                        && !(search.gathers() && rule.obligations().isEmpty())
                        && rule.holds(effect, target)
                        && (!search.covers() || rule.coversAll(effect))) {
                    all = search.gathers() ? Found.gathered(all, number) : Found.with(all, rule, number);
                }
            }
            return all;
        }
    }

    private final TreeMap<Integer, List<Integer>> added = new TreeMap<>();
    private int[] roles = {};
    private Group[] groups = {};

    /** The role under which rules for any role are kept. */
    static final int ANY_ROLE = -1;

    /** Adds a rule; rules are added in the order of their numbers. */
    void add(int rule, int[] forRoles) {
        for (var role : forRoles) {
            var numbers = added.computeIfAbsent(role, key -> new ArrayList<>());
            if (numbers.isEmpty() || numbers.getLast() != rule) {
                numbers.add(rule);
            }
        }
    }

    /** Nothing more is added. */
    void close(Rule[] rules) {
        roles = added.keySet().stream().mapToInt(Integer::intValue).toArray();
        groups = added.values().stream()
                .map(numbers -> new Group(rules, numbers))
                .toArray(Group[]::new);
        added.clear();
    }

    /**
     * Looks at the rules.
     *
     * @param effect the effect
     * @param target what is touched, or null for the effect as a whole
     * @param actual the numbers of the actor's roles, {@link #ANY_ROLE} among them
     * @param search what is looked for
     * @param found what was found before
     * @return what is found now
     */
    long search(PreparedEffect effect, @Nullable Target target, int[] actual, Search search, long found) {
        var all = found;
        for (var role : actual) {
            var at = roles.length == 1 ? (roles[0] == role ? 0 : -1) : Arrays.binarySearch(roles, role);
            if (at >= 0) {
                all = groups[at].search(effect, target, search, all);
            }
        }
        return all;
    }
}

package io.naestro.policy.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which rules match together, for all effects of the {@link Space} of a file. Where more rules than a few speak of the
 * same thing, or tell too much apart, nothing is said of them, so that reading a large file takes no longer.
 */
final class Together {
    private static final int MOST_RULES = 12;
    private static final int MOST_STATES = 500;
    private static final int MOST_EFFECTS = 2_000;

    private final Map<Rule, Set<Met>> looked = new LinkedHashMap<>();
    private final RuleSet rules;

    /**
     * Rules that match an effect.
     *
     * @param rules the rules
     * @param many whether it touches so many places that one less may make a difference
     */
    private record Met(List<Rule> rules, boolean many) {
        private Met {
            rules = List.copyOf(rules);
        }

        private Optional<Rule> first(Predicate<Rule> wanted) {
            return rules.stream().filter(wanted).findFirst();
        }
    }

    /**
     * Looks.
     *
     * @param rules the rules of a file
     * @param wanted those to look at
     */
    Together(RuleSet rules, Collection<Rule> wanted) {
        this.rules = rules;
        wanted.forEach(rule -> looked.put(rule, new LinkedHashSet<>()));
        double left = MOST_EFFECTS;
        for (var group : new Space(MOST_RULES, MOST_STATES, rules).about(wanted::contains)) {
            if (group.complete() && group.size() <= left) {
                group.effects().forEach(example -> meet(PreparedEffect.of(Examples.effect(example, null))));
                left -= group.size();
            } else {
                group.near().forEach(looked::remove);
            }
        }
    }

    private void meet(PreparedEffect effect) {
        var met =
                new Met(rules.matching(rules.request(effect)), effect.targets().size() > 2);
        for (var rule : met.rules()) {
            var all = looked.get(rule);
            if (all != null) {
                all.add(met);
            }
        }
    }

    /** The rules of which all was looked at. */
    List<Rule> looked() {
        return new ArrayList<>(looked.keySet());
    }

    /**
     * Rules of a sort of which one matches wherever a rule does; empty if there are none, or the rule never matches.
     */
    Optional<Set<Rule>> hiding(Rule rule, Predicate<Rule> hides) {
        return everywhere(looked.getOrDefault(rule, Set.of()), met -> met.first(hides));
    }

    /**
     * The same for rules that say the same as a rule. Where many places are touched, a rule that hides this one does
     * not count, since it may not hide it in one place less.
     */
    Optional<Set<Rule>> repeating(Rule rule, Predicate<Rule> hides, Predicate<Rule> repeats) {
        return everywhere(
                looked.getOrDefault(rule, Set.of()),
                met -> met.first(repeats).or(() -> met.many() ? Optional.empty() : met.first(hides)));
    }

    private static Optional<Set<Rule>> everywhere(Set<Met> all, Function<Met, Optional<Rule>> found) {
        var rules = new LinkedHashSet<Rule>();
        for (var met : all) {
            var one = found.apply(met);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            rules.add(one.get());
        }
        return rules.isEmpty() ? Optional.empty() : Optional.of(rules);
    }
}

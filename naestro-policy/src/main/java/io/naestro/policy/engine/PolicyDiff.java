package io.naestro.policy.engine;

import io.naestro.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What changes from one policy to another, each with an effect that shows it. The effects are those of {@link Space}:
 * all that the rules can tell apart, however many conditions have to meet, as far as one effect touches nothing, one
 * place, two, or all that one rule allows.
 *
 * @param changes one disagreement for each pair of rules between which decisions change
 * @param complete whether all of these effects were looked at; otherwise the policies are too large
 */
public record PolicyDiff(List<Disagreement> changes, boolean complete) {
    private static final int MOST = 20_000;
    private static final int MOST_STATES = 5_000;

    public PolicyDiff {
        changes = List.copyOf(changes);
    }

    /**
     * Compares two policies.
     *
     * @param before the one
     * @param after the other
     */
    public static PolicyDiff between(YamlPolicy before, YamlPolicy after) {
        var search = new Search(before, after);
        var changes = search.changes();
        return new PolicyDiff(List.copyOf(changes.values()), search.complete);
    }

    /** One change a line. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        changes.forEach(change -> text.append(change).append('\n'));
        return complete ? text.toString() : text + "(not all was looked at)\n";
    }

    /** Makes up effects and compares. */
    private static final class Search {
        private final YamlPolicy before;
        private final YamlPolicy after;
        private final Map<List<String>, Disagreement> found = new LinkedHashMap<>();
        private boolean complete = true;

        private Search(YamlPolicy before, YamlPolicy after) {
            this.before = before;
            this.after = after;
        }

        private Map<List<String>, Disagreement> changes() {
            var space = new Space(Integer.MAX_VALUE, MOST_STATES, before.rules(), after.rules());
            var groups = space.about(changed());
            for (var group : groups) {
                var share = MOST / groups.size();
                group.effects().limit(share).forEach(this::look);
                complete &= group.complete() && group.size() <= share;
            }
            return found;
        }

        private void look(Json.Obj example) {
            var effect = Examples.effect(example, null);
            var prepared = PreparedEffect.of(effect);
            Disagreement.between(effect, before.decide(prepared), after.decide(prepared))
                    .flatMap(bare -> Disagreement.between(effect, before.decide(effect), after.decide(effect)))
                    .ifPresent(change -> found.putIfAbsent(
                            List.of(
                                    change.before().verdict() + change.before().rule(),
                                    change.after().verdict() + change.after().rule()),
                            change));
        }

        /** The rules that only one of them has; all when modes or roles changed. */
        private Predicate<Rule> changed() {
            var one = before.rules();
            var other = after.rules();
            if (one.mode() != other.mode() || !one.roles().equals(other.roles())) {
                return rule -> true;
            }
            var in = said(one.rules());
            var out = said(other.rules());
            return rule -> !in.contains(rule.at(0)) || !out.contains(rule.at(0));
        }

        private static Set<Rule> said(List<Rule> rules) {
            return rules.stream().map(rule -> rule.at(0)).collect(Collectors.toSet());
        }
    }
}

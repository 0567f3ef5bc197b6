package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.RandomPolicy.RandomRule;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What docs/policy.md says, rule by rule, without a thought for speed. */
record Interpreter(RandomPolicy policy) {
    /** Verdict, mode, and the id of the rule that decides. */
    List<Object> decide(Effect effect) {
        var mode = effect.actor().mode().lower(policy.ceiling(effect.actor().role()));
        var deny = first(effect, rule -> rule.verdict().equals("deny"));
        var ask = first(effect, rule -> rule.verdict().equals("ask"));
        var allow = first(effect, rule -> rule.verdict().equals("allow"));
        var auto = first(effect, RandomRule::auto);
        if (effect.toString().contains("/../") || effect.toString().contains("EXAMPLE")) {
            return List.of(Verdict.DENY, mode, "");
        } else if (!deny.isEmpty()) {
            return List.of(Verdict.DENY, mode, deny);
        } else if (effect instanceof Effect.Agreement || !ask.isEmpty()) {
            return List.of(Verdict.ASK, mode, ask);
        } else if (allow.isEmpty()) {
            return List.of(Verdict.DENY, mode, "");
        } else if (!effect.acts() || effect instanceof Effect.Access) {
            return List.of(Verdict.ALLOW, mode, allow);
        } else if (mode != Mode.AUTO || auto.isEmpty()) {
            return List.of(Verdict.ASK, mode, allow);
        }
        return List.of(Verdict.ALLOW, mode, auto);
    }

    Stream<RandomRule> matching(Effect effect) {
        var roles = policy.inherited(effect.actor().role());
        return policy.rules().stream()
                .filter(rule -> rule.roles().isEmpty() || rule.roles().stream().anyMatch(roles::contains))
                .filter(rule -> named(rule, effect) && rule.holds(effect));
    }

    private static boolean named(RandomRule rule, Effect effect) {
        return switch (effect) {
            case Effect.ModelCall call -> rule.namesModel(call.model());
            case Effect.ToolCall call
            when rule.on().isEmpty() -> rule.namesTool(call.contract().ref().toString());
            case Effect.ToolCall call ->
                rule.namesTool(call.contract().ref().toString())
                        && (rule.allows()
                                ? call.resources().stream().allMatch(rule::covers)
                                : call.resources().stream().anyMatch(rule::covers));
            case Effect.Access access
            when rule.on().isEmpty() ->
                !rule.allows() && rule.namesTool(access.actor().tool());
            case Effect.Access access -> rule.namesTool(access.actor().tool()) && rule.covers(access.resource());
            default -> rule.namesKind(effect);
        };
    }

    /** Those of all rules that match, unless it is denied. */
    List<Obligation> obligations(Effect effect, Verdict verdict) {
        return verdict == Verdict.DENY
                ? List.of()
                : matching(effect).flatMap(rule -> rule.obligations().stream()).toList();
    }

    private String first(Effect effect, Predicate<RandomRule> which) {
        return matching(effect)
                .filter(which)
                .map(RandomRule::id)
                .sorted()
                .findFirst()
                .orElse("");
    }
}

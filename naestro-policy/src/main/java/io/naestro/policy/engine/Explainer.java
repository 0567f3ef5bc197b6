package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells why: what matches, what nearly does, and what would have to change. */
final class Explainer {
    private final RuleSet rules;
    private final Decider decider;

    Explainer(RuleSet rules, Decider decider) {
        this.rules = rules;
        this.decider = decider;
    }

    Explanation explain(Effect effect) {
        var prepared = PreparedEffect.of(effect);
        var decision = decider.decide(effect);
        if (prepared.problem() != null) {
            return new Explanation(decision, List.of(), null, List.of());
        }
        var request = rules.request(prepared);
        var matching = rules.matching(request);
        var found = matching.stream().map(this::at).toList();
        return new Explanation(decision, found, nearest(request, decision.verdict()), grants(decision, effect));
    }

    /** In guide mode what acts is only suggested; an approval step of a plan is agreed to each time. */
    private static List<Grant.Scope> grants(Decision decision, Effect effect) {
        if (decision.verdict() != Verdict.ASK || (decision.mode() == Mode.GUIDE && effect.acts())) {
            return List.of();
        }
        return effect instanceof Effect.Agreement
                ? List.of(Grant.Scope.CALL)
                : List.of(Grant.Scope.CALL, Grant.Scope.RUN, Grant.Scope.STANDING);
    }

    /** Of the rules that are kinder than the verdict, the one that fails latest; then the kindest, then by id. */
    private Explanation.@Nullable NearMiss nearest(Request request, Verdict verdict) {
        return rules.rules().stream()
                .filter(rule -> rule.verdict().compareTo(verdict) < 0)
                .filter(rule -> isMiss(rule.firstFailed(request)))
                .min(Comparator.comparing((Rule rule) -> rule.firstFailed(request))
                        .reversed()
                        .thenComparing(Rule::verdict)
                        .thenComparing(Rule::id))
                .map(rule -> new Explanation.NearMiss(at(rule), because(rule, request)))
                .orElse(null);
    }

    private static boolean isMiss(Condition failed) {
        return failed != Condition.SORT && failed != Condition.NONE;
    }

    private static String because(Rule rule, Request request) {
        return switch (rule.firstFailed(request)) {
            case NAME -> "it names " + named(rule.subject());
            case ROLE -> "it is for roles " + rule.roles();
            case WHEN -> "its 'when' does not hold for purpose, cost or time";
            case FLOW ->
                "its 'flow' wants other origins or labels than "
                        + request.provenance().describe();
            default -> unreached(rule.subject(), request);
        };
    }

    private static String named(Subject subject) {
        return switch (subject) {
            case Subject.ToolSubject tools -> "tools " + tools.patterns();
            case Subject.ModelSubject models -> "models " + models.ids();
            case Subject.KindSubject kinds ->
                "effects "
                        + kinds.kinds().stream().map(EffectKind::word).sorted().toList();
        };
    }

    private static String unreached(Subject subject, Request request) {
        if (subject instanceof Subject.ModelSubject models) {
            return "it is for models that are "
                    + models.residencies().stream().sorted().map(Words::word).toList()
                    + (models.providers().isEmpty() ? "" : " of providers " + models.providers())
                    + (models.uses().equals(Uses.ANY)
                            ? ""
                            : " that are used for " + models.uses().words());
        }
        var resources = PreparedEffect.resources(request.effect()).stream().map(Words::resource);
        return "it does not name " + resources.collect(Collectors.joining(", ")) + " in 'on'";
    }

    private Explanation.RuleAt at(Rule rule) {
        return new Explanation.RuleAt(rule.id(), rule.verdict(), rules.source(), rule.line());
    }
}

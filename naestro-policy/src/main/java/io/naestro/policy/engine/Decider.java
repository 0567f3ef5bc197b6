package io.naestro.policy.engine;

import io.naestro.base.InputException;
import io.naestro.effect.Effect;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import java.util.List;
import java.util.Optional;

/** Decides: a deny beats an ask, an ask beats an allow, and what no rule allows is denied. */
final class Decider {
    private final RuleSet rules;
    private final Remedy remedy;

    Decider(RuleSet rules) {
        this.rules = rules;
        this.remedy = new Remedy(rules);
    }

    Decision decide(Effect effect) {
        Request request;
        try {
            request = rules.request(effect);
        } catch (InputException e) {
            var reason = "what it would touch is not in canonical form, so no rule can speak of it: " + e.getMessage();
            return decision(Verdict.DENY, rules.ceiling(effect.actor()), "", reason, "");
        }
        return decide(request, rules.matching(request));
    }

    Decision decide(Request request, List<Rule> matching) {
        return first(matching, Verdict.DENY)
                .map(rule -> decided(request, rule))
                .or(() -> agreement(request))
                .or(() -> first(matching, Verdict.ASK).map(rule -> decided(request, rule)))
                .orElseGet(() -> matching.isEmpty() ? unmatched(request) : underMode(request, matching));
    }

    /** The first rule by id that says so. */
    static Optional<Rule> first(List<Rule> matching, Verdict verdict) {
        return matching.stream().filter(rule -> rule.verdict() == verdict).findFirst();
    }

    private Decision decided(Request request, Rule rule) {
        return decision(rule.verdict(), request.mode(), rule.id(), Words.reason(rule), remedy.override(rule));
    }

    /** A step that asks for agreement asks, whatever else is said. */
    private Optional<Decision> agreement(Request request) {
        return request.kind() == EffectKind.AGREEMENT
                ? Optional.of(decision(Verdict.ASK, request.mode(), "", Words.AGREEMENT, ""))
                : Optional.empty();
    }

    /** All of the rules allow it; the mode may still want a person's word. */
    private Decision underMode(Request request, List<Rule> allowing) {
        var mode = request.mode();
        var first = allowing.getFirst();
        if (!request.isUnderMode()) {
            return decision(Verdict.ALLOW, mode, first.id(), Words.reason(first), "");
        }
        var auto = allowing.stream().filter(Rule::auto).findFirst();
        if (mode == Mode.AUTO && auto.isPresent()) {
            return decision(Verdict.ALLOW, mode, auto.get().id(), Words.reason(auto.get()), "");
        }
        var reason = mode == Mode.AUTO
                ? "it acts, and no rule that allows it says 'auto: true'"
                : "it acts, and the mode is " + Words.word(mode);
        return decision(
                Verdict.ASK,
                mode,
                first.id(),
                reason,
                remedy.mode(request.effect().actor(), allowing));
    }

    private Decision unmatched(Request request) {
        return decision(
                Verdict.DENY,
                request.mode(),
                "",
                "no rule allows " + Words.describe(request.effect()),
                remedy.rule(request));
    }

    private Decision decision(Verdict verdict, Mode mode, String rule, String reason, String remedy) {
        return new Decision(verdict, mode, List.of(), rule, reason, remedy, rules.digest());
    }
}

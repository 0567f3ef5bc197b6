package io.naestro.core;

import io.naestro.effect.Label;
import io.naestro.goal.Budget;
import io.naestro.policy.Decision;
import io.naestro.policy.Obligation;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells which obligations this engine keeps. What it cannot keep is not taken, and the reason says what would help. */
final class Duties {
    private static final Set<String> ALWAYS_RECORDED = Set.of("none", "digest");
    private static final String FULL = "full";

    /** Sorts of content that rules may want hidden, in words. */
    private static final Map<String, Label> LABELS = new TreeMap<>(Map.of(
            "secrets",
            Label.SECRET,
            "secret",
            Label.SECRET,
            "pii",
            Label.PII,
            "internal",
            Label.INTERNAL,
            "public",
            Label.PUBLIC));

    private final Map<String, Set<String>> confined;

    /**
     * Duties that a host helps to keep.
     *
     * @param confined the levels of confinement that tools run under, by the keys of their calls
     */
    Duties(Map<String, Set<String>> confined) {
        this.confined = Map.copyOf(confined);
    }

    /**
     * Why a call cannot be taken as its rules oblige; empty when it can.
     *
     * @param decision the decision on the call
     * @param call the call
     * @param run the budget of the run
     */
    Optional<String> unkept(Decision decision, Call call, Budget run) {
        return decision.obligations().isEmpty() ? Optional.empty() : anyUnkept(decision, call, run);
    }

    private Optional<String> anyUnkept(Decision decision, Call call, Budget run) {
        return decision.obligations().stream()
                .flatMap(duty -> Optional.ofNullable(objection(duty, call, run))
                        .map(why -> "this engine cannot keep " + duty + ", which rule '" + decision.rule()
                                + "' asks for: " + why)
                        .stream())
                .findFirst();
    }

    /**
     * An obligation on a use inside a call which the call itself was not taken under, so that nobody counts or keeps
     * it. Who must agree is asked at the use.
     *
     * @param decision the decision on the use
     * @param taken what the call was taken under
     */
    static Optional<Obligation> unkept(Decision decision, List<Obligation> taken) {
        return decision.obligations().stream()
                .filter(duty -> !(duty instanceof Obligation.ApproverObligation) && !taken.contains(duty))
                .findFirst();
    }

    private @Nullable String objection(Obligation duty, Call call, Budget run) {
        return switch (duty) {
            case Obligation.SizeObligation size -> null;
            case Obligation.RateObligation rate -> null;
            case Obligation.CostObligation cost -> null;
            case Obligation.TimeObligation time -> null;
            case Obligation.ApproverObligation approver -> null;
            case Obligation.RedactObligation(var what) -> bare(what, call);
            case Obligation.SandboxObligation(var level) -> unconfined(level, call);
            case Obligation.ResidencyObligation residency -> tooFar(residency, call);
            case Obligation.RecordObligation(var level) -> unrecorded(level, call);
            case Obligation.ShareObligation share ->
                share(run, 1).equals(Budget.UNLIMITED)
                        ? "the run has no budget to take a share of; give its plan one"
                        : null;
        };
    }

    /** What is hidden is what has a label, in what a step tells a model. */
    private static @Nullable String bare(Set<String> what, Call call) {
        if (!LABELS.keySet().containsAll(what)) {
            return "what has a label can be hidden: " + LABELS.keySet();
        }
        if (!(call instanceof Call.ModelUse use)) {
            return "a tool gets all that it is given; leave out of it what it may not have";
        }
        return use.knowsParts() || Collections.disjoint(use.effect().content().allLabels(), labels(what))
                ? null
                : "nobody knows which parts of what is told have that label; ask a model by a step of its own";
    }

    private static Set<Label> labels(Set<String> what) {
        return what.stream().map(LABELS::get).collect(Collectors.toSet());
    }

    /** The call without what its rules want hidden. */
    static Call redacted(Call call, Decision decision) {
        if (decision.obligations().isEmpty()) {
            return call;
        }
        var hidden = decision.obligations().stream()
                .filter(Obligation.RedactObligation.class::isInstance)
                .flatMap(duty -> ((Obligation.RedactObligation) duty).what().stream())
                .collect(Collectors.toSet());
        return call instanceof Call.ModelUse use && !hidden.isEmpty() ? use.hiding(labels(hidden)) : call;
    }

    private @Nullable String unconfined(String level, Call call) {
        var kept = call.rateKeys().stream()
                .anyMatch(key -> confined.getOrDefault(key, Set.of()).contains(level));
        return kept ? null : call.title() + " is not declared to run under '" + level + "'";
    }

    private static @Nullable String tooFar(Obligation.ResidencyObligation residency, Call call) {
        if (!(call instanceof Call.ModelUse use)) {
            return "only of models is it known where they are";
        }
        var where = use.effect().model().residency();
        return where.compareTo(residency.farthest()) <= 0
                ? null
                : "the model is " + where + "; name the nearer places under 'residency' of the rule, so that no other"
                        + " model is chosen";
    }

    /** What a tool is given is made of the plan and of results, which the journal has; what a model is told is not. */
    private static @Nullable String unrecorded(String level, Call call) {
        if (ALWAYS_RECORDED.contains(level)) {
            return null;
        }
        if (!level.equals(FULL)) {
            return "the levels are none, digest and full";
        }
        return call instanceof Call.ModelUse ? "of what a model is told only a digest is recorded" : null;
    }

    /**
     * A part of a budget. Time is not shared: it passes for all at once.
     *
     * @param whole the budget
     * @param share the part, above 0 and at most 1
     */
    static Budget share(Budget whole, double share) {
        var part = BigDecimal.valueOf(share);
        var money = whole.money() == null ? null : whole.money().times(part);
        var budget = money == null ? Budget.UNLIMITED : Budget.of(money);
        if (whole.tokens() != null) {
            budget = budget.withTokens(
                    part.multiply(BigDecimal.valueOf(whole.tokens())).longValue());
        }
        if (whole.calls() != null) {
            budget = budget.withCalls(
                    part.multiply(BigDecimal.valueOf(whole.calls())).intValue());
        }
        return budget;
    }
}

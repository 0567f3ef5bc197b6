package io.naestro.router;

import io.naestro.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts a decision that was written down into fields and words. */
final class Explanation {
    private static final int MOST_SCORES = 3;

    private Explanation() {}

    /** For each arm that was ruled out the first reason, in words. */
    @SuppressWarnings("EnumOrdinal") // the record holds one set for each reason, in their order
    static Map<String, String> reasons(RingSlot.Noted record) {
        var reasons = new LinkedHashMap<String, String>();
        var arms = record.plan().catalog().arms;
        for (int i = 0; i < arms.length; i++) {
            for (var reason : Reason.values()) {
                if ((record.reasons()[reason.ordinal()] >>> i & 1) == 1) {
                    reasons.putIfAbsent(arms[i].name(), words(reason, arms[i], record));
                }
            }
        }
        return reasons;
    }

    private static String words(Reason reason, Arm arm, RingSlot.Noted record) {
        var card = arm.card();
        return reason.words()
                + switch (reason) {
                    case SMALL -> ": " + card.contextTokens() + " tokens, and up to " + record.tokens() + " of input";
                    case ABROAD -> ": " + card.residency();
                    case LACKING -> "; it has " + card.capabilities();
                    case DRAINED, OPEN, BUSY -> ": " + arm.signals().getFirst().describe();
                    default -> "";
                };
    }

    /** All that is remembered of a decision. */
    static Json.Obj render(String decision, RingSlot.Noted record) {
        var plan = record.plan();
        var mix = plan.mix(record.taskType());
        var refused = Json.object();
        for (var entry : reasons(record).entrySet()) {
            refused = refused.with(entry.getKey(), entry.getValue());
        }
        var json = Json.object()
                .with("decision", decision)
                .with("at", Instant.ofEpochMilli(record.at()).toString())
                .with("taskType", record.taskType())
                .with("plan", plan.version())
                .with("summary", summary(record))
                .with("explored", Json.of(record.explored()))
                .with("propensity", Json.of(record.propensity()));
        if (record.model() != null) {
            json = json.with("arm", plan.catalog().arms[record.arm()].name())
                    .with("model", record.model())
                    .with("estimate", estimate(mix, record.arm()));
        }
        return json.with("best", best(record, mix)).with("refused", refused).with("budget", budget(plan));
    }

    private static String summary(RingSlot.Noted record) {
        var arms = record.plan().catalog().arms;
        if (record.model() == null) {
            return "no arm would do";
        }
        return arms[record.arm()].name()
                + (record.explored() ? " was tried to learn something" : " was chosen by the plan")
                + "; " + reasons(record).size() + " of " + arms.length + " arms were ruled out or late";
    }

    private static Json estimate(Plan.Mix mix, int arm) {
        return Json.object()
                .with("score", Json.of(mix.score()[arm]))
                .with("quality", Json.of(mix.estimate().quality()[arm]))
                .with("spread", Json.of(mix.estimate().spread()[arm]))
                .with("cost", Json.of(mix.estimate().cost()[arm] / 1e9));
    }

    /** The arms with the highest scores, eligible or not. */
    private static Json best(RingSlot.Noted record, Plan.Mix mix) {
        var arms = record.plan().catalog().arms;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < arms.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble((Integer i) -> mix.score()[i]).reversed());
        var best = Json.object();
        for (var i : order.subList(0, Math.min(MOST_SCORES, arms.length))) {
            best = best.with(arms[i].name(), estimate(mix, i));
        }
        return best;
    }

    private static Json budget(Plan plan) {
        var budget = Json.object().with("spent", Json.of(plan.spent() / 1e9));
        return Double.isInfinite(plan.rate()) ? budget : budget.with("rate", Json.of(plan.rate() / 1e9));
    }
}

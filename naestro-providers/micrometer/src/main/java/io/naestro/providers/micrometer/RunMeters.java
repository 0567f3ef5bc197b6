package io.naestro.providers.micrometer;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.naestro.model.ModelCard;
import io.naestro.model.Usage;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Verdict;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.Spend;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what the journal tells, as a fold over its events. No label is an id or a text that anybody may write. */
final class RunMeters {
    private final MeterRegistry registry;
    private final Map<RunId, Map<String, Instant>> questions = new ConcurrentHashMap<>();

    RunMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("naestro.questions.open", questions, RunMeters::sum)
                .description("questions that wait for people, of runs that this process has taken up")
                .register(registry);
    }

    private static double sum(Map<RunId, Map<String, Instant>> open) {
        return open.values().stream().mapToInt(Map::size).sum();
    }

    /** A run was accepted or taken up, with the questions that it waits on. */
    void taken(RunId run, List<ApprovalRequest> open) {
        open.forEach(question -> asked(run, question));
    }

    void count(Recorded recorded) {
        var run = recorded.run();
        switch (recorded.event()) {
            case RunEvent.RunAccepted accepted -> add("naestro.runs.accepted");
            case RunEvent.PlanAdopted plan -> add("naestro.plans", "revised", Boolean.toString(plan.revision() > 0));
            case RunEvent.EffectDecided decided -> decided(decided);
            case RunEvent.AccessSummary access ->
                denied("access", "", access.denied().size());
            case RunEvent.StepOutcome outcome -> spent(outcome.spent());
            case RunEvent.StepFailed failed -> failed(failed);
            case RunEvent.StepSucceeded step -> step("succeeded");
            case RunEvent.StepSkipped step -> step("skipped");
            case RunEvent.StepSuggested step -> step("suggested");
            case RunEvent.StepDelayed step -> step("delayed");
            case RunEvent.ApprovalAsked asked -> asked(run, asked.request());
            case RunEvent.ApprovalAnswered answered -> answered(run, answered, recorded.at());
            case RunEvent.ApprovalWithdrawn withdrawn -> settled(run, withdrawn.request(), "withdrawn", recorded.at());
            case RunEvent.RunDone done -> ended(run, done);
            case RunEvent.RunStopped stopped -> ended(run, stopped);
            case RunEvent.RunFailed failed -> ended(run, failed);
            default -> {
                // the others tell of nothing that is counted
            }
        }
    }

    /** How a run ended, in a word. */
    static String outcome(RunEvent end) {
        return switch (end) {
            case RunEvent.RunStopped stopped -> stopped.cause().name().toLowerCase(Locale.ROOT);
            case RunEvent.RunFailed failed -> "failed";
            default -> "done";
        };
    }

    /** Tokens of an answer. */
    void used(ModelCard model, Usage usage) {
        tokens(model, "input", usage.input());
        tokens(model, "output", usage.output());
    }

    private void tokens(ModelCard model, String type, long tokens) {
        DistributionSummary.builder(GenAi.CLIENT_TOKEN_USAGE)
                .tag(GenAi.OPERATION_NAME, GenAi.CHAT)
                .tag(GenAi.PROVIDER_NAME, model.provider())
                .tag(GenAi.REQUEST_MODEL, model.wireName())
                .tag(GenAi.TOKEN_TYPE, type)
                .register(registry)
                .record((double) tokens);
    }

    /** Counts a bill that is higher than what was reserved for it. */
    void compare(Spend reserved, Spend spent, String kind) {
        var money = reserved.money() != null
                && spent.money() != null
                && spent.money().currency().equals(reserved.money().currency())
                && spent.money().compareTo(reserved.money()) > 0;
        if (money || spent.tokens() > reserved.tokens()) {
            add("naestro.budget.overruns", "kind", kind);
        }
    }

    private void decided(RunEvent.EffectDecided decided) {
        if (decided.verdict() == Verdict.DENY) {
            denied("effect", decided.rule(), 1);
        }
    }

    private void denied(String kind, String rule, int times) {
        if (times > 0) {
            registry.counter("naestro.policy.denials", "kind", kind, "rule", rule.isEmpty() ? "none" : rule)
                    .increment(times);
        }
    }

    private void failed(RunEvent.StepFailed failed) {
        spent(failed.spent());
        step(failed.retryAt() == null ? "failed" : "retried");
    }

    private void step(String outcome) {
        add("naestro.steps", "outcome", outcome);
    }

    private void spent(Spend spent) {
        var money = spent.money();
        if (money != null) {
            registry.counter("naestro.money.spent", "currency", money.currency())
                    .increment(money.amount().doubleValue());
        }
    }

    private void asked(RunId run, ApprovalRequest question) {
        questions.compute(run, (id, open) -> {
            var all = new HashMap<>(open == null ? Map.of() : open);
            all.put(question.id(), question.asked());
            return all;
        });
    }

    private void answered(RunId run, RunEvent.ApprovalAnswered answered, Instant at) {
        if (answered.settled()) {
            var receipt = answered.receipt();
            settled(run, receipt.request(), receipt.granted() ? "granted" : "refused", at);
        }
    }

    private void settled(RunId run, String question, String answer, Instant at) {
        questions.computeIfPresent(run, (id, open) -> {
            var rest = new HashMap<>(open);
            var asked = rest.remove(question);
            if (asked != null) {
                registry.timer("naestro.questions.wait", "answer", answer).record(Duration.between(asked, at));
            }
            return rest.isEmpty() ? null : rest;
        });
    }

    private void ended(RunId run, RunEvent end) {
        questions.remove(run);
        add("naestro.runs", "outcome", outcome(end));
    }

    private void add(String counter, String... labels) {
        registry.counter(counter, labels).increment();
    }
}

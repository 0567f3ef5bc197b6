package io.naestro.providers.micrometer;

import static io.naestro.policy.Principal.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.Usage;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Principal;
import io.naestro.run.FailureCause;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Spend;
import io.naestro.run.Suggestion;
import io.naestro.testkit.ScriptedModel;
import io.naestro.tool.ToolFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Meters as a fold over events. */
class RunMetersTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final RunId RUN = new RunId(new UUID(0, 1));
    private static final Spend CENT = new Spend(Money.eur("0.01"), 10, 1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RunMeters meters = new RunMeters(registry);
    private Instant now = NOON;

    private void happens(RunEvent... events) {
        for (var event : events) {
            meters.count(new Recorded(RUN, 0, now, event));
        }
    }

    private double count(String name, String... labels) {
        return registry.get(name).tags(labels).counter().count();
    }

    private double open() {
        return registry.get("naestro.questions.open").gauge().value();
    }

    private static ApprovalRequest question(String id) {
        return ApprovalRequest.builder(id, RUN, "work", Principal.HOST, Rig.DIGEST)
                .action("do it", Json.object())
                .approvers(new Obligation.ApproverObligation("", false, 1, Duration.ofDays(1)))
                .grants(List.of(Grant.THIS_CALL))
                .build(Rig.DIGEST, NOON, NOON.plusSeconds(3_600));
    }

    private static RunEvent.ApprovalAnswered answer(String question, boolean granted, boolean settled) {
        var receipt = new ConsentReceipt(
                question + ".1",
                question,
                Rig.DIGEST,
                granted,
                granted ? Grant.THIS_CALL : null,
                by("bob"),
                NOON,
                "",
                List.of(),
                "console",
                Rig.DIGEST,
                "",
                0);
        return new RunEvent.ApprovalAnswered("work", receipt, settled);
    }

    @Test
    void runs_are_counted_by_how_they_end() {
        happens(
                RunEvent.RunAccepted.of(RunKey.of("k"), Principal.HOST, Mode.AUTO, "memo@1", Rig.DIGEST),
                new RunEvent.RunDone(Rig.DIGEST),
                new RunEvent.RunStopped(StopCause.BUDGET, "Ada has no money"),
                new RunEvent.RunFailed("work", new FailureCause.EngineCause("Ada")));
        assertThat(count("naestro.runs.accepted")).isEqualTo(1);
        assertThat(count("naestro.runs", "outcome", "done")).isEqualTo(1);
        assertThat(count("naestro.runs", "outcome", "budget")).isEqualTo(1);
        assertThat(count("naestro.runs", "outcome", "failed")).isEqualTo(1);
        assertThat(registry.getMeters().toString()).doesNotContain("Ada").doesNotContain(RUN.toString());
    }

    @Test
    void plans_and_steps_are_counted() {
        happens(
                new RunEvent.PlanAdopted(0, Rig.DIGEST, ""),
                new RunEvent.PlanAdopted(1, Rig.DIGEST, "it failed"),
                new RunEvent.StepSucceeded("a", Rig.DIGEST),
                new RunEvent.StepSkipped("b", "why"),
                new RunEvent.StepSuggested(new Suggestion("c", "tool", Json.object(), Rig.DIGEST)),
                new RunEvent.StepDelayed("d", "tool:x", NOON),
                RunEvent.StepFailed.of("e", 1, new FailureCause.EngineCause("")),
                new RunEvent.StepFailed("f", 1, new FailureCause.EngineCause(""), CENT, Duration.ZERO, NOON),
                new RunEvent.CancelRequested("enough"));
        assertThat(count("naestro.plans", "revised", "false")).isEqualTo(1);
        assertThat(count("naestro.plans", "revised", "true")).isEqualTo(1);
        for (var outcome : List.of("succeeded", "skipped", "suggested", "delayed", "failed", "retried")) {
            assertThat(count("naestro.steps", "outcome", outcome)).as(outcome).isEqualTo(1);
        }
    }

    @Test
    void money_is_summed_by_currency() {
        happens(
                new RunEvent.StepOutcome("a", 1, Rig.DIGEST, Usage.NONE, CENT, Duration.ZERO),
                new RunEvent.StepFailed("a", 1, new FailureCause.EngineCause(""), CENT, Duration.ZERO, null),
                RunEvent.StepOutcome.of("b", 1, Rig.DIGEST));
        assertThat(count("naestro.money.spent", "currency", "EUR")).isEqualTo(0.02);
    }

    @Test
    void denials_are_counted_by_rule() {
        var denied = Decision.deny(Mode.AUTO, "no-shell", "why", "", Rig.DIGEST);
        var nameless = Decision.deny(Mode.AUTO, "", "why", "", Rig.DIGEST);
        var allowed = Decision.allow(Mode.AUTO, "yes", Rig.DIGEST);
        for (var decision : List.of(denied, nameless, allowed)) {
            happens(RunEvent.EffectDecided.of("a", "tool x@1", Rig.DIGEST, decision));
        }
        happens(
                new RunEvent.AccessSummary("a", 1, List.of("read x"), List.of("GET y", "GET z")),
                new RunEvent.AccessSummary("a", 1, List.of("read x"), List.of()));
        assertThat(count("naestro.policy.denials", "kind", "effect", "rule", "no-shell"))
                .isEqualTo(1);
        assertThat(count("naestro.policy.denials", "kind", "effect", "rule", "none"))
                .isEqualTo(1);
        assertThat(count("naestro.policy.denials", "kind", "access", "rule", "none"))
                .isEqualTo(2);
        assertThat(registry.find("naestro.policy.denials").counters()).hasSize(3);
    }

    @Test
    void questions_are_open_until_they_are_settled_and_the_wait_is_timed() {
        happens(
                new RunEvent.ApprovalAsked(question("q-1")),
                new RunEvent.ApprovalAsked(question("q-2")),
                new RunEvent.ApprovalAsked(question("q-3")));
        assertThat(open()).isEqualTo(3);
        now = NOON.plusSeconds(60);
        happens(answer("q-1", true, false));
        assertThat(open()).isEqualTo(3);
        happens(answer("q-1", true, true), answer("q-2", false, true));
        assertThat(open()).isEqualTo(1);
        happens(new RunEvent.ApprovalWithdrawn("work", "q-9", "nobody asked"));
        happens(new RunEvent.ApprovalWithdrawn("work", "q-3", "the rules changed"));
        assertThat(open()).isZero();
        happens(new RunEvent.ApprovalWithdrawn("work", "q-3", "again"));
        for (var answer : List.of("granted", "refused", "withdrawn")) {
            var wait =
                    registry.get("naestro.questions.wait").tag("answer", answer).timer();
            assertThat(wait.count()).isEqualTo(1);
            assertThat(wait.totalTime(TimeUnit.SECONDS)).isEqualTo(60);
        }
    }

    @Test
    void questions_of_a_run_that_was_taken_up_count_and_end_with_it() {
        meters.taken(RUN, List.of(question("q-1"), question("q-2")));
        assertThat(open()).isEqualTo(2);
        happens(new RunEvent.RunStopped(StopCause.EXPIRED, ""));
        assertThat(open()).isZero();
    }

    @Test
    void tokens_are_summed_by_model_and_direction() {
        meters.used(ScriptedModel.named("m").card(), new Usage(10, 4, 7, 2));
        var input = registry.get("gen_ai.client.token.usage").tag("gen_ai.token.type", "input");
        assertThat(input.summary().totalAmount()).isEqualTo(10);
        var output = registry.get("gen_ai.client.token.usage").tag("gen_ai.token.type", "output");
        assertThat(output.summary().totalAmount()).isEqualTo(7);
    }

    @Test
    void bills_above_their_reservation_are_counted() {
        var more = new Spend(Money.eur("0.02"), 10, 1);
        meters.compare(CENT, CENT, "model");
        meters.compare(CENT, new Spend(null, 10, 1), "model");
        meters.compare(new Spend(null, 10, 1), more, "model");
        meters.compare(CENT, new Spend(Money.usd("5"), 10, 1), "model"); // which costs more nobody can tell
        assertThat(registry.find("naestro.budget.overruns").counters()).isEmpty();
        meters.compare(CENT, more, "model");
        meters.compare(CENT, new Spend(null, 11, 1), "tool");
        assertThat(count("naestro.budget.overruns", "kind", "model")).isEqualTo(1);
        assertThat(count("naestro.budget.overruns", "kind", "tool")).isEqualTo(1);
    }

    @Test
    void every_cause_of_a_failure_has_a_word() {
        assertThat(List.<FailureCause>of(
                        new FailureCause.ModelCause("m", ModelFailure.of(ModelFailure.Kind.BILLING, "")),
                        new FailureCause.ToolCause("t", ToolFailure.of(ToolFailure.Kind.NOT_FOUND, "")),
                        new FailureCause.CheckCause(List.of("too long")),
                        new FailureCause.RouteCause(""),
                        new FailureCause.PlanCause(List.of()),
                        new FailureCause.DataCause(""),
                        new FailureCause.EngineCause("")))
                .extracting(CallFailure::kind)
                .containsExactly("billing", "not_found", "check", "no_route", "no_plan", "data", "engine");
    }
}

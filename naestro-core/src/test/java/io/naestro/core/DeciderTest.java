package io.naestro.core;

import static io.naestro.core.Folded.ACTION;
import static io.naestro.core.Folded.BOB;
import static io.naestro.core.Folded.RESULT;
import static io.naestro.core.Folded.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.Prompt;
import io.naestro.model.Usage;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Retry;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.Routed;
import io.naestro.run.FailureCause;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.Spend;
import io.naestro.run.Suggestion;
import io.naestro.tool.ToolFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeciderTest {
    private static final Duration TOOK = Duration.ofMillis(20);
    private static final Retry TWICE = new Retry(2, Duration.ofSeconds(1), 3, Duration.ofSeconds(10));

    /** A step that may be tried three times, with waits of one and three seconds. */
    private final Folded run = new Folded(plan(TWICE));

    @Test
    void a_plan_is_adopted_or_the_run_fails_without_one() {
        assertThat(decide(new Input.Adopted(1, RESULT, "why", Map.of())))
                .containsExactly(new RunEvent.PlanAdopted(1, RESULT, "why"));
        var problem = new PlanProblem(PlanProblem.Kind.CYCLE, "a", "input", "message", "remedy");
        assertThat(decide(new Input.Unplanned(List.of(problem))))
                .containsExactly(new RunEvent.RunFailed("", new FailureCause.PlanCause(List.of(problem))));
    }

    @Test
    void a_list_is_expanded_and_a_step_skipped_as_told() {
        assertThat(decide(new Input.Expanded("a", 3))).containsExactly(new RunEvent.MapExpanded("a", 3));
        assertThat(decide(new Input.Skipped("a", "why"))).containsExactly(new RunEvent.StepSkipped("a", "why"));
    }

    @Test
    void a_step_without_its_data_fails_for_good() {
        var cause = new FailureCause.DataCause("no place");
        assertThat(decide(new Input.Unready("a", cause)))
                .containsExactly(new RunEvent.StepFailed("a", 0, cause, Spend.NOTHING, Duration.ZERO, null));
    }

    @Test
    void a_route_is_for_the_next_attempt_and_none_fails_the_step_with_the_reasons() {
        assertThat(decide(new Input.RouteKnown("a", route("m1"))))
                .containsExactly(new RunEvent.StepRouted("a", 1, route("m1")));
        var failed =
                (RunEvent.StepFailed) decide(new Input.RouteKnown("a", new Routed.NoRoute(Map.of("m1", "too small"))))
                        .getFirst();
        assertThat(failed.cause().message()).contains("m1", "too small");
        assertThat(failed.retryAt()).isNull();
    }

    @Test
    void a_full_rate_delays_the_step_until_there_is_a_permit() {
        var wait = new Admission.WaitUntil(Folded.allow(), "tool:x", Duration.ofSeconds(5));
        assertThat(decide(new Input.NotAdmitted("a", wait)))
                .containsExactly(
                        new RunEvent.StepDelayed("a", "tool:x", run.now().plusSeconds(5)));
    }

    @Test
    void a_question_is_asked_with_the_decision_before_it() {
        var question = Folded.question("q", "a", Folded.one(), Grant.THIS_CALL);
        var decision = io.naestro.policy.Decision.ask(Mode.COPILOT, "rule", "it acts", Folded.POLICY);
        assertThat(decide(new Input.NotAdmitted("a", new Admission.NeedsApproval(decision, question))))
                .containsExactly(
                        new RunEvent.EffectDecided(
                                "a", "May it?", ACTION, Verdict.ASK, Mode.COPILOT, "rule", "it acts", Folded.POLICY),
                        new RunEvent.ApprovalAsked(question));
    }

    @Test
    void a_suggestion_ends_the_step_with_the_decision_before_it() {
        var suggestion = new Suggestion("a", "tool x@1", Json.NULL, ACTION);
        var events = decide(new Input.NotAdmitted("a", new Admission.Suggested(Folded.allow(), suggestion)));
        assertThat(events).hasSize(2).last().isEqualTo(new RunEvent.StepSuggested(suggestion));
        assertThat(events.getFirst()).isInstanceOf(RunEvent.EffectDecided.class);
    }

    @Test
    void a_refusal_is_left_to_the_run_and_an_admission_is_no_refusal() {
        var refused = new Admission.Refused(null, RunResult.StopCause.BUDGET, "spent");
        assertThat(decide(new Input.NotAdmitted("a", refused))).isEmpty();
        var admitted = new Input.NotAdmitted("a", Folded.admitted("a", 1, calls(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> decide(admitted)).withMessageContaining("May it?");
    }

    @Test
    void an_admission_is_decided_and_intended_with_its_reservation_and_key() {
        var admitted = Folded.admitted("a", 1, calls(2));
        assertThat(decide(new Input.Admitted(admitted, "run/a", null)))
                .containsExactly(
                        new RunEvent.EffectDecided(
                                "a", "May it?", ACTION, Verdict.ALLOW, Mode.COPILOT, "rule", "", Folded.POLICY),
                        new RunEvent.StepIntent(
                                "a", 1, "May it?", ACTION, "run/a", calls(2), admitted.deadline(), List.of()));
    }

    @Test
    void a_result_is_an_outcome_with_its_cost() {
        run.start("a");
        assertThat(take(got(), null, true))
                .containsExactly(new RunEvent.StepOutcome("a", 1, RESULT, Usage.of(3, 4), calls(1), TOOK));
        assertThat(run.cell("a").phase()).isEqualTo(Cell.Phase.CHECKING);
    }

    @Test
    void a_result_that_was_not_kept_is_a_mistake_of_the_engine() {
        run.start("a");
        var lost = new Input.Ended("a", 1, got(), null, null, true);
        assertThatIllegalArgumentException().isThrownBy(() -> decide(lost)).withMessageContaining("'a'");
    }

    @Test
    void what_a_tool_used_is_told_before_how_it_ended() {
        run.start("a");
        var end = new CallEnd.Lost(
                tool(ToolFailure.Kind.DENIED), calls(1), TOOK, new CallEnd.Accesses(List.of(), List.of("file x")));
        assertThat(take(end, null, true).getFirst())
                .isEqualTo(new RunEvent.AccessSummary("a", 1, List.of(), List.of("file x")));
        run.start("b");
        var used = new CallEnd.Got(result(), Usage.NONE, calls(1), TOOK, new CallEnd.Accesses(List.of("y"), List.of()));
        assertThat(decide(new Input.Ended("b", 1, used, RESULT, null, true))).hasSize(2);
    }

    @Test
    void endings_of_other_attempts_or_of_steps_that_do_not_run_are_ignored() {
        assertThat(take(got(), null, true)).isEmpty();
        run.start("a");
        assertThat(decide(new Input.Ended("a", 2, got(), RESULT, null, true))).isEmpty();
        take(got(), null, true);
        assertThat(take(got(), null, true)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ToolFailure.Kind.class)
    void a_tool_is_tried_again_after_failures_that_pass_and_only_then(ToolFailure.Kind kind) {
        run.start("a");
        assertThat(retryAt(take(lost(tool(kind)), null, true))).isEqualTo(kind.passing() ? moment(1) : null);
    }

    @Test
    void a_tool_that_must_run_once_is_never_tried_again() {
        run.start("a");
        take(lost(tool(ToolFailure.Kind.UNAVAILABLE)), null, false);
        assertThat(run.cell("a").phase()).isEqualTo(Cell.Phase.FAILED);
    }

    @Test
    void the_wait_is_the_longer_of_what_is_asked_for_and_the_schedule() {
        var asksFor2 = new FailureCause.ToolCause(
                "x", ToolFailure.of(ToolFailure.Kind.RATE_LIMITED, "busy").after(Duration.ofSeconds(2)));
        run.start("a");
        assertThat(retryAt(take(lost(asksFor2), null, true))).isEqualTo(moment(2));
        run.start("a");
        assertThat(retryAt(take(lost(asksFor2), null, true))).isEqualTo(moment(3));
        run.start("a");
        assertThat(retryAt(take(lost(asksFor2), null, true))).isNull();
        assertThat(run.cell("a").retries()).isEqualTo(2);
        assertThat(run.cell("a").failure()).isEqualTo(asksFor2);
    }

    @Test
    void a_wait_that_is_beyond_reason_is_cut_to_a_year() {
        run.start("a");
        var hop = new NextHop.WaitHop(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(retryAt(take(lost(model()), hop, true))).isEqualTo(moment(365L * 24 * 60 * 60));
    }

    @Test
    void a_model_is_tried_again_as_the_router_says() {
        assertThat(retryAfter(new NextHop.WaitHop(Duration.ofSeconds(7)))).isEqualTo(moment(7));
        assertThat(retryAfter(new NextHop.RepairHop("answer with JSON"))).isEqualTo(moment(1));
        assertThat(retryAfter(new NextHop.StopHop("no"))).isNull();
        assertThat(retryAfter(null)).isNull();
    }

    @Test
    void failures_of_the_engine_are_not_tried_again() {
        run.start("a");
        assertThat(retryAt(take(lost(new FailureCause.EngineCause("bug")), null, true)))
                .isNull();
    }

    @Test
    void another_model_is_a_hop_and_no_retry_and_there_are_at_most_eight() {
        run.take(new Input.RouteKnown("a", route("m1")));
        var hop = new NextHop.RerouteHop(route("m2"));
        for (int i = 1; i <= 8; i++) {
            run.start("a");
            var events = take(lost(model()), hop, true);
            assertThat(events.getLast()).isEqualTo(new RunEvent.StepRouted("a", i + 1, route("m2")));
            assertThat(run.cell("a").hops()).isEqualTo(i);
            assertThat(run.cell("a").retries()).isZero();
            assertThat(run.cell("a").phase()).isEqualTo(Cell.Phase.DELAYED);
        }
        run.start("a");
        take(lost(model()), hop, true);
        assertThat(run.cell("a").phase()).isEqualTo(Cell.Phase.FAILED);
    }

    @Test
    void a_person_who_must_agree_to_an_access_is_asked_and_that_is_no_retry() {
        var question = Folded.question("q", "a", Folded.one(), Grant.THIS_CALL);
        for (int i = 0; i < 5; i++) {
            run.start("a");
            var pending = new CallEnd.Pending(Folded.allow(), question, calls(1), TOOK, CallEnd.Accesses.NONE);
            var events = take(pending, null, true);
            assertThat(events).hasSize(3);
            assertThat(((RunEvent.StepFailed) events.getFirst()).cause().message())
                    .contains("May it?");
            assertThat(run.cell("a").phase()).isEqualTo(Cell.Phase.ASKED);
            run.take(new Input.Answered("a", Folded.receipt("q", Grant.THIS_CALL, BOB, run.now()), true));
        }
        assertThat(run.cell("a").retries()).isZero();
        assertThat(run.cell("a").attempt()).isEqualTo(5);
    }

    @Test
    void a_question_before_a_retry_or_after_a_full_rate_gives_no_further_attempt() {
        var ask = new Input.NotAdmitted(
                "a",
                new Admission.NeedsApproval(Folded.allow(), Folded.question("q", "a", Folded.one(), Grant.THIS_CALL)));
        run.take(new Input.NotAdmitted("a", new Admission.WaitUntil(Folded.allow(), "tool:x", Duration.ofSeconds(1))));
        run.take(ask);
        assertThat(run.cell("a").retries()).isZero();
        run.start("a");
        take(lost(tool(ToolFailure.Kind.TIMEOUT)), null, true);
        run.take(ask);
        assertThat(run.cell("a").retries()).isOne();
    }

    @Test
    void a_result_that_passes_its_checks_succeeds() {
        answered();
        assertThat(run.take(new Input.Judged("a", 1, RESULT, List.of(), 0.75, null, true)))
                .containsExactly(
                        new RunEvent.StepChecked("a", 1, List.of(), 0.75), new RunEvent.StepSucceeded("a", RESULT));
        assertThat(run.cell("a").tally().grade()).isEqualTo(0.75);
    }

    @Test
    void a_result_that_fails_its_checks_is_tried_again_with_the_reasons_and_its_cost_counts_once() {
        answered();
        var events = run.take(new Input.Judged("a", 1, RESULT, List.of("too long"), null, null, true));
        var cause = new FailureCause.CheckCause(List.of("too long"));
        assertThat(events)
                .containsExactly(
                        new RunEvent.StepChecked("a", 1, List.of("too long"), null),
                        new RunEvent.StepFailed("a", 1, cause, Spend.NOTHING, Duration.ZERO, moment(1)));
        assertThat(run.cell("a").failure()).isEqualTo(cause);
        assertThat(run.cell("a").output()).isNull();
        assertThat(run.state().spent()).isEqualTo(calls(1));
    }

    @Test
    void a_result_that_fails_its_checks_fails_for_good_when_it_must_run_once_or_was_tried_often_enough() {
        answered();
        assertThat(decide(new Input.Judged("a", 1, RESULT, List.of("no"), null, null, false)))
                .last()
                .extracting(event -> ((RunEvent.StepFailed) event).retryAt())
                .isNull();
        for (int attempt = 1; attempt <= 3; attempt++) {
            run.take(new Input.Judged("a", attempt, RESULT, List.of("no"), null, null, true));
            if (attempt < 3) {
                answered();
            }
        }
        assertThat(run.cell("a").phase()).isEqualTo(Cell.Phase.FAILED);
    }

    @Test
    void calls_that_judges_make_are_counted_and_never_tried_again() {
        run.start("a/judge-1", calls(3));
        assertThat(run.state().reserved()).isEqualTo(calls(3));
        var failed = run.take(new Input.Ended("a/judge-1", 1, lost(model()), null, null, false));
        assertThat(retryAt(failed)).isNull();
        assertThat(run.state().reserved()).isEqualTo(calls(0));
        assertThat(run.state().spent()).isEqualTo(calls(1));
        assertThat(run.cell("a").phase()).isEqualTo(Cell.Phase.PENDING);
    }

    @Test
    void an_answer_is_told_as_it_is() {
        var receipt = Folded.receipt("q", null, BOB, run.now());
        assertThat(decide(new Input.Answered("a", receipt, true)))
                .containsExactly(new RunEvent.ApprovalAnswered("a", receipt, true));
    }

    @Test
    void only_a_lost_call_has_a_failure() {
        assertThat(got().failure()).isNull();
        assertThat(lost(model()).failure()).isEqualTo(model());
    }

    private static Plan<?, ?> plan(Retry retry) {
        var plan = Plan.named("one", 1).input(Json.class);
        plan.model("b", Json.class, Prompt.of("p", "?"), plan.input());
        var a = plan.model("a", Json.class, Prompt.of("p", "?"), plan.input()).retry(retry);
        return a.yields(a);
    }

    private List<RunEvent> decide(Input input) {
        return Decider.decide(run.state(), input, run.now());
    }

    private List<RunEvent> take(CallEnd end, @Nullable NextHop hop, boolean repeatable) {
        var attempt = run.cell("a").attempt();
        var output = end instanceof CallEnd.Got ? RESULT : null;
        decidedAt = run.now();
        return run.take(new Input.Ended("a", attempt, end, output, hop, repeatable));
    }

    private Instant decidedAt = Folded.START;

    /** So many seconds after the last ending. */
    private Instant moment(long seconds) {
        return decidedAt.plusSeconds(seconds);
    }

    private void answered() {
        run.start("a");
        take(got(), null, true);
        decidedAt = run.now();
    }

    private @Nullable Instant retryAfter(@Nullable NextHop hop) {
        var fresh = new DeciderTest();
        fresh.run.start("a");
        var at = retryAt(fresh.take(lost(model()), hop, true));
        decidedAt = fresh.decidedAt;
        return at;
    }

    private static @Nullable Instant retryAt(List<RunEvent> events) {
        return ((RunEvent.StepFailed) events.getLast()).retryAt();
    }

    private static CallEnd.Lost lost(FailureCause cause) {
        return new CallEnd.Lost(cause, calls(1), TOOK, CallEnd.Accesses.NONE);
    }

    private static CallEnd.Got got() {
        return new CallEnd.Got(result(), Usage.of(3, 4), calls(1), TOOK, CallEnd.Accesses.NONE);
    }

    private static Payload result() {
        return Payload.of(Json.of("result"), Origin.SELF);
    }

    private static FailureCause tool(ToolFailure.Kind kind) {
        return new FailureCause.ToolCause("x", ToolFailure.of(kind, "message"));
    }

    private static FailureCause model() {
        return new FailureCause.ModelCause("m1", ModelFailure.of(ModelFailure.Kind.OVERLOADED, "busy"));
    }

    private static Route route(String model) {
        return Route.to("decision", model, 100);
    }
}

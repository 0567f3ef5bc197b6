package io.naestro.core;

import static io.naestro.core.Folded.ACTION;
import static io.naestro.core.Folded.BOB;
import static io.naestro.core.Folded.RESULT;
import static io.naestro.core.Folded.RUN;
import static io.naestro.core.Folded.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.Prompt;
import io.naestro.model.Usage;
import io.naestro.plan.Plan;
import io.naestro.policy.Grant;
import io.naestro.run.FailureCause;
import io.naestro.run.Progress;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import io.naestro.run.Spend;
import io.naestro.run.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunStateTest {
    private final Folded run = new Folded(plan());

    @Test
    void begins_with_the_acceptance() {
        var state = RunState.first(Folded.recorded(0, Folded.accepted()));
        assertThat(state.accepted()).isEqualTo(Folded.accepted());
        assertThat(state.started()).isEqualTo(Folded.START);
        assertThat(state.next()).isOne();
        assertThat(state.planOrNull()).isNull();
        assertThat(state.allEnded()).isFalse();
        assertThat(state.progress()).isEqualTo(new Progress(0, 0, 0));
        assertThat(state.state()).isEqualTo(RunSummary.State.RUNNING);
        assertThatNullPointerException().isThrownBy(state::plan).withMessageContaining("no plan is in force yet");
    }

    @Test
    void refuses_a_journal_that_does_not_begin_with_the_acceptance() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RunState.first(Folded.recorded(0, new RunEvent.CancelRequested(""))))
                .withMessage("run " + RUN + " does not begin with its acceptance");
        assertThatIllegalStateException().isThrownBy(() -> RunState.first(Folded.recorded(1, Folded.accepted())));
    }

    @Test
    void refuses_an_event_out_of_order() {
        for (var number : List.of(0L, 1L, 3L)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> run.state()
                            .apply(Folded.recorded(number, new RunEvent.CancelRequested("")), digest -> run.plan))
                    .withMessage("run " + RUN + " has event " + number + " where 2 was due");
        }
    }

    @Test
    void refuses_a_step_that_the_plan_does_not_have() {
        assertThatIllegalStateException().isThrownBy(() -> run.on(new RunEvent.StepSkipped("other", "")));
    }

    @Test
    void frees_what_waits_for_a_step_when_it_ends_in_any_way_but_failure() {
        assertThat(run.cell("all").mayStart()).isFalse();
        run.on(new RunEvent.StepSkipped("list", ""));
        assertThat(run.cell("all").mayStart()).isTrue();
        run.on(new RunEvent.StepSuggested(new Suggestion("all", "title", Json.NULL, ACTION)));
        assertThat(run.cell("last").mayStart()).isTrue();
        assertThat(run.state().suggestions()).hasSize(1);
        run.on(new RunEvent.StepFailed("last", 0, new FailureCause.DataCause(""), Spend.NOTHING, Duration.ZERO, null));
        assertThat(run.state().allEnded()).isTrue();
        assertThat(run.state().progress()).isEqualTo(new Progress(3, 0, 3));
    }

    @Test
    void does_not_free_what_waits_for_a_step_that_failed() {
        run.on(new RunEvent.StepFailed("list", 0, new FailureCause.DataCause(""), Spend.NOTHING, Duration.ZERO, null));
        assertThat(run.cell("all").mayStart()).isFalse();
        assertThat(run.state().allEnded()).isFalse();
    }

    @Test
    void counts_what_is_reserved_and_spent_and_how_long_it_took() {
        run.start("list", calls(3));
        assertThat(run.state().reserved()).isEqualTo(calls(3));
        assertThat(run.state().idle()).isFalse();
        assertThat(run.state().still()).isFalse();
        run.on(new RunEvent.StepOutcome("list", 1, RESULT, Usage.NONE, calls(2), Duration.ofSeconds(4)));
        assertThat(run.state().reserved()).isEqualTo(calls(0));
        assertThat(run.state().spent()).isEqualTo(calls(2));
        assertThat(run.cell("list").tally()).isEqualTo(new Cell.Tally(calls(2), calls(2), Duration.ofSeconds(4), null));
        assertThat(run.state().progress()).isEqualTo(new Progress(0, 1, 3));
        run.on(new RunEvent.StepSucceeded("list", RESULT));
        assertThat(run.state().progress()).isEqualTo(new Progress(1, 0, 3));
    }

    @Test
    void counts_the_elements_of_a_map_step_and_not_the_step_itself_as_running() {
        expand(2);
        assertThat(run.state().progress()).isEqualTo(new Progress(1, 0, 5));
        run.start("all[1]");
        assertThat(run.state().progress()).isEqualTo(new Progress(1, 1, 5));
        succeed("all[1]");
        assertThat(run.state().progress()).isEqualTo(new Progress(2, 0, 5));
        assertThat(run.cell("last").mayStart()).isFalse();
        run.start("all[0]");
        succeed("all[0]");
        run.on(new RunEvent.StepSucceeded("all", RESULT));
        assertThat(run.state().progress()).isEqualTo(new Progress(4, 0, 5));
        assertThat(run.cell("last").mayStart()).isTrue();
        assertThat(run.cell("all").elements()).isNull();
    }

    @Test
    void counts_open_calls_as_spent_when_another_process_goes_on_and_lets_their_steps_start_again() {
        expand(1);
        run.start("all[0]", calls(2)).start("all[0]/judge-1", calls(3));
        assertThat(run.state().reserved()).isEqualTo(calls(5));
        var before = run.state().spent();
        run.on(new RunEvent.RunResumed(List.of("all[0]")));
        assertThat(run.state().reserved()).isEqualTo(calls(0));
        assertThat(run.state().spent()).isEqualTo(before.plus(calls(5)));
        assertThat(run.cell("all[0]").mayStart()).isTrue();
        assertThat(run.cell("all[0]").attempt()).isOne();
        run.start("all[0]/judge-1", calls(1));
        assertThat(run.state().reserved()).isEqualTo(calls(1));
    }

    @Test
    void measures_a_chain_from_its_first_call_since_people_were_asked_or_a_process_ended() {
        var minute = Folded.START.plusSeconds(60);
        var later = minute.plusSeconds(60);
        assertThat(run.cell("list").firstDeadline()).isNull();
        run.on(intent(1, minute));
        assertThat(run.cell("list").firstDeadline()).isEqualTo(minute);
        run.on(intent(2, later));
        assertThat(run.cell("list").firstDeadline()).isEqualTo(minute);
        run.on(new RunEvent.RunResumed(List.of("list")));
        assertThat(run.cell("list").firstDeadline()).isNull();
        run.on(intent(3, later));
        assertThat(run.cell("list").firstDeadline()).isEqualTo(later);
        run.on(new RunEvent.ApprovalAsked(Folded.question("q", "list", Folded.one(), Grant.THIS_CALL)));
        assertThat(run.cell("list").firstDeadline()).isNull();
    }

    private static RunEvent intent(int attempt, Instant deadline) {
        return new RunEvent.StepIntent("list", attempt, "", Folded.ACTION, "key/list", calls(1), deadline, List.of());
    }

    @Test
    void waits_while_a_question_is_open_and_no_call_is_under_way() {
        run.on(new RunEvent.ApprovalAsked(Folded.question("q", "list", Folded.one(), Grant.THIS_CALL)));
        assertThat(run.state().state()).isEqualTo(RunSummary.State.WAITING);
        assertThat(run.state().openQuestions()).hasSize(1);
        assertThat(run.state().questions().get("q").granted()).isFalse();
        run.on(answer(true));
        assertThat(run.state().state()).isEqualTo(RunSummary.State.RUNNING);
        assertThat(run.state().questions().get("q").granted()).isTrue();
        run.start("list").on(new RunEvent.ApprovalAsked(Folded.question("q2", "all", Folded.one(), Grant.THIS_CALL)));
        assertThat(run.state().state()).isEqualTo(RunSummary.State.RUNNING);
    }

    @Test
    void leaves_the_step_of_a_refused_question_where_it_is() {
        run.on(new RunEvent.ApprovalAsked(Folded.question("q", "list", Folded.one(), Grant.THIS_CALL)), answer(false));
        assertThat(run.cell("list").phase()).isEqualTo(Cell.Phase.ASKED);
        assertThat(run.state().openQuestions()).isEmpty();
    }

    @Test
    void knows_how_the_run_ended() {
        assertEnd(new RunEvent.RunDone(RESULT), RunSummary.State.DONE);
        assertEnd(new RunEvent.RunStopped(RunResult.StopCause.HALTED, ""), RunSummary.State.STOPPED);
        assertEnd(new RunEvent.RunFailed("", new FailureCause.EngineCause("")), RunSummary.State.FAILED);
    }

    @Test
    void keeps_the_wish_to_cancel() {
        assertThat(run.state().cancelled()).isFalse();
        assertThat(run.on(new RunEvent.CancelRequested("enough")).state().cancelled())
                .isTrue();
    }

    @Test
    void keeps_the_grade_of_a_step_and_not_that_of_the_run() {
        run.on(
                new RunEvent.StepChecked("", 0, List.of("no"), 0.1),
                new RunEvent.StepChecked("list", 1, List.of(), 0.5));
        assertThat(run.cell("list").tally().grade()).isEqualTo(0.5);
        assertThat(run.cell("all").tally().grade()).isNull();
    }

    @Test
    void passes_over_events_that_no_step_waits_for() {
        var before = run.state();
        run.on(new RunEvent.Other("somethingNew", Json.Obj.EMPTY), new RunEvent.RunRemembered("episode-1"));
        assertThat(run.state())
                .usingRecursiveComparison()
                .ignoringFields("next", "updated")
                .isEqualTo(before);
        assertThat(run.state().next()).isEqualTo(before.next() + 2);
    }

    @Test
    void tells_of_itself_in_short() {
        run.start("list");
        var summary = run.on(new RunEvent.StepOutcome("list", 1, RESULT, Usage.NONE, calls(1), Duration.ZERO))
                .state()
                .summary(RUN);
        assertThat(summary)
                .isEqualTo(new RunSummary(
                        RUN,
                        Folded.accepted().key(),
                        Folded.ADA,
                        "title",
                        Folded.START,
                        Folded.START.plusSeconds(4),
                        RunSummary.State.RUNNING,
                        calls(1)));
    }

    @Test
    void is_still_while_no_call_is_open() {
        assertThat(run.state().still()).isTrue();
        assertThat(run.start("list").state().still()).isFalse();
    }

    private void assertEnd(RunEvent end, RunSummary.State expected) {
        var ended = new Folded(plan()).start("list").on(end).state();
        assertThat(ended.end()).isEqualTo(end);
        assertThat(ended.state()).isEqualTo(expected);
        assertThat(ended.still()).isTrue();
    }

    private void expand(int elements) {
        run.start("list");
        succeed("list");
        run.on(new RunEvent.MapExpanded("all", elements));
    }

    private void succeed(String step) {
        run.on(
                new RunEvent.StepOutcome(step, 1, RESULT, Usage.NONE, calls(1), Duration.ZERO),
                new RunEvent.StepSucceeded(step, RESULT));
    }

    private RunEvent answer(boolean granted) {
        var grant = granted ? Grant.THIS_CALL : null;
        return new RunEvent.ApprovalAnswered("list", Folded.receipt("q", grant, BOB, run.now()), true);
    }

    private static Plan<?, ?> plan() {
        var plan = Plan.named("plan", 1).input(Json.class);
        var list = plan.model("list", Shape.listOf(String.class), Prompt.of("p", "?"), plan.input());
        var all = plan.map("all", list, (body, item) -> body.model("each", Json.class, Prompt.of("p", "?"), item));
        var last = plan.approval("last", all);
        return last.yields(last);
    }
}

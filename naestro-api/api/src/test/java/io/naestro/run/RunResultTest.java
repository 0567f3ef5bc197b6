package io.naestro.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.Samples;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.plan.PlanProblem;
import io.naestro.policy.ApprovalRequest;
import io.naestro.run.RunResult.StopCause;
import io.naestro.tool.ToolFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunResultTest {
    private static final ApprovalRequest REQUEST = Samples.of(ApprovalRequest.class);
    private static final FailureCause CAUSE = new FailureCause.DataCause("'facts' is not there");

    @Test
    void a_run_that_is_done_gives_its_result() {
        assertThat(new RunResult.Done<>("memo", Spend.NOTHING, List.of()).orThrow())
                .isEqualTo("memo");
    }

    static Stream<Arguments> withoutResult() {
        var suggestion = new Suggestion("send", "Send a mail", Json.NULL, new Digest("sha256:" + "0".repeat(64)));
        return Stream.of(
                Arguments.of(
                        new RunResult.Done<String>(null, Spend.NOTHING, List.of(suggestion)),
                        "the run only suggested [Send a mail], on which its result depends"),
                Arguments.of(
                        new RunResult.Waiting<String>(List.of(REQUEST), Spend.NOTHING),
                        "the run waits for approval of [" + REQUEST.title() + "]"),
                Arguments.of(
                        new RunResult.Running<String>(new Progress(2, 1, 5), Spend.NOTHING),
                        "the run is not done yet: 2 of 5 steps ended, 1 running"),
                Arguments.of(
                        new RunResult.Stopped<String>(StopCause.BUDGET, "0.40 EUR is spent", Map.of(), Spend.NOTHING),
                        "the run was stopped (BUDGET): 0.40 EUR is spent"),
                Arguments.of(
                        new RunResult.Failed<String>("draft", CAUSE, Map.of(), Spend.NOTHING),
                        "the run failed at step 'draft': 'facts' is not there"),
                Arguments.of(
                        new RunResult.Failed<String>("", CAUSE, Map.of(), Spend.NOTHING),
                        "the run failed: 'facts' is not there"));
    }

    @ParameterizedTest
    @MethodSource("withoutResult")
    void any_other_run_says_what_is_so_instead(RunResult<String> result, String message) {
        assertThatThrownBy(result::orThrow).isInstanceOf(RunNotDone.class).hasMessage(message);
        assertThat(result.spent()).isEqualTo(Spend.NOTHING);
    }

    @Test
    void the_end_of_a_run_tells_what_was_undone() {
        var all = new ArrayList<>(List.of(new Compensation("room", "hotel@1", Compensation.Status.DONE, "")));
        var stopped = new RunResult.Stopped<String>(StopCause.BUDGET, "spent", Map.of(), Spend.NOTHING, all);
        var failed = new RunResult.Failed<String>("draft", CAUSE, Map.of(), Spend.NOTHING, all);
        all.clear();
        assertThat(stopped.compensations()).hasSize(1).isEqualTo(failed.compensations());
    }

    static Stream<Arguments> causes() {
        var model = ModelFailure.of(ModelFailure.Kind.TIMEOUT, "no answer in 5 s");
        var tool = ToolFailure.of(ToolFailure.Kind.NOT_FOUND, "no such file");
        var problem = new PlanProblem(PlanProblem.Kind.CYCLE, "b", "inputs", "'b' waits for itself", "cut the circle");
        var whole = new PlanProblem(PlanProblem.Kind.SIZE, null, "steps", "20,000 steps", "use at most 10,000");
        return Stream.of(
                Arguments.of(new FailureCause.ModelCause("qwen", model), "model qwen: TIMEOUT, no answer in 5 s"),
                Arguments.of(new FailureCause.ToolCause("fs.read@1", tool), "tool fs.read@1: NOT_FOUND, no such file"),
                Arguments.of(
                        new FailureCause.CheckCause(List.of("too short", "no date")),
                        "check failed: too short; no date"),
                Arguments.of(new FailureCause.RouteCause("qwen: too small"), "no model will do: qwen: too small"),
                Arguments.of(
                        new FailureCause.PlanCause(List.of(problem, whole)),
                        "step 'b', inputs: 'b' waits for itself; cut the circle; plan, steps: 20,000 steps; "
                                + "use at most 10,000"),
                Arguments.of(CAUSE, "'facts' is not there"),
                Arguments.of(new FailureCause.EngineCause("the disk is full"), "the disk is full"));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void every_cause_is_one_line_for_people(FailureCause cause, String line) {
        assertThat(cause.message()).isEqualTo(line);
    }

    @Test
    void looking_is_waiting_for_no_time_at_all() {
        var done = new RunResult.Done<>("memo", Spend.NOTHING, List.of());
        var run = new Run<String>() {
            @Override
            public RunId id() {
                return Samples.of(RunId.class);
            }

            @Override
            public RunKey key() {
                return RunKey.of("kyc-4711");
            }

            @Override
            public RunResult<String> await(Duration atMost) {
                assertThat(atMost).isZero();
                return done;
            }

            @Override
            public void cancel(String reason) {
                throw new AssertionError(reason);
            }

            @Override
            public List<Recorded> events(long from, int most) {
                return List.of();
            }

            @Override
            public Watch watch(Consumer<StepDelta> listener) {
                return () -> {};
            }
        };

        assertThat(run.poll()).isSameAs(done);
    }
}

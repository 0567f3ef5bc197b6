package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.run.FailureCause;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Spend;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.AssertionFailedError;

class NaestroTestTest {
    private static final RunResult<String> DONE = new RunResult.Done<>("ok", Spend.NOTHING, List.of());
    private static final RunResult<String> STOPPED =
            new RunResult.Stopped<>(StopCause.BUDGET, "no money", Map.of(), Spend.NOTHING);
    private static final RunResult<String> FAILED =
            new RunResult.Failed<>("b", new FailureCause.DataCause("no data"), Map.of(), Spend.NOTHING);

    @RegisterExtension
    final NaestroTest naestro = NaestroTest.seeded(42);

    @Test
    void follows_the_seed() {
        assertThat(naestro.seed()).isEqualTo(42);
        assertThat(naestro.random().nextLong()).isEqualTo(new SeededRandom(42).nextLong());
        naestro.scheduler().runFor(Duration.ofSeconds(3));
        assertThat(naestro.time().now()).isEqualTo(VirtualTime.START.plusSeconds(3));
    }

    @Test
    void counts_calls_of_scripted_tools() {
        var tool = naestro.tool("fs.write", String.class, String.class)
                .returns("a")
                .returns("b");
        naestro.neverCalled("fs.write");
        assertThatThrownBy(() -> naestro.called("fs.write", 2))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("calls of tool 'fs.write'");
        tool.call("x", TestContext.forAMinute());
        tool.call("x", TestContext.forAMinute());
        naestro.called("fs.write", 2);
        assertThatThrownBy(() -> naestro.neverCalled("fs.write")).isInstanceOf(AssertionFailedError.class);
    }

    @Test
    void counts_calls_of_real_tools_and_changes_nothing_else_about_them() {
        var real = new Real();
        var watched = naestro.watched(real);
        var context = TestContext.forAMinute();
        assertThat(watched.contract()).isEqualTo(real.contract());
        assertThat(watched.lookup(Json.of(1), context)).contains(ToolResult.of(Json.of("looked up 1")));
        assertThat(watched.compensate(Json.of(1), Json.of(2), context)).contains(ToolResult.of(Json.of("undone 1 2")));
        naestro.neverCalled("real");
        assertThat(watched.call(Json.of(1), context)).isEqualTo(ToolResult.of(Json.of("called 1")));
        naestro.called("real", 1);
    }

    @Test
    void counts_versions_of_a_tool_together() {
        var one = naestro.tool("t", Shape.ANY, Shape.ANY).returns(Json.NULL);
        var two = naestro.tool("t", Shape.ANY, Shape.ANY)
                .contract(contract -> contract.version(2))
                .returns(Json.NULL);
        one.call(Json.NULL, TestContext.forAMinute());
        two.call(Json.NULL, TestContext.forAMinute());
        naestro.called("t", 2);
    }

    @Test
    void refuses_to_count_a_tool_that_it_does_not_know() {
        naestro.tool("fs.write", String.class, String.class);
        assertThatThrownBy(() -> naestro.neverCalled("fs.writ"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this test neither scripts nor watches a tool 'fs.writ'; tools: [fs.write]");
    }

    @Test
    void gives_the_value_of_a_run_that_is_done() {
        assertThat(NaestroTest.done(DONE)).isEqualTo("ok");
        assertThatThrownBy(() -> NaestroTest.done(STOPPED))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage("the run should be done, but the run was stopped (BUDGET): no money");
    }

    @Test
    void tells_why_a_run_was_stopped() {
        assertThat(NaestroTest.stoppedBy(STOPPED, StopCause.BUDGET)).isSameAs(STOPPED);
        assertThatThrownBy(() -> NaestroTest.stoppedBy(STOPPED, StopCause.DENIED))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageStartingWith("the run should be stopped by DENIED, but is: Stopped[cause=BUDGET");
        assertThatThrownBy(() -> NaestroTest.stoppedBy(DONE, StopCause.DENIED))
                .isInstanceOf(AssertionFailedError.class);
    }

    @Test
    void tells_at_which_step_a_run_failed() {
        assertThat(NaestroTest.failedAt(FAILED, "b")).isSameAs(FAILED);
        assertThatThrownBy(() -> NaestroTest.failedAt(FAILED, "a"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageStartingWith("the run should have failed at step 'a', but is: Failed[step=b");
        assertThatThrownBy(() -> NaestroTest.failedAt(DONE, "a")).isInstanceOf(AssertionFailedError.class);
    }

    @Test
    void fails_a_test_that_leaves_answers_over() {
        Suites.run(LeavesOver.class)
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(2).failed(2))
                .failed()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(message(
                                "scripted answers were left over: scripted model 'm': 2, scripted tool 't': 1"))))
                .haveExactly(1, event(finishedWithFailure(message("the test's own failure"))));
    }

    @Test
    void leaves_a_lenient_test_alone() {
        assertThat(Suites.failed(Lenient.class)).isEmpty();
    }

    @Test
    void starts_each_test_anew_when_shared_by_all() {
        Suites.run(Shared.class).testEvents().assertStatistics(tests -> tests.succeeded(2));
    }

    static final class Real implements Tool<Json, Json> {
        private final ToolContract<Json, Json> contract =
                ToolContract.named("real", Shape.ANY, Shape.ANY).build();

        @Override
        public ToolContract<Json, Json> contract() {
            return contract;
        }

        @Override
        public ToolResult<Json> call(Json input, ToolContext context) {
            return ToolResult.of(Json.of("called " + input));
        }

        @Override
        public Optional<ToolResult<Json>> lookup(Json input, ToolContext context) {
            return Optional.of(ToolResult.of(Json.of("looked up " + input)));
        }

        @Override
        public Optional<ToolResult<Json>> compensate(Json input, Json output, ToolContext context) {
            return Optional.of(ToolResult.of(Json.of("undone " + input + " " + output)));
        }
    }

    @Inside
    static class LeavesOver {
        @RegisterExtension
        final NaestroTest naestro = NaestroTest.seeded(1);

        @Test
        void leaves_answers_of_all_sorts() {
            var model = naestro.model("m").says("a").says("b").says("c");
            model.chat(ChatRequest.of(Message.user("x")), TestContext.forAMinute());
            naestro.tool("t", String.class, String.class).returns("left");
        }

        @Test
        void leaves_nothing_over() {
            naestro.model("m").answersAlways(request -> null);
            naestro.tool("t", String.class, String.class).returnsAlways("again");
        }

        @Test
        void uses_nothing() {
            assertThat(naestro.seed()).isEqualTo(1);
        }

        @Test
        void fails_by_itself() {
            naestro.model("m").says("a");
            throw new AssertionFailedError("the test's own failure");
        }
    }

    @Inside
    static class Lenient {
        @RegisterExtension
        final NaestroTest naestro = NaestroTest.seeded(1).lenient();

        @Test
        void leaves_an_answer() {
            naestro.model("m").says("a");
        }
    }

    @Inside
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class Shared {
        @RegisterExtension
        static final NaestroTest NAESTRO = NaestroTest.seeded(1);

        @Test
        void one() {
            usesAll();
        }

        @Test
        void two() {
            usesAll();
        }

        private static void usesAll() {
            assertThat(NAESTRO.time().now()).isEqualTo(VirtualTime.START);
            assertThat(NAESTRO.random().nextLong()).isEqualTo(new SeededRandom(1).nextLong());
            NAESTRO.time().advance(Duration.ofSeconds(1));
            NAESTRO.tool("t", String.class, String.class).returns("a").call("x", TestContext.forAMinute());
            NAESTRO.called("t", 1);
            NAESTRO.scheduler().start("never run", () -> {});
            assertThat(NAESTRO.scheduler().waiting()).isEqualTo(1);
        }
    }
}

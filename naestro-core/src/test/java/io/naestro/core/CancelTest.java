package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.Plans.Doc;
import io.naestro.core.Plans.Item;
import io.naestro.policy.Mode;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CancelTest {
    private final World world = new World(1);
    private final ScriptedTool<Item, Doc> read = Plans.reader("read").returnsAlways(DOC);

    /** A tool that waits until it is interrupted, on a real thread. */
    private static final class Waiting implements Tool<Item, Doc> {
        private final ToolContract<Item, Doc> contract = Plans.reader("wait").contract();
        private final CountDownLatch called = new CountDownLatch(1);
        private volatile boolean told;

        @Override
        public ToolContract<Item, Doc> contract() {
            return contract;
        }

        @Override
        public ToolResult<Doc> call(Item input, ToolContext context) {
            called.countDown();
            try {
                new CountDownLatch(1).await();
                return ToolResult.of(DOC);
            } catch (InterruptedException e) {
                told = context.cancelled();
                return ToolResult.failed(ToolFailure.Kind.NOT_DONE, "interrupted");
            }
        }
    }

    private static <T> RunResult.Stopped<T> stopped(RunResult<T> result) {
        assertThat(result).isInstanceOf(RunResult.Stopped.class);
        return (RunResult.Stopped<T>) result;
    }

    private <T> void assertRefused(Run<T> run, StopCause cause, String reason) {
        var end = stopped(world.settle(run));
        assertThat(end.cause()).isEqualTo(cause);
        assertThat(end.reason()).isEqualTo(reason);
    }

    @Test
    void calls_under_way_are_interrupted_and_what_was_done_is_told() throws InterruptedException {
        var waiting = new Waiting();
        try (var naestro = Naestro.builder()
                .mode(Mode.AUTO)
                .policy(TestPolicy.open())
                .tools(read, waiting)
                .build()) {
            var run = naestro.start(Plans.calling(read, waiting), ITEM);
            waiting.called.await();
            run.cancel("enough");
            var end = stopped(run.await(ofSeconds(20)));
            assertThat(end.cause()).isEqualTo(StopCause.CANCELLED);
            assertThat(end.reason()).isEqualTo("enough");
            assertThat(end.partial()).containsOnlyKeys("one");
            assertThat(waiting.told).isTrue();
        }
    }

    @Test
    void nothing_starts_after_a_cancel_and_a_second_one_changes_nothing() {
        try (var naestro = world.builder().tools(read).build()) {
            var run = naestro.start(Plans.calling(read), ITEM);
            run.cancel("enough");
            run.cancel("really");
            var end = stopped(world.settle(run));
            assertThat(end.reason()).isEqualTo("enough");
            run.cancel("again");
            assertThat(world.settle(run)).isEqualTo(end);
            assertThat(World.events(run, RunEvent.CancelRequested.class))
                    .containsExactly(new RunEvent.CancelRequested("enough"));
            assertThat(World.events(run, RunEvent.RunStopped.class)).hasSize(1);
        }
    }

    @Test
    void a_run_that_is_done_stays_done() {
        try (var naestro = world.builder().tools(read).build()) {
            var run = naestro.start(Plans.calling(read), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            run.cancel("too late");
            naestro.halt("too late");
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
        }
    }

    @Test
    void halt_stops_all_runs_and_release_lets_new_ones_start() {
        try (var naestro = world.builder().mode(Mode.COPILOT).tools(read).build()) {
            var running = naestro.start(Plans.calling(read), ITEM);
            naestro.halt("fire");
            assertRefused(running, StopCause.HALTED, "fire");
            assertThat(World.events(running, RunEvent.RunHalted.class)).containsExactly(new RunEvent.RunHalted("fire"));
            assertRefused(naestro.start(Plans.calling(read), ITEM), StopCause.HALTED, "step 'one': fire");
            naestro.release();
            assertThat(world.settle(naestro.start(Plans.calling(read), ITEM)).orThrow())
                    .isEqualTo(DOC);
            assertThat(stopped(running.poll()).cause()).isEqualTo(StopCause.HALTED);
        }
    }

    @Test
    void a_tool_in_quarantine_is_not_called_until_it_is_lifted() {
        try (var naestro = world.builder().tools(read).build()) {
            naestro.quarantine("tool:read");
            assertRefused(
                    naestro.start(Plans.calling(read), ITEM),
                    StopCause.DENIED,
                    "step 'one': 'tool:read' is in quarantine; lift it to go on");
            assertThat(read.calls()).isEmpty();
            naestro.lift("tool:read");
            assertThat(world.settle(naestro.start(Plans.calling(read), ITEM)).orThrow())
                    .isEqualTo(DOC);
        }
    }

    @Test
    void a_model_in_quarantine_is_not_called_until_it_is_lifted() {
        var model = ScriptedModel.named("m").saysJson(DOC);
        try (var naestro = world.builder().models(model).build()) {
            naestro.quarantine("model:m");
            assertRefused(
                    naestro.start(Plans.asking(), ITEM),
                    StopCause.DENIED,
                    "step 'one': 'model:m' is in quarantine; lift it to go on");
            assertThat(model.requests()).isEmpty();
            naestro.lift("model:m");
            assertThat(world.settle(naestro.start(Plans.asking(), ITEM)).orThrow())
                    .isEqualTo(DOC);
        }
    }
}

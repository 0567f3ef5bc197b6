package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.tools.Tools;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.run.Run;
import io.naestro.run.StepDelta;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContract;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Those who watch a run are told what its calls emit while they go on. */
class WatchersTest {
    private final World world = new World(5);
    private final List<StepDelta> told = new ArrayList<>();

    private Run<String> start(int deltas) {
        Tool<String, String> tool = Tools.of(
                ToolContract.named("count", String.class, String.class)
                        .repeat(Repeat.PURE)
                        .build(),
                (input, context) -> {
                    IntStream.range(0, deltas).forEach(n -> context.sink().accept(Json.of(n)));
                    return input;
                });
        var p = Plan.named("counting", 1).input(String.class);
        return world.builder().tools(tool).build().start(p.yields(p.tool("one", tool, p.input())), "x");
    }

    @Test
    void are_told_in_order_which_step_said_what() {
        var run = start(3);
        run.watch(told::add);
        world.settle(run);
        assertThat(told)
                .containsExactly(
                        new StepDelta("one", Json.of(0)),
                        new StepDelta("one", Json.of(1)),
                        new StepDelta("one", Json.of(2)));
    }

    @Test
    void are_told_nothing_once_they_are_closed() {
        var run = start(3);
        var watch = new Run.Watch[1];
        watch[0] = run.watch(delta -> {
            told.add(delta);
            watch[0].close();
        });
        world.settle(run);
        assertThat(told).hasSize(1);
        run.watch(told::add).close();
        assertThat(told).hasSize(1);
    }

    @Test
    void may_throw_without_harm_to_the_run_or_to_others() {
        var run = start(2);
        run.watch(delta -> {
            throw new AssertionError("a listener");
        });
        run.watch(told::add);
        assertThat(world.settle(run).orThrow()).isEqualTo("x");
        assertThat(told).hasSize(2);
    }

    @Test
    void miss_what_they_cannot_take_in_time() {
        var run = start(Watchers.MOST + 10); // the scheduler of the test lets the listener run only afterwards
        run.watch(told::add);
        world.settle(run);
        assertThat(told).hasSize(Watchers.MOST).last().isEqualTo(new StepDelta("one", Json.of(Watchers.MOST - 1)));
    }
}

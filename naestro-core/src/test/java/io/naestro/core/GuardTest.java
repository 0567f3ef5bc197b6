package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Json;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder;
import io.naestro.plan.Ref;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Steps that run only under a condition, and what follows from those that did not. */
class GuardTest {
    record Order(int amount) {}

    record Note(String text) {}

    private final World world = new World(3);
    private final ScriptedTool<Order, Note> look = tool("look");
    private final ScriptedTool<Order, Note> review = tool("review");
    private final ScriptedTool<Note, Note> file = ScriptedTool.named("file", Note.class, Note.class)
            .repeat(Repeat.IDEMPOTENT)
            .returnsAlways(new Note("filed"));
    private final PlanBuilder<Order> p = Plan.named("order", 1).input(Order.class);
    private final PlanBuilder.Handle<Order, Note> seen = p.tool("look", look, p.input());

    /** Runs only for large orders. */
    private final PlanBuilder.Handle<Order, Note> reviewed = p.tool("review", review, p.input())
            .when(p.input(), Condition.that("/amount", Condition.Op.GT, World.number(100)));

    private static ScriptedTool<Order, Note> tool(String name) {
        return ScriptedTool.named(name, Order.class, Note.class)
                .repeat(Repeat.IDEMPOTENT)
                .returnsAlways(new Note(name));
    }

    private <O> Run<O> run(Ref<O> result, int amount) {
        var naestro = world.builder().tools(look, review, file).build();
        var run = naestro.start(p.yields(result), new Order(amount));
        world.scheduler.runUntilIdle();
        return run;
    }

    @Test
    void a_step_runs_when_its_condition_holds() {
        assertThat(run(reviewed, 101).poll().orThrow()).isEqualTo(new Note("review"));
    }

    @Test
    void a_step_is_skipped_when_its_condition_does_not_hold_and_what_depends_on_nothing_of_it_goes_on() {
        var run = run(seen, 100);
        assertThat(run.poll().orThrow()).isEqualTo(new Note("look"));
        assertThat(review.calls()).isEmpty();
        assertThat(World.events(run, RunEvent.StepSkipped.class))
                .containsExactly(new RunEvent.StepSkipped("review", "its condition does not hold"));
    }

    @Test
    void a_step_that_reads_a_skipped_step_is_skipped_too_and_so_on() {
        p.tool("file", file, reviewed);
        p.tool("again", file, p.object(Note.class, Map.of("text", p.value("x"))))
                .when(reviewed, Condition.exists(""));
        var run = run(seen, 100);
        assertThat(run.poll().orThrow()).isEqualTo(new Note("look"));
        assertThat(file.calls()).isEmpty();
        assertThat(World.events(run, RunEvent.StepSkipped.class))
                .contains(
                        new RunEvent.StepSkipped("file", "it reads step 'review', which was skipped"),
                        new RunEvent.StepSkipped("again", "it reads step 'review', which was skipped"));
    }

    @Test
    void a_step_that_only_comes_after_a_skipped_step_runs() {
        var after = p.tool("file", file, seen).after(reviewed);
        assertThat(run(after, 100).poll().orThrow()).isEqualTo(new Note("filed"));
    }

    @Test
    void a_result_that_reads_a_skipped_step_fails_and_says_which() {
        assertThat(run(reviewed, 100).poll()).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            assertThat(failed.step()).isEmpty();
            assertThat(failed.cause())
                    .isEqualTo(new FailureCause.DataCause("the result reads step 'review', which was skipped"));
            assertThat(failed.partial()).containsOnlyKeys("look");
        });
    }

    @Test
    void a_condition_on_the_result_of_a_step_is_looked_at_when_that_step_has_ended() {
        var filed = p.tool("file", file, seen).when(seen, Condition.that("/text", Condition.Op.EQ, Json.of("look")));
        assertThat(run(filed, 1).poll().orThrow()).isEqualTo(new Note("filed"));
    }

    @Test
    void a_map_under_a_condition_asks_once_and_not_for_each_element() {
        var orders = Plan.named("orders", 1).input(io.naestro.json.Shape.listOf(Order.class));
        var all = orders.map("all", look, orders.input())
                .when(orders.input(), Condition.that("", Condition.Op.MIN_SIZE, World.number(2)));
        var naestro = world.builder().tools(look).build();
        var enough = naestro.start(orders.yields(all), java.util.List.of(new Order(1), new Order(2)));
        assertThat(world.settle(enough).orThrow()).hasSize(2);
        var tooFew = naestro.start(orders.yields(all), java.util.List.of(new Order(1)));
        assertThat(world.settle(tooFew)).isInstanceOf(RunResult.Failed.class);
        assertThat(look.calls()).hasSize(2);
    }

    @Test
    void a_condition_on_a_place_that_is_not_there_holds_if_it_asks_for_absence() {
        var open = ScriptedTool.named("open", Order.class, Json.class)
                .repeat(Repeat.PURE)
                .returnsAlways(Json.object().with("a", 1));
        var opened = p.tool("open", open, p.input());
        var place = new Ref.Part<>(
                "b",
                new io.naestro.plan.Binding.StepBinding("open", io.naestro.json.Pointer.of("/b")),
                io.naestro.json.Shape.ANY);
        var absent = p.tool("absent", look, p.input()).when(place, Condition.that("", Condition.Op.ABSENT, Json.NULL));
        var present = p.tool("present", look, p.input()).when(place, Condition.exists("/c"));
        var naestro = world.builder().tools(look, review, open).build();
        var run = naestro.start(p.yields(absent), new Order(1));
        assertThat(world.settle(run).orThrow()).isEqualTo(new Note("look"));
        assertThat(World.events(run, RunEvent.StepSkipped.class))
                .contains(new RunEvent.StepSkipped("present", "its condition does not hold"));
        assertThat(opened.name()).isEqualTo("open");
        assertThat(present.name()).isEqualTo("present");
    }
}

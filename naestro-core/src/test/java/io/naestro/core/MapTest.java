package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder;
import io.naestro.plan.Ref;
import io.naestro.plan.Retry;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A step for each element of a list. */
class MapTest {
    record In(int n) {}

    record Out(int n) {}

    private final World world = new World(7);
    private final ScriptedTool<In, Out> tool =
            ScriptedTool.named("double", In.class, Out.class).repeat(Repeat.IDEMPOTENT);

    private ScriptedTool<In, Out> doubling() {
        return tool.answersAlways(in -> ToolResult.of(new Out(in.n() * 2)));
    }

    private static List<In> numbers(int most) {
        return IntStream.range(0, most).mapToObj(In::new).toList();
    }

    private Plan<List<In>, List<Out>> plan(
            UnaryOperator<PlanBuilder.Handle<List<In>, Out>> body,
            UnaryOperator<PlanBuilder.Handle<List<In>, List<Out>>> whole) {
        PlanBuilder<List<In>> p = Plan.named("map", 1).input(Shape.listOf(In.class));
        var all = whole.apply(p.map("all", p.input(), (b, item) -> body.apply(b.tool("one", tool, item))));
        return all.yields(all);
    }

    private Run<List<Out>> run(Plan<List<In>, List<Out>> plan, List<In> input) {
        var naestro = world.builder().tools(tool).build();
        var run = naestro.start(plan, input);
        world.scheduler.runUntilIdle();
        return run;
    }

    private static FailureCause cause(Run<?> run) {
        assertThat(run.poll()).isInstanceOf(RunResult.Failed.class);
        return ((RunResult.Failed<?>) run.poll()).cause();
    }

    @Test
    void results_stand_in_the_order_of_the_list_whatever_order_they_came_in() {
        doubling();
        var run = run(plan(UnaryOperator.identity(), UnaryOperator.identity()), numbers(20));
        assertThat(run.poll().orThrow())
                .extracting(Out::n)
                .isEqualTo(IntStream.range(0, 20).mapToObj(i -> i * 2).toList());
        assertThat(tool.calls())
                .as("the calls themselves come in another order")
                .extracting(call -> call.input().n())
                .isNotEqualTo(IntStream.range(0, 20).boxed().toList())
                .hasSize(20);
    }

    @Test
    void each_element_has_a_key_of_its_own() {
        doubling();
        run(plan(UnaryOperator.identity(), UnaryOperator.identity()), numbers(5));
        assertThat(tool.calls()).extracting(ScriptedTool.Call::idempotencyKey).doesNotHaveDuplicates();
    }

    @Test
    void no_more_elements_are_under_way_than_the_window_is_wide() {
        doubling();
        var run = run(plan(UnaryOperator.identity(), all -> all.window(3)), numbers(12));
        assertThat(run.poll().orThrow()).hasSize(12);
        assertThat(mostUnderWay(run)).isEqualTo(3);
    }

    private static int mostUnderWay(Run<?> run) {
        var open = new HashSet<String>();
        int most = 0;
        for (var event : World.events(run)) {
            switch (event) {
                case RunEvent.StepIntent intent -> open.add(intent.step());
                case RunEvent.StepSucceeded succeeded -> open.remove(succeeded.step());
                default -> {
                    // says nothing of what is under way
                }
            }
            most = Math.max(most, open.size());
        }
        return most;
    }

    @Test
    void an_empty_list_gives_an_empty_list_and_calls_nothing() {
        var run = run(plan(UnaryOperator.identity(), UnaryOperator.identity()), List.of());
        assertThat(run.poll().orThrow()).isEmpty();
        assertThat(tool.calls()).isEmpty();
        assertThat(World.events(run)).contains(new RunEvent.MapExpanded("all", 0));
    }

    @Test
    void what_is_not_a_list_fails_the_step() {
        var p = Plan.named("map", 1).input(Shape.ANY);
        var list = new Ref.Part<>("input", new Binding.InputBinding(Pointer.ROOT), Shape.listOf(In.class));
        var all = p.map("all", tool, list);
        var naestro = world.builder().tools(tool).build();
        assertThat(naestro.validate(all.yields(all))).isEmpty();
        var run = naestro.start(all.yields(all), World.text("no list"));
        assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            assertThat(failed.step()).isEqualTo("all");
            assertThat(failed.cause()).isEqualTo(new FailureCause.DataCause("what the step maps over is not a list"));
        });
    }

    @Test
    void an_element_that_fails_fails_the_run_by_its_name() {
        tool.answersAlways(in -> in.n() == 3
                ? ToolResult.failed(ToolFailure.Kind.NOT_FOUND, "no such thing")
                : ToolResult.of(new Out(in.n())));
        var run = run(plan(UnaryOperator.identity(), all -> all.window(1)), numbers(10));
        assertThat(run.poll()).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            assertThat(failed.step()).isEqualTo("all[3]");
            assertThat(failed.cause().message()).contains("no such thing");
        });
        assertThat(tool.calls()).as("nothing is begun after the failure").hasSize(4);
    }

    @Test
    void an_element_is_tried_again_by_itself() {
        tool.answersAlways(in -> in.n() == 1 && tool.calls().size() < 4
                ? ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "busy")
                : ToolResult.of(new Out(in.n())));
        var again = Retry.times(5).waiting(Duration.ofSeconds(1));
        var run = run(plan(one -> one.retry(again), all -> all.window(2)), numbers(3));
        assertThat(run.poll().orThrow()).containsExactly(new Out(0), new Out(1), new Out(2));
        assertThat(World.events(run, RunEvent.StepFailed.class))
                .extracting(RunEvent.StepFailed::step)
                .isNotEmpty()
                .containsOnly("all[1]");
        assertThat(tool.calls().stream().filter(call -> call.input().n() != 1)).hasSize(2);
    }

    @Test
    void a_check_of_the_body_judges_each_element_and_a_check_of_the_map_the_list() {
        doubling();
        var small = Check.that(Condition.that("/n", Condition.Op.LT, World.number(4)), "too large");
        var few = Check.that(Condition.that("", Condition.Op.MAX_SIZE, World.number(1)), "too many");
        assertThat(cause(run(plan(one -> one.check(small), all -> all.window(1)), numbers(3))))
                .isInstanceOfSatisfying(
                        FailureCause.CheckCause.class,
                        failed -> assertThat(failed.failed().toString()).contains("too large"));
        var run = run(plan(UnaryOperator.identity(), all -> all.check(few)), numbers(2));
        assertThat(run.poll()).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            assertThat(failed.step()).isEqualTo("all");
            assertThat(failed.cause().message()).contains("too many");
            assertThat(failed.partial()).isEmpty();
        });
    }

    @Test
    void a_thousand_elements_are_worked_off() {
        doubling();
        var run = run(plan(UnaryOperator.identity(), all -> all.window(16)), numbers(1_000));
        assertThat(run.poll().orThrow()).hasSize(1_000).last().isEqualTo(new Out(1_998));
        assertThat(tool.calls()).hasSize(1_000);
        assertThat(mostUnderWay(run)).isEqualTo(16);
        assertThat(run.poll().spent().calls()).isEqualTo(1_000);
    }

    @Test
    void progress_counts_the_elements() {
        doubling();
        var naestro = world.builder().tools(tool).build();
        var run = naestro.start(plan(UnaryOperator.identity(), all -> all.window(2)), numbers(4));
        assertThat(run.poll()).isInstanceOfSatisfying(RunResult.Running.class, running -> {
            assertThat(running.progress().total()).isEqualTo(5);
            assertThat(running.progress().running()).isEqualTo(2);
        });
        assertThat(naestro.runs().find(run.id()).orElseThrow().state()).isEqualTo(RunSummary.State.RUNNING);
        assertThat(Set.of(world.settle(run).orThrow().size())).containsExactly(4);
    }

    @Test
    void results_that_are_too_large_together_fail_the_step_and_not_the_engine() {
        var text = "x".repeat(12_000_000);
        var large = ScriptedTool.named("large", In.class, String.class)
                .repeat(Repeat.PURE)
                .returnsAlways(text);
        PlanBuilder<List<In>> p = Plan.named("large", 1).input(Shape.listOf(In.class));
        var all = p.map("all", large, p.input());
        var run = world.builder().tools(large).build().start(all.yields(all), numbers(3));
        assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            assertThat(failed.step()).isEqualTo("all");
            assertThat(failed.cause()).isInstanceOf(FailureCause.DataCause.class);
            assertThat(failed.cause().message()).contains("can be kept");
        });
    }
}

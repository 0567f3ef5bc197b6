package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.Ref;
import io.naestro.policy.Rate;
import io.naestro.run.FailureCause;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host gives wrong is said at once, and nothing comes of it. */
class BadInputTest {
    private final World world = new World(3);
    private final ScriptedTool<String, String> tool = ScriptedTool.named("t", String.class, String.class)
            .repeat(Repeat.PURE)
            .returnsAlways("x");

    @Test
    void an_invalid_plan_is_refused_with_all_its_problems_and_nothing_is_written() {
        var journal = new MemoryJournal();
        var p = Plan.named("bad", 1).input(String.class);
        var a = p.tool("a", tool, p.input());
        var b = p.tool("b", tool, a).check(Check.passes("nobody"));
        var plan = b.yields(b);
        try (var naestro = world.builder().journal(journal).build()) {
            assertThatThrownBy(() -> naestro.start(plan, "in"))
                    .isInstanceOfSatisfying(InvalidPlanException.class, e -> {
                        assertThat(e.problems()).hasSize(3).isEqualTo(naestro.validate(plan));
                        assertThat(e).hasMessageContaining("bad").hasMessageContaining("nobody");
                    });
            assertThat(journal.heads()).isEmpty();
        }
    }

    @Test
    void an_input_that_does_not_fit_is_refused() {
        var journal = new MemoryJournal();
        var json = ScriptedTool.named("j", Json.class, String.class)
                .repeat(Repeat.PURE)
                .returnsAlways("x");
        var schema = Json.object().with("type", Json.of("string"));
        var p = Plan.named("p", 1).input(Shape.schema(schema));
        var a = p.tool("a", json, p.input());
        var plan = a.yields(a);
        try (var naestro = world.builder().tools(json).journal(journal).build()) {
            assertThatThrownBy(() -> naestro.start(plan, Json.of(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not fit the plan");
            assertThat(journal.heads()).isEmpty();
        }
    }

    @Test
    void ten_thousand_steps_run_to_the_end() {
        var p = Plan.named("big", 1).input(String.class);
        var refs = new ArrayList<Ref<String>>();
        for (int i = 0; i < 10_000; i++) {
            refs.add(p.tool("s" + i, tool, i < 100 ? p.input() : refs.get(i - 100)));
        }
        var plan = p.yields(p.list(String.class, refs.subList(9_900, 10_000)));
        try (var naestro = world.builder().tools(tool).build()) {
            var run = naestro.start(plan, "in");
            assertThat(world.settle(run).orThrow()).hasSize(100).containsOnly("x");
            assertThat(tool.calls()).hasSize(10_000);
        }
    }

    @Test
    void a_closed_instance_starts_and_resumes_nothing() {
        var p = Plan.named("p", 1).input(String.class);
        var a = p.tool("a", tool, p.input());
        var plan = a.yields(a);
        var naestro = world.builder().tools(tool).build();
        var run = naestro.start(plan, "in");
        naestro.close();
        naestro.close();
        world.scheduler.runUntilIdle();
        assertThatThrownBy(() -> naestro.start(plan, "in")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> naestro.start(Goal.of("Greet"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(naestro::resume).isInstanceOf(IllegalStateException.class);
        assertThat(run.poll()).isNotInstanceOf(RunResult.Done.class);
        run.cancel("too late, but harmless");
    }

    @Test
    void a_step_that_wants_an_unknown_model_has_no_route() {
        var p = Plan.named("p", 1).input(String.class);
        var a = p.model("a", String.class, Prompt.of("p", "Say it."), p.input()).needs(ModelNeeds.only("gone"));
        try (var naestro = world.builder().models(ScriptedModel.named("m")).build()) {
            var plan = a.yields(a);
            if (naestro.validate(plan).isEmpty()) {
                assertThat(world.settle(naestro.start(plan, "in")))
                        .isInstanceOfSatisfying(
                                RunResult.Failed.class,
                                failed -> assertThat(failed.cause()).isInstanceOf(FailureCause.RouteCause.class));
            }
        }
        try (var naestro = world.builder().build()) {
            assertThat(world.settle(naestro.start(Goal.of("Greet")))).isInstanceOf(RunResult.Failed.class);
        }
    }

    @Test
    void a_result_of_another_type_is_a_typed_failure() {
        record Greeting(String text) {}
        var model = ScriptedModel.named("m").saysJson(Json.object().with("text", Json.of("Hi")));
        try (var naestro = world.builder().models(model).build()) {
            var key = io.naestro.run.RunKey.of("k");
            var goal = Goal.of("Greet").yielding(Greeting.class);
            var run = naestro.start(goal, key, io.naestro.policy.Principal.HOST);
            assertThat(world.settle(run).orThrow().text()).isEqualTo("Hi");
            var other = naestro.start(Goal.of("Greet").yielding(Integer.class), key, io.naestro.policy.Principal.HOST);
            assertThat(other.key()).isEqualTo(key);
            assertThat(other.poll())
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause().message()).contains("not of the wanted type"));
        }
    }

    @Test
    void a_builder_refuses_what_clashes(@TempDir Path folder) {
        var builder = Naestro.builder().models(ScriptedModel.named("m")).folder("data", folder);
        assertThatThrownBy(() -> builder.models(ScriptedModel.named("m"))).hasMessageContaining("two models");
        assertThatThrownBy(() -> builder.folder("data", folder)).hasMessageContaining("already");
        assertThatThrownBy(() -> builder.mostCalls(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> Naestro.builder().tools(tool, tool).build())
                .isInstanceOf(IllegalArgumentException.class);
        try (var naestro = builder.mostCalls(1)
                .localHosts("localhost")
                .limit("model:m", Rate.perMinute(1))
                .tokens(new ByteCounter())
                .build()) {
            assertThat(naestro.runs().list(1)).isEqualTo(List.of());
        }
    }
}

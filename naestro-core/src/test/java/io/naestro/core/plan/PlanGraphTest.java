package io.naestro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.goal.Budget;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding;
import io.naestro.plan.Condition;
import io.naestro.plan.Guard;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanGraphTest {
    /** A model step that reads the results of others. */
    static Step step(String id, String... reads) {
        var inputs = new LinkedHashMap<String, Binding>();
        for (var read : reads) {
            inputs.put(read, new Binding.StepBinding(read, Pointer.ROOT));
        }
        return new Step.ModelStep(
                id, StepOptions.DEFAULT, Prompt.of("p", "Do."), inputs, Shape.of(String.class), ModelNeeds.ANY);
    }

    /** A plan whose result is that of its last step. */
    static Plan<Json, Json> plan(Step... steps) {
        Binding result = steps.length == 0
                ? new Binding.InputBinding(Pointer.ROOT)
                : new Binding.StepBinding(steps[steps.length - 1].id(), Pointer.ROOT);
        return new Plan<>("p", 1, Shape.ANY, Shape.ANY, List.of(steps), result, Budget.UNLIMITED, List.of());
    }

    /** A plan in which each step reads the one before it. */
    static Plan<?, ?> chain(int length) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < length; i++) {
            steps.add(i == 0 ? step("s0") : step("s" + i, "s" + (i - 1)));
        }
        return plan(steps.toArray(Step[]::new));
    }

    @Test
    void sorts_by_level_and_then_as_the_plan_lists_them() {
        var graph = PlanGraph.of(plan(step("d", "b", "c"), step("b", "a"), step("c"), step("a")));
        assertThat(graph.order()).containsExactly("c", "a", "b", "d");
        assertThat(graph.levels()).containsExactly(List.of("c", "a"), List.of("b"), List.of("d"));
        assertThat(graph.levelOf("d")).isEqualTo(2);
        assertThat(graph.dependencies("d")).containsExactly("b", "c");
        assertThat(graph.dependents("a")).containsExactly("b");
        assertThat(graph.dependents("d")).isEmpty();
    }

    @Test
    void guards_bodies_and_plain_waiting_count_as_well() {
        Binding both = new Binding.ListBinding(List.of(
                new Binding.StepBinding("a", Pointer.ROOT),
                new Binding.ObjectBinding(Map.of("x", new Binding.StepBinding("b", Pointer.of("/y"))))));
        var guard = new Guard(both, Condition.all());
        var body = step("body", "d").with(StepOptions.DEFAULT);
        var map = new Step.MapStep(
                "map",
                StepOptions.DEFAULT.withWhen(guard).withAfter("c"),
                new Binding.LiteralBinding(Json.array()),
                body,
                1);
        var graph = PlanGraph.of(plan(step("a"), step("b"), step("c"), step("d"), map));
        assertThat(graph.dependencies("map")).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(graph.levelOf("map")).isEqualTo(1);
    }

    @Test
    void a_plan_that_cannot_be_sorted_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlanGraph.of(plan(step("a"), step("a"))))
                .withMessageContaining("two steps with one id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlanGraph.of(plan(step("a", "b"))))
                .withMessage("step 'a' waits for 'b', which does not exist");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlanGraph.of(plan(step("a", "c"), step("b", "a"), step("c", "b"))))
                .withMessage("steps wait for each other: a -> c -> b -> a");
        var graph = PlanGraph.of(plan(step("a")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> graph.levelOf("b"))
                .withMessage("the plan has no step 'b' that can run");
    }

    @Test
    void each_circle_is_found_once_and_without_what_only_waits_for_it() {
        var graph = PlanGraph.lenient(plan(
                step("waits", "b"),
                step("a", "b"),
                step("b", "a"),
                step("self", "free", "self"),
                step("free"),
                step("also", "a", "self"),
                step("unknown", "nowhere")));
        assertThat(graph.circles()).containsExactly(List.of("b", "a", "b"), List.of("self", "self"));
        assertThat(graph.order()).containsExactly("free", "unknown");
    }

    @Test
    void ten_thousand_steps_in_a_row_and_side_by_side_are_sorted() {
        var row = PlanGraph.of(chain(10_000));
        assertThat(row.levelOf("s9999")).isEqualTo(9999);
        var beside = IntStream.range(0, 10_000).mapToObj(i -> step("s" + i)).toArray(Step[]::new);
        assertThat(PlanGraph.of(plan(beside)).levels()).hasSize(1);
    }
}

package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanInForceTest {
    private static final StepName WHOLE = StepName.of("all");
    private static final StepName THIRD = StepName.of("all[3]");

    private final PlanInForce plan = new PlanInForce(Folded.RESULT, plan(StepOptions.DEFAULT));

    @Test
    void numbers_steps_in_the_order_of_the_plan() {
        assertThat(plan.digest()).isEqualTo(Folded.RESULT);
        assertThat(plan.number("list")).isZero();
        assertThat(plan.number("all")).isEqualTo(1);
        assertThat(plan.steps()).isEqualTo(plan.plan().steps());
        assertThat(plan.step(THIRD).id()).isEqualTo("all");
    }

    @Test
    void refuses_a_step_that_the_plan_does_not_have() {
        assertThatIllegalStateException()
                .isThrownBy(() -> plan.number("other"))
                .withMessage("the journal speaks of step 'other', which its plan does not have");
    }

    @Test
    void knows_what_waits_for_what() {
        assertThat(plan.dependents(0)).containsExactly(1, 2);
        assertThat(plan.dependents(2)).isEmpty();
        var cells = plan.cells();
        assertThat(cells.get(0).mayStart()).isTrue();
        assertThat(cells.get(1).remaining()).isOne();
        assertThat(cells.get(2).remaining()).isEqualTo(2);
    }

    @Test
    void gives_the_body_of_a_map_step_for_its_elements() {
        assertThat(plan.work(WHOLE)).isInstanceOf(Step.MapStep.class);
        assertThat(plan.work(THIRD)).isInstanceOf(Step.ModelStep.class);
        assertThat(plan.work(StepName.of("list[0]"))).isEqualTo(plan.steps().getFirst());
    }

    @Test
    void gives_elements_the_options_of_their_map_step_without_its_checks() {
        assertThat(plan.options(WHOLE).checks()).hasSize(1);
        assertThat(plan.options(THIRD)).isEqualTo(plan.options(WHOLE).withoutChecks());
        assertThat(plan.options(THIRD).purpose()).isEqualTo("whole");
    }

    @Test
    void gives_elements_the_options_of_their_body_where_it_has_its_own() {
        var own = StepOptions.DEFAULT.withPurpose("own").withCheck(Check.passes("judge"));
        assertThat(new PlanInForce(Folded.RESULT, plan(own)).options(THIRD)).isEqualTo(own);
    }

    @Test
    void knows_what_a_step_reads_through_objects_and_lists_once() {
        assertThat(plan.reads(WHOLE, step -> true)).containsExactly("list");
        assertThat(plan.reads(StepName.of("last"), step -> true)).containsExactly("list", "all");
        assertThat(plan.reads(StepName.of("list"), step -> true)).isEmpty();
    }

    private static Plan<?, ?> plan(StepOptions body) {
        var list = new Step.ModelStep(
                "list",
                StepOptions.DEFAULT,
                Prompt.of("p", "?"),
                Map.of("in", new Binding.InputBinding(Pointer.ROOT)),
                Shape.ANY,
                io.naestro.model.ModelNeeds.ANY);
        var each = new Step.ModelStep(
                "each",
                body,
                Prompt.of("p", "?"),
                Map.of("item", new Binding.ItemBinding(Pointer.ROOT)),
                Shape.ANY,
                io.naestro.model.ModelNeeds.ANY);
        var all = new Step.MapStep(
                "all",
                StepOptions.DEFAULT.withPurpose("whole").withCheck(Check.passes("judge")),
                from("list"),
                each,
                2);
        var parts = new Binding.ObjectBinding(Map.of(
                "parts",
                new Binding.ListBinding(
                        List.of(from("list"), from("all"), from("list"), new Binding.LiteralBinding(Json.of(1))))));
        var last = new Step.ApprovalStep("last", StepOptions.DEFAULT, "?", Map.of("shown", parts));
        return new Plan<>(
                "plan",
                1,
                Shape.ANY,
                Shape.ANY,
                List.of(list, all, last),
                from("all"),
                io.naestro.goal.Budget.UNLIMITED,
                List.of());
    }

    private static Binding from(String step) {
        return new Binding.StepBinding(step, Pointer.ROOT);
    }
}

package io.naestro.core.plan;

import static io.naestro.core.plan.PlanGraphTest.plan;
import static io.naestro.core.plan.PlanGraphTest.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanDiffTest {
    private static String diff(Plan<?, ?> before, Plan<?, ?> after) {
        return PlanDiff.text(PlanDiff.diff(before, after));
    }

    @Test
    void says_what_was_added_removed_and_changed_with_old_and_new_values() {
        var exists = Check.that(Condition.exists("/x"), "x is missing");
        var options = StepOptions.DEFAULT.withRole("clerk").withCheck(exists);
        var before =
                plan(step("a"), step("b", "a").with(options), step("c", "b")).within(Budget.of(Money.eur("1")));
        var after = plan(
                        new Step.ApprovalStep("ask", StepOptions.DEFAULT, "Go on?", Map.of()),
                        step("a"),
                        step("b", "a", "ask").with(options.withRole("chief").withCheck(exists)))
                .within(Budget.UNLIMITED.withCalls(7));
        assertThat(diff(before, after)).isEqualTo("""
                        ~ plan
                            /result/step: "c" -> "b"
                            /budget/money: "1.00 EUR" -> nothing
                            /budget/calls: nothing -> 7
                        ~ step 'b'
                            /options/role: "clerk" -> "chief"
                            /options/checks: [{"kind":"condition","condition":{"kind":"compare","path":"/x","op":"EXISTS",\
                        "value":null},"message":"x is missing"}] -> [{"kind":"condition","condition":{"kind":"compare",\
                        "path":"/x","op":"EXISTS","value":null},"message":"x is missing"},{"kind":"condition",\
                        "condition":{"kind":"compare","path":"/x","op":"EXISTS","value"…
                            /inputs/ask: nothing -> {"kind":"step","step":"ask","at":""}
                        - step 'c': asks a model, with the prompt "p"
                        + step 'ask': asks a person: "Go on?\"""");
    }

    @Test
    void goes_into_lists_of_the_same_length() {
        var one = Check.that(Condition.exists("/x"), "x");
        var changed = plan(step("a").with(StepOptions.DEFAULT.withCheck(one)));
        var changes = PlanDiff.diff(
                changed, plan(step("a").with(StepOptions.DEFAULT.withCheck(Check.that(Condition.exists("/x"), "y")))));
        assertThat(changes)
                .containsExactly(new PlanChange.StepChanged(
                        "a",
                        List.of(new PlanChange.Field(
                                Pointer.of("/options/checks/0/message"), Json.of("x"), Json.of("y")))));
    }

    private static Plan<?, ?> showing(Json value) {
        return plan(new Step.ApprovalStep(
                "ask", StepOptions.DEFAULT, "?", Map.of("it", new Binding.LiteralBinding(value))));
    }

    @Test
    void values_of_different_types_or_lengths_are_shown_as_a_whole() {
        var object = Json.object().with("a", 1).with("b", 2);
        var field = "~ step 'ask'\n    /shown/it/value";
        assertThat(diff(showing(object), showing(Json.array(Json.of(1)))))
                .isEqualTo(field + ": {\"a\":1,\"b\":2} -> [1]");
        assertThat(diff(showing(Json.array(Json.of(1))), showing(Json.array()))).isEqualTo(field + ": [1] -> []");
        assertThat(diff(showing(Json.array(Json.of(1))), showing(Json.of(1)))).isEqualTo(field + ": [1] -> 1");
        assertThat(diff(showing(object), showing(object.with("b", 3)))).isEqualTo(field + "/b: 2 -> 3");
    }

    @Test
    void another_order_is_a_difference_because_the_identity_is_another() {
        assertThat(diff(plan(step("a"), step("x"), step("b")), plan(step("b"), step("a"))))
                .isEqualTo("""
                        ~ plan
                            /result/step: "b" -> "a"
                        - step 'x': asks a model, with the prompt "p"
                        ~ order of steps: [a, b] -> [b, a]""");
    }

    @Test
    void equal_plans_have_no_difference() {
        assertThat(diff(plan(step("a")), plan(step("a")))).isEqualTo("no difference");
    }

    @Test
    void a_plan_with_two_steps_of_one_id_cannot_be_compared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlanDiff.diff(plan(step("a"), step("a")), plan()))
                .withMessage("plan p@1 (2 steps) has two steps with the id 'a'");
    }
}

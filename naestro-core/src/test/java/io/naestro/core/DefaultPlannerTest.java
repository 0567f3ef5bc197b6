package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.planner.Desk;
import io.naestro.core.planner.SymbolicPlanner;
import io.naestro.goal.Goal;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.plan.Planner.Revision;
import io.naestro.plan.Step;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host gets that gives no planner, when a step fails. */
class DefaultPlannerTest {
    record Order(String item) {}

    record Receipt(String text) {}

    record Greeting(String words) {}

    private final Planner planner = new DefaultPlanner(SymbolicPlanner.with(Desk.TIME));
    private final Desk desk = Desk.of(pay("card"), pay("cash"));

    private static ToolContract<?, ?> pay(String how) {
        return ToolContract.named("pay." + how, Order.class, Receipt.class)
                .repeat(Repeat.PURE)
                .build();
    }

    private Planner.Planned<?> revise(Goal<?> goal) {
        var plan = ((Planner.Found<?>) planner.plan(goal, desk)).plan();
        return planner.revise(goal, Revision.of(plan, 0, plan.steps().getFirst().id(), "declined", List.of()), desk);
    }

    private static String tool(Plan<?, ?> plan) {
        return ((Step.ToolStep) plan.steps().getFirst()).tool().name();
    }

    @Test
    void goes_round_a_tool_that_failed() {
        var goal = Goal.of("Pay").given("item", "book").yielding(Receipt.class);

        assertThat(planner.plan(goal, desk))
                .isInstanceOfSatisfying(
                        Planner.Found.class,
                        found -> assertThat(tool(found.plan())).isEqualTo("pay.card"));
        assertThat(revise(goal))
                .isInstanceOfSatisfying(
                        Planner.Found.class,
                        found -> assertThat(tool(found.plan())).isEqualTo("pay.cash"));
    }

    @Test
    void gives_up_when_a_model_was_asked_and_failed() {
        assertThat(revise(Goal.of("Greet Ada").yielding(Greeting.class)))
                .isInstanceOfSatisfying(
                        Planner.NoPlan.class,
                        none -> assertThat(none.problems().toString())
                                .contains("answer", "the step failed and this planner does not re-plan"));
    }
}

package io.naestro.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Goal;
import io.naestro.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {

    /** Never has a plan. */
    private static final class Helpless implements Planner {
        @Override
        public <T> Planned<T> plan(Goal<T> goal, Context context) {
            return new NoPlan<>(List.of());
        }
    }

    @Test
    void a_planner_that_does_not_revise_names_the_step_that_failed() {
        var plan = Plan.named("p", 1).input(Json.class);
        var revision = Planner.Revision.of(plan.yields(plan.input()), 0, "draft", "no model", List.of("fetch"));

        assertThat(new Helpless().revise(Goal.of("Draft"), revision, null))
                .isEqualTo(new Planner.NoPlan<>(List.of(new PlanProblem(
                        PlanProblem.Kind.NO_PLAN,
                        "draft",
                        "plan",
                        "the step failed and this planner does not re-plan",
                        "retry the step, or use a planner that revises plans"))));
    }

    @Test
    void a_problem_is_one_line_with_its_place_and_remedy() {
        assertThat(new PlanProblem(PlanProblem.Kind.CYCLE, "b", "inputs", "'b' waits for itself", "cut the circle"))
                .hasToString("step 'b', inputs: 'b' waits for itself; cut the circle");
        assertThat(new PlanProblem(PlanProblem.Kind.SIZE, null, "steps", "too many", "use fewer"))
                .hasToString("plan, steps: too many; use fewer");
    }
}

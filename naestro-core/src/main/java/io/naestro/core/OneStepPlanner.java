package io.naestro.core;

import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.model.Prompt;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;

/**
 * The planner of a host that gives none: one model step that answers the wish, with one more attempt if the answer does
 * not fit. It plans nothing, and says so by its plan.
 */
final class OneStepPlanner implements Planner {
    @Override
    public <T> Planned<T> plan(Goal<T> goal, Context context) {
        var plan = Plan.named("answer", 1).input(Json.class);
        var answer = plan.model("answer", goal.result(), Prompt.of("answer", goal.wish()), plan.input())
                .retry(1);
        return new Found<>(answer.yields(answer));
    }
}

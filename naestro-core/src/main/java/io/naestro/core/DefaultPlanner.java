package io.naestro.core;

import io.naestro.core.planner.SymbolicPlanner;
import io.naestro.goal.Goal;
import io.naestro.plan.Planner;

/**
 * The planner of a host that gives none. A result that some tool yields is planned for by what the tools declare; when
 * that cannot be done, the run says why, since a model that made such a result up would only pretend that a tool had
 * acted. Any other result is asked of a model.
 */
final class DefaultPlanner implements Planner {
    private final SymbolicPlanner symbolic;
    private final Planner oneStep = new OneStepPlanner();

    DefaultPlanner(SymbolicPlanner symbolic) {
        this.symbolic = symbolic;
    }

    @Override
    public <T> Planned<T> plan(Goal<T> goal, Context context) {
        return planner(goal, context).plan(goal, context);
    }

    @Override
    public <T> Planned<T> revise(Goal<T> goal, Revision revision, Context context) {
        return planner(goal, context).revise(goal, revision, context);
    }

    private Planner planner(Goal<?> goal, Context context) {
        return symbolic.knows(goal, context) ? symbolic : oneStep;
    }
}

package io.naestro.plan;

import io.naestro.effect.CallContext;
import io.naestro.goal.Goal;
import io.naestro.model.ChatModel;
import io.naestro.model.ModelCard;
import io.naestro.policy.Constraints;
import io.naestro.tool.ToolContract;
import java.util.List;
import java.util.Optional;

/**
 * Turns a goal into a plan. The plan it proposes is validated before anything runs, whoever proposed it.
 *
 * <p>Implementations are thread-safe, may block, and stop soon when their thread is interrupted. Whatever they throw
 * ends the run as failed.
 */
public interface Planner {

    /**
     * Proposes a plan that reaches the goal.
     *
     * @param goal what is wanted
     * @param context what there is to plan with
     * @param <T> the type of the wanted result
     */
    <T> Planned<T> plan(Goal<T> goal, Context context);

    /**
     * Proposes another plan after a step or check failed. The default gives up, naming what failed.
     *
     * @param goal what is wanted
     * @param revision what happened so far
     * @param context what there is to plan with
     * @param <T> the type of the wanted result
     */
    default <T> Planned<T> revise(Goal<T> goal, Revision revision, Context context) {
        return new NoPlan<>(List.of(new PlanProblem(
                PlanProblem.Kind.NO_PLAN,
                revision.failedStep(),
                "plan",
                "the step failed and this planner does not re-plan",
                "retry the step, or use a planner that revises plans")));
    }

    /**
     * What a planner answers.
     *
     * @param <T> the type of the wanted result
     */
    sealed interface Planned<T> {}

    /**
     * A plan that the planner expects to reach the goal. It is run with {@link Goal#inputs()} as its input.
     *
     * @param plan the plan
     * @param <T> the type of the wanted result
     */
    record Found<T>(Plan<?, T> plan) implements Planned<T> {}

    /**
     * No plan.
     *
     * @param problems why there is none; the first is the one to mend first
     * @param <T> the type of the wanted result
     */
    record NoPlan<T>(List<PlanProblem> problems) implements Planned<T> {
        public NoPlan {
            problems = List.copyOf(problems);
        }
    }

    /**
     * What happened to a plan so far.
     *
     * @param plan the plan that was running
     * @param number how many revisions came before, from 0
     * @param failedStep the id of the step that failed
     * @param message why it failed, in words
     * @param completed ids of the steps that ended well; their results are kept
     * @param blamed names and versions of the tools whose steps failed so far, in this plan and those before it
     */
    record Revision(
            Plan<?, ?> plan,
            int number,
            String failedStep,
            String message,
            List<String> completed,
            List<String> blamed) {
        public Revision {
            completed = List.copyOf(completed);
            blamed = List.copyOf(blamed);
        }

        /**
         * A revision for which nothing is known of tools that failed before.
         *
         * @param plan the plan that was running
         * @param number how many revisions came before, from 0
         * @param failedStep the id of the step that failed
         * @param message why it failed, in words
         * @param completed ids of the steps that ended well; their results are kept
         */
        public static Revision of(
                Plan<?, ?> plan, int number, String failedStep, String message, List<String> completed) {
            return new Revision(plan, number, failedStep, message, completed, List.of());
        }
    }

    /** What there is to plan with. Calls to {@link #model()} take this context and go through the gate. */
    interface Context extends CallContext {
        /** The contracts of all registered tools, sorted by name and version. */
        List<ToolContract<?, ?>> tools();

        /** The cards of all registered models, in the order of registration. */
        List<ModelCard> models();

        /**
         * What the policy allows for a step before its route is chosen.
         *
         * @param step the step
         */
        Constraints constraints(Step step);

        /** A model to think with, or empty when there is none. Each call is admitted, counted and journaled. */
        Optional<ChatModel> model();
    }
}

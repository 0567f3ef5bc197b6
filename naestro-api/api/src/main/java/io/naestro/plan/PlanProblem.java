package io.naestro.plan;

import org.jspecify.annotations.Nullable;

/**
 * One reason why a plan cannot run, or why there is none: where, what, and what would mend it.
 *
 * @param kind what sort of problem it is
 * @param step the id of the step, or null when the problem is the whole plan's
 * @param field the part of the step or plan that is wrong, such as {@code input} or {@code options.budget}
 * @param message what is wrong
 * @param remedy what would mend it
 */
public record PlanProblem(Kind kind, @Nullable String step, String field, String message, String remedy) {
    /** The sorts of problems. */
    public enum Kind {
        /** Two steps have one id, or an id is not a slug. */
        NAME,
        /** Steps wait for each other in a circle. */
        CYCLE,
        /** A binding names a step or place that does not exist. */
        DANGLING,
        /** A binding yields a value of another shape than its reader wants. */
        MISTYPED,
        /** The result cannot be reached, or a step's result is neither read nor wanted. */
        UNREACHABLE,
        /** Budgets that do not add up. */
        BUDGET,
        /** The policy would deny the step. */
        PERMISSION,
        /** A tool, model, evaluator or role is not known. */
        UNKNOWN,
        /** A limit on the size of plans is passed. */
        SIZE,
        /** This engine cannot run such a step. */
        UNSUPPORTED,
        /** No plan reaches the goal. */
        NO_PLAN
    }

    /** The problem as one line for people. */
    @Override
    public String toString() {
        var where = step == null ? "plan" : "step '" + step + "'";
        return where + ", " + field + ": " + message + "; " + remedy;
    }
}

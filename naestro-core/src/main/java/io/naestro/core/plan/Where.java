package io.naestro.core.plan;

import io.naestro.plan.Step;
import org.jspecify.annotations.Nullable;

/**
 * The place in a plan that is being looked at.
 *
 * @param path the ids of the sub-plan steps around it, each followed by a slash; empty in the plan itself
 * @param step the id of the step, or null for the plan itself
 * @param field what leads to the fields of the step, such as {@code body.}; often empty
 */
record Where(String path, @Nullable String step, String field) {
    /** The whole plan. */
    static final Where PLAN = new Where("", null, "");

    Where at(Step inner) {
        return new Where(path, inner.id(), "");
    }

    Where body() {
        return new Where(path, step, "body.");
    }

    Where inside() {
        return new Where(path + step + "/", null, "");
    }

    /** The id by which problems name the step; a sub-plan itself is named by the step that runs it. */
    @Nullable String name() {
        if (step != null) {
            return path + step;
        }
        return path.isEmpty() ? null : path.substring(0, path.length() - 1);
    }
}

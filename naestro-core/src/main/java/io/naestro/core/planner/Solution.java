package io.naestro.core.planner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search came to.
 *
 * @param steps what is to be done, in an order that works; empty too when there is no plan
 * @param cost what that costs, or -1 when there is no plan
 * @param atLeast what every plan costs at least, as far as the search could tell; equal to the cost when the plan is
 *     the cheapest
 * @param outcome how sure that is
 * @param nodes how many places were looked at
 */
public record Solution(List<Task> steps, long cost, long atLeast, Outcome outcome, long nodes) {

    /** How sure a solution is. */
    public enum Outcome {
        /** There is no cheaper plan. */
        OPTIMAL,
        /** There may be a cheaper plan, at {@link Solution#atLeast()} or above. */
        FOUND,
        /** There is no plan at all. */
        IMPOSSIBLE,
        /** The effort was spent before a plan was found. */
        UNKNOWN
    }

    /**
     * One thing to do.
     *
     * @param operator the operator's name
     * @param from which step each needed fact comes from, by the position in the list; -1 when it holds at first. In
     *     the order of {@link World.Operator#needs()}.
     * @param after the positions of the steps that must end before this one starts, sorted; whatever is not ordered by
     *     this can be done side by side
     */
    public record Task(String operator, List<Integer> from, List<Integer> after) {
        public Task {
            from = List.copyOf(from);
            after = List.copyOf(after);
        }
    }

    public Solution {
        steps = List.copyOf(steps);
    }

    /** Whether there is a plan. */
    public boolean found() {
        return outcome == Outcome.OPTIMAL || outcome == Outcome.FOUND;
    }

    static Solution none(@Nullable Long atLeast, long nodes) {
        return atLeast == null
                ? new Solution(List.of(), -1, -1, Outcome.IMPOSSIBLE, nodes)
                : new Solution(List.of(), -1, atLeast, Outcome.UNKNOWN, nodes);
    }
}

package io.naestro.route;

import io.naestro.run.Spend;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a route did. It says all that a router learns from, so that feeding the journal's feedback in store order to an
 * empty router gives the same state again.
 *
 * @param route the route; its decision is what feedback is told apart by
 * @param taskType what kind of work it was
 * @param grade how good the result was, from 0 to 1, or null when nobody graded it yet
 * @param infrastructure whether the call failed for a reason that says nothing of the model's quality
 * @param spent what it cost
 * @param latency how long it took
 * @param at the moment at which this was known
 */
public record RouteFeedback(
        Route route,
        String taskType,
        @Nullable Double grade,
        boolean infrastructure,
        Spend spent,
        Duration latency,
        Instant at) {
    public RouteFeedback {
        if (grade != null && !(grade >= 0 && grade <= 1)) {
            throw new IllegalArgumentException("grade '" + grade + "' must lie between 0 and 1");
        }
    }
}

package io.naestro.route;

import io.naestro.run.Spend;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a route did.
 *
 * @param decision the id of the decision
 * @param grade how good the result was, from 0 to 1, or null when nobody graded it
 * @param infrastructure whether the call failed for a reason that says nothing of the model's quality
 * @param spent what it cost
 * @param latency how long it took
 */
public record RouteFeedback(
        String decision, @Nullable Double grade, boolean infrastructure, Spend spent, Duration latency) {
    public RouteFeedback {
        if (grade != null && !(grade >= 0 && grade <= 1)) {
            throw new IllegalArgumentException("grade '" + grade + "' must lie between 0 and 1");
        }
    }
}

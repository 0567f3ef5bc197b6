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
 * @param accepted whether the step's checks accepted the result, or null when they were not asked or the grade is no
 *     more than their word. Beside a grade from elsewhere, such as a person's or a later test's, it says how well the
 *     checks tell good from bad; it may come after a grade that counted already
 * @param infrastructure whether the call failed for a reason that says nothing of the model's quality
 * @param spent what it cost
 * @param latency how long it took
 * @param at the moment at which this was known
 */
public record RouteFeedback(
        Route route,
        String taskType,
        @Nullable Double grade,
        @Nullable Boolean accepted,
        boolean infrastructure,
        Spend spent,
        Duration latency,
        Instant at) {
    public RouteFeedback {
        if (grade != null && !(grade >= 0 && grade <= 1)) {
            throw new IllegalArgumentException("grade '" + grade + "' must lie between 0 and 1");
        }
    }

    /**
     * How a route did, when nothing is known of how well the checks judge.
     *
     * @param route the route
     * @param taskType what kind of work it was
     * @param grade how good the result was, from 0 to 1, or null when nobody graded it yet
     * @param infrastructure whether the call failed for a reason that says nothing of the model's quality
     * @param spent what it cost
     * @param latency how long it took
     * @param at the moment at which this was known
     */
    public RouteFeedback(
            Route route,
            String taskType,
            @Nullable Double grade,
            boolean infrastructure,
            Spend spent,
            Duration latency,
            Instant at) {
        this(route, taskType, grade, null, infrastructure, spent, latency, at);
    }

    /**
     * Feedback of a call that ended well, that nobody graded yet, and that is not known to have cost anything.
     *
     * @param route the route
     * @param taskType what kind of work it was
     * @param at the moment at which this was known
     */
    public static RouteFeedback of(Route route, String taskType, Instant at) {
        return new RouteFeedback(route, taskType, null, false, Spend.NOTHING, Duration.ZERO, at);
    }

    /**
     * This feedback with a grade.
     *
     * @param grade how good the result was, from 0 to 1
     */
    public RouteFeedback graded(double grade) {
        return new RouteFeedback(route, taskType, grade, accepted, infrastructure, spent, latency, at);
    }

    /**
     * This feedback of a call that failed for a reason that says nothing of the model's quality, or that did not.
     *
     * @param failed whether it did
     */
    public RouteFeedback withInfrastructure(boolean failed) {
        return new RouteFeedback(route, taskType, grade, accepted, failed, spent, latency, at);
    }

    /**
     * This feedback with what the call took.
     *
     * @param spent what it cost
     * @param latency how long it took
     */
    public RouteFeedback taking(Spend spent, Duration latency) {
        return new RouteFeedback(route, taskType, grade, accepted, infrastructure, spent, latency, at);
    }
}

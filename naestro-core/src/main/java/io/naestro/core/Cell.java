package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.route.Route;
import io.naestro.run.FailureCause;
import io.naestro.run.Spend;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is so with one step, or with one element of a map step. Immutable.
 *
 * @param phase where it stands
 * @param remaining how many steps that it waits for have not ended
 * @param attempt the last attempt that had an intent, from 1; 0 before the first
 * @param retries how many further attempts were granted after failures
 * @param hops how often the router sent it elsewhere
 * @param output the digest of the result, once there is one
 * @param failure why the last attempt failed, while another may follow or after the last
 * @param route the route chosen last, for model steps
 * @param until when it goes on, while it is delayed
 * @param reserved what the open call may cost
 * @param tally what it took so far
 * @param elements the elements of a map step, once its list is known
 */
record Cell(
        Phase phase,
        int remaining,
        int attempt,
        int retries,
        int hops,
        @Nullable Digest output,
        @Nullable FailureCause failure,
        @Nullable Route route,
        @Nullable Instant until,
        Spend reserved,
        Tally tally,
        @Nullable Cells elements) {

    /** Where a step stands. */
    enum Phase {
        /** It waits for other steps, or may start when it waits for none. */
        PENDING,
        /** It waits for a moment: a retry or a rate. */
        DELAYED,
        /** It waits for people. */
        ASKED,
        /** Its call is under way. */
        RUNNING,
        /** Its call gave a result, which is not judged yet. */
        CHECKING,
        /** It ended well. */
        SUCCEEDED,
        /** It ended without running. */
        SKIPPED,
        /** It ended as a suggestion. */
        SUGGESTED,
        /** It failed for good. */
        FAILED;

        boolean ended() {
            return compareTo(SUCCEEDED) >= 0;
        }

        boolean busy() {
            return this == RUNNING || this == CHECKING;
        }
    }

    /**
     * What a step took, all attempts together.
     *
     * @param spent what it cost
     * @param here what it cost along the route chosen last
     * @param took how long its calls along that route took
     * @param grade the lowest grade of the last judgment, or null when nobody graded
     */
    record Tally(
            Spend spent,
            Spend here,
            Duration took,
            @Nullable Double grade) {
        static final Tally NOTHING = new Tally(Spend.NOTHING, Spend.NOTHING, Duration.ZERO, null);

        Tally plus(Spend more, Duration longer) {
            return new Tally(spent.plus(more), here.plus(more), took.plus(longer), grade);
        }

        Tally graded(@Nullable Double mark) {
            return new Tally(spent, here, took, mark);
        }

        Tally elsewhere() {
            return new Tally(spent, Spend.NOTHING, Duration.ZERO, null);
        }
    }

    Cell with(Tally next) {
        return new Cell(
                phase, remaining, attempt, retries, hops, output, failure, route, until, reserved, next, elements);
    }

    static Cell waitingFor(int steps) {
        return new Cell(Phase.PENDING, steps, 0, 0, 0, null, null, null, null, Spend.NOTHING, Tally.NOTHING, null);
    }

    boolean mayStart() {
        return phase == Phase.PENDING && remaining == 0;
    }

    /** Whether a call of its own is under way or being judged; a map step works through its elements. */
    boolean working() {
        return elements == null && phase.busy();
    }

    Cell with(Cells others) {
        return new Cell(
                phase, remaining, attempt, retries, hops, output, failure, route, until, reserved, tally, others);
    }

    /** The call was cut off by the end of its process; the step may start again. */
    Cell reopened() {
        return new Cell(
                Phase.PENDING,
                remaining,
                attempt,
                retries,
                hops,
                null,
                failure,
                route,
                null,
                Spend.NOTHING,
                tally,
                elements);
    }

    Cell in(Phase next) {
        return new Cell(
                next, remaining, attempt, retries, hops, output, failure, route, until, reserved, tally, elements);
    }

    Cell oneLess() {
        return new Cell(
                phase, remaining - 1, attempt, retries, hops, output, failure, route, until, reserved, tally, elements);
    }

    Cell expanded(Cells into) {
        return new Cell(
                Phase.RUNNING, remaining, attempt, retries, hops, output, failure, route, until, reserved, tally, into);
    }

    Cell routed(Route chosen) {
        return new Cell(
                Phase.PENDING,
                remaining,
                attempt,
                retries,
                hops,
                output,
                failure,
                chosen,
                until,
                reserved,
                tally,
                elements);
    }

    Cell started(int number, Spend most) {
        return new Cell(
                Phase.RUNNING, remaining, number, retries, hops, output, failure, route, null, most, tally, elements);
    }

    Cell answered(Digest result) {
        return new Cell(
                Phase.CHECKING,
                remaining,
                attempt,
                retries,
                hops,
                result,
                failure,
                route,
                null,
                Spend.NOTHING,
                tally,
                elements);
    }

    Cell ended(Digest result) {
        return new Cell(
                Phase.SUCCEEDED,
                remaining,
                attempt,
                retries,
                hops,
                result,
                null,
                route,
                null,
                Spend.NOTHING,
                tally,
                null);
    }

    /** Another attempt after a failure is a retry, unless the engine itself broke off to ask a person. */
    Cell failed(FailureCause cause, @Nullable Instant retryAt) {
        var retry = retryAt != null && !(cause instanceof FailureCause.EngineCause);
        return new Cell(
                retryAt == null ? Phase.FAILED : Phase.DELAYED,
                remaining,
                attempt,
                retry ? retries + 1 : retries,
                hops,
                null,
                cause,
                route,
                retryAt,
                Spend.NOTHING,
                tally,
                elements);
    }

    /** The router sent the step elsewhere: that is a hop, not a retry. */
    Cell hopped(Route chosen) {
        return new Cell(
                phase,
                remaining,
                attempt,
                retries - 1,
                hops + 1,
                output,
                failure,
                chosen,
                until,
                reserved,
                tally.elsewhere(),
                elements);
    }

    Cell asked() {
        return new Cell(
                Phase.ASKED,
                remaining,
                attempt,
                retries,
                hops,
                output,
                failure,
                route,
                null,
                reserved,
                tally,
                elements);
    }

    Cell delayed(Instant moment) {
        return new Cell(
                Phase.DELAYED,
                remaining,
                attempt,
                retries,
                hops,
                output,
                failure,
                route,
                moment,
                reserved,
                tally,
                elements);
    }
}

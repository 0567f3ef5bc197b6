package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.route.Route;
import io.naestro.run.FailureCause;
import io.naestro.run.Spend;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
 * @param firstDeadline the deadline of the first attempt since people were last asked or a process ended, or null
 *     before it; how long a chain of models may take is measured from there
 * @param until when it goes on, while it is delayed
 * @param reserved what the open call may cost
 * @param tally what it took so far
 * @param cutOff whether its last call was cut off by the end of a process, and neither a person has agreed since that
 *     it be made again, nor was it
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
        @Nullable Instant firstDeadline,
        @Nullable Instant until,
        Spend reserved,
        Tally tally,
        boolean cutOff,
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

    static Cell waitingFor(int steps) {
        return new Cell(
                Phase.PENDING, steps, 0, 0, 0, null, null, null, null, null, Spend.NOTHING, Tally.NOTHING, false, null);
    }

    boolean mayStart() {
        return phase == Phase.PENDING && remaining == 0;
    }

    /** Whether a call of its own is under way or being judged; a map step works through its elements. */
    boolean working() {
        return elements == null && phase.busy();
    }

    /** Whether something is so with it or with one of its elements. */
    boolean any(Predicate<Cell> what) {
        for (int i = 0; elements != null && i < elements.size(); i++) {
            if (what.test(elements.get(i))) {
                return true;
            }
        }
        return what.test(this);
    }

    /** Whether a call was made for it; a map step that has ended well has forgotten its elements. */
    boolean wasCalled() {
        return phase == Phase.SUCCEEDED || any(cell -> cell.attempt > 0);
    }

    /** As it is, but after another that did the same under another plan: what that took is not forgotten. */
    Cell after(Cell before) {
        return edit(cell -> {
            cell.attempt = before.attempt;
            cell.tally = before.tally.elsewhere();
        });
    }

    Cell with(Tally next) {
        return edit(cell -> cell.tally = next);
    }

    Cell with(Cells others) {
        return edit(cell -> cell.elements = others);
    }

    /** The call was cut off by the end of its process; the step may start again. */
    Cell reopened() {
        return edit(cell -> {
            cell.rest(Phase.PENDING);
            cell.output = null;
            cell.firstDeadline = null;
            cell.cutOff = true;
        });
    }

    /** People agreed, so it may start. */
    Cell agreed() {
        return edit(cell -> {
            cell.phase = Phase.PENDING;
            cell.cutOff = false;
        });
    }

    Cell in(Phase next) {
        return edit(cell -> cell.phase = next);
    }

    Cell oneLess() {
        return edit(cell -> cell.remaining--);
    }

    Cell expanded(Cells into) {
        return edit(cell -> {
            cell.phase = Phase.RUNNING;
            cell.elements = into;
        });
    }

    Cell routed(Route chosen) {
        return edit(cell -> {
            cell.phase = Phase.PENDING;
            cell.route = chosen;
        });
    }

    Cell started(int number, Spend most, Instant deadline) {
        return edit(cell -> {
            cell.rest(Phase.RUNNING);
            cell.attempt = number;
            cell.firstDeadline = cell.firstDeadline == null ? deadline : cell.firstDeadline;
            cell.reserved = most;
            cell.cutOff = false;
        });
    }

    Cell answered(Digest result) {
        return edit(cell -> {
            cell.rest(Phase.CHECKING);
            cell.output = result;
        });
    }

    Cell ended(Digest result) {
        return edit(cell -> {
            cell.rest(Phase.SUCCEEDED);
            cell.output = result;
            cell.failure = null;
            cell.elements = null;
        });
    }

    /** Another attempt after a failure is a retry, unless the engine itself broke off to ask a person. */
    Cell failed(FailureCause cause, @Nullable Instant retryAt) {
        return edit(cell -> {
            cell.rest(retryAt == null ? Phase.FAILED : Phase.DELAYED);
            cell.retries += retryAt != null && !(cause instanceof FailureCause.EngineCause) ? 1 : 0;
            cell.output = null;
            cell.failure = cause;
            cell.until = retryAt;
        });
    }

    /** The router sent the step elsewhere: that is a hop, not a retry. */
    Cell hopped(Route chosen) {
        return edit(cell -> {
            cell.retries--;
            cell.hops++;
            cell.route = chosen;
            cell.tally = cell.tally.elsewhere();
        });
    }

    Cell asked() {
        return edit(cell -> {
            cell.phase = Phase.ASKED;
            cell.until = null;
            cell.firstDeadline = null;
        });
    }

    Cell delayed(Instant moment) {
        return edit(cell -> {
            cell.phase = Phase.DELAYED;
            cell.until = moment;
        });
    }

    private Cell edit(Consumer<Edit> change) {
        var edit = new Edit(this);
        change.accept(edit);
        return edit.done();
    }

    /** A mutable copy that one change is worked into. */
    private static final class Edit {
        private Phase phase;
        private int remaining;
        private int attempt;
        private int retries;
        private int hops;
        private @Nullable Digest output;
        private @Nullable FailureCause failure;
        private @Nullable Route route;
        private @Nullable Instant firstDeadline;
        private @Nullable Instant until;
        private Spend reserved;
        private Tally tally;
        private boolean cutOff;
        private @Nullable Cells elements;

        private Edit(Cell cell) {
            phase = cell.phase;
            remaining = cell.remaining;
            attempt = cell.attempt;
            retries = cell.retries;
            hops = cell.hops;
            output = cell.output;
            failure = cell.failure;
            route = cell.route;
            firstDeadline = cell.firstDeadline;
            until = cell.until;
            reserved = cell.reserved;
            tally = cell.tally;
            cutOff = cell.cutOff;
            elements = cell.elements;
        }

        /** It waits for no moment, and nothing is reserved for it. */
        private void rest(Phase next) {
            phase = next;
            until = null;
            reserved = Spend.NOTHING;
        }

        private Cell done() {
            return new Cell(
                    phase,
                    remaining,
                    attempt,
                    retries,
                    hops,
                    output,
                    failure,
                    route,
                    firstDeadline,
                    until,
                    reserved,
                    tally,
                    cutOff,
                    elements);
        }
    }
}

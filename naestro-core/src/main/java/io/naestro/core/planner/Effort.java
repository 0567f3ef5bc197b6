package io.naestro.core.planner;

import io.naestro.run.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * How long a search may look for something better. A search that has found nothing yet when its effort is spent gives
 * up.
 *
 * @param nodes the most places that each search looks at; the same number gives the same plan on every machine
 * @param nanos the most time in nanoseconds, or {@link Long#MAX_VALUE} for no limit
 * @param time where time comes from, or null where there is no limit on it
 */
public record Effort(long nodes, long nanos, @Nullable TimeSource time) {
    /** Five thousand places, however long that takes: some seconds on worlds of a hundred operators that delete. */
    public static final Effort DEFAULT = nodes(5_000);

    public Effort {
        if (nodes < 1) {
            throw new IllegalArgumentException("an effort of '" + nodes + "' nodes must be at least 1");
        }
    }

    /**
     * An effort that does not depend on the machine.
     *
     * @param most the most places that each search looks at
     */
    public static Effort nodes(long most) {
        return new Effort(most, Long.MAX_VALUE, null);
    }

    /**
     * A copy that ends after some time at the latest.
     *
     * @param source where time comes from
     * @param most the most time, in nanoseconds
     */
    public Effort within(TimeSource source, long most) {
        return new Effort(nodes, most, source);
    }

    /** Starts to count. */
    Meter start() {
        return new Meter(this);
    }

    /** What is left of an effort. Not thread-safe. */
    static final class Meter {
        private final Effort effort;
        private final long started;
        private long spent;

        private Meter(Effort effort) {
            this.effort = effort;
            this.started = effort.time() == null ? 0 : effort.time().nanos();
        }

        /** Takes one node; whether there was one left. */
        boolean take() {
            spent++;
            return spent <= effort.nodes()
                    && (effort.time() == null || effort.time().nanos() - started < effort.nanos())
                    && !Thread.currentThread().isInterrupted();
        }

        long spent() {
            return spent;
        }
    }
}

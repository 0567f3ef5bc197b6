package io.naestro.testkit;

import io.naestro.run.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until a test, or a {@link SeededScheduler}, moves it. Thread-safe. */
public final class VirtualTime implements TimeSource {
    /** The moment at which a clock starts unless set: 2026-01-01T00:00:00Z. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now;
    private long nanos;

    /** A clock that shows {@link #START}. */
    public VirtualTime() {
        this(START);
    }

    /**
     * A clock that shows a moment.
     *
     * @param start the moment
     */
    public VirtualTime(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    /**
     * Lets time pass.
     *
     * @param time how long; not negative
     * @throws IllegalArgumentException if it is negative
     */
    public synchronized void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time cannot pass by '" + time + "'; to turn the clock back, set it");
        }
        now = now.plus(time);
        nanos = Math.addExact(nanos, time.toNanos());
    }

    /**
     * Sets the clock, as when someone corrects it: the moment jumps, forward or back, while {@link #nanos()} and so
     * everything that is measured stays as it is.
     *
     * @param moment the moment that it shows from here on
     */
    public synchronized void set(Instant moment) {
        now = moment;
    }

    @Override
    public String toString() {
        return "virtual time " + now();
    }
}

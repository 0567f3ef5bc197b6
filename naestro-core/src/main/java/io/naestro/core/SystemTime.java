package io.naestro.core;

import io.naestro.run.TimeSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The clocks of this machine: the one place that asks them. Instants are cut to milliseconds, as journals keep them.
 */
public final class SystemTime implements TimeSource {
    /** The clocks of this machine. */
    public SystemTime() {}

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}

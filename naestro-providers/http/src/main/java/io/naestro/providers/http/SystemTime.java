package io.naestro.providers.http;

import io.naestro.run.TimeSource;
import java.time.Instant;

/** The clock of this machine, for adapters that are built by hand and so have no engine to give them one. */
public enum SystemTime implements TimeSource {
    /** The clock. */
    INSTANCE;

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}

package io.naestro.providers.web;

import io.naestro.run.TimeSource;
import java.time.Instant;

/** The clock of this machine: the one place of this module that reads it. */
enum SystemTime implements TimeSource {
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

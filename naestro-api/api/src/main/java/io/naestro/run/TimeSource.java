package io.naestro.run;

import java.time.Instant;

/** The one place that time comes from, so that tests can set it. Thread-safe. */
public interface TimeSource {

    /** The moment, for people and records. May jump. */
    Instant now();

    /** Nanoseconds since some fixed moment, for measuring. Never goes back. */
    long nanos();
}

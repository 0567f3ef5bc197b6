package io.naestro.testkit;

import java.time.Instant;

/** The one place of the test kit that reads the real clock: adapters under test do real work. */
final class RealTime {
    private RealTime() {}

    static Instant now() {
        return Instant.now();
    }
}

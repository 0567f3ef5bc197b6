package io.naestro.router;

import java.time.Instant;

/** What the router sees of an endpoint, for tests of other packages. */
public final class Look {
    private Look() {}

    /** What speaks against an endpoint at a moment, its window and what is said of it. */
    public static String at(Signals signals, Instant now) {
        var window = signals.contextTokens();
        return signals.objection(now.toEpochMilli(), 1, 10_000) + ", window "
                + (window == Long.MAX_VALUE ? "unknown" : window) + ", " + signals.describe();
    }
}

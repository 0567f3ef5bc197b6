package io.naestro.core;

import java.time.Duration;
import java.time.Instant;

/** Moments that cannot overflow: whoever asks for more than a century gets a century. */
final class Moments {
    private static final Duration CENTURY = Duration.ofDays(36_525);

    private Moments() {}

    /** The moment that comes so long after another, at most a century after it. */
    static Instant after(Instant moment, Duration wait) {
        return moment.plus(wait.compareTo(CENTURY) < 0 ? wait : CENTURY);
    }
}

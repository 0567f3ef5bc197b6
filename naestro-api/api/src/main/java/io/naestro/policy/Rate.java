package io.naestro.policy;

import java.time.Duration;

/**
 * How often something may happen. It is kept as a token bucket that holds {@code count} at the start and refills evenly
 * over the period.
 *
 * @param count how many times
 * @param period in which time
 */
public record Rate(long count, Duration period) {
    public Rate {
        if (count < 1) {
            throw new IllegalArgumentException("rate count '" + count + "' must be at least 1");
        }
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("rate period '" + period + "' must be longer than nothing");
        }
    }

    /**
     * That many in a minute.
     *
     * @param count how many times
     */
    public static Rate perMinute(long count) {
        return new Rate(count, Duration.ofMinutes(1));
    }

    /**
     * That many in a second.
     *
     * @param count how many times
     */
    public static Rate perSecond(long count) {
        return new Rate(count, Duration.ofSeconds(1));
    }
}

package io.naestro.plan;

import java.time.Duration;

/**
 * How often a failed attempt is tried again, and after which wait. Only failures that may pass are retried: overload,
 * rate limits, time-outs, lost connections, answers that did not fit. The wait before attempt {@code n} (from 2) is
 * {@code min(cap, first × factor^(n-2))}, or what the other side asked for if that is longer. There is no jitter inside
 * a run; limits shared by many runs are kept by the engine's own limiter.
 *
 * @param retries the most further attempts after the first; 0 for none
 * @param first the wait before the second attempt, at most a year
 * @param factor how much each further wait grows, at least 1
 * @param cap the longest wait of this schedule, at most a year
 */
public record Retry(int retries, Duration first, double factor, Duration cap) {
    private static final Duration LONGEST = Duration.ofDays(365);

    /** No further attempt; the default. */
    public static final Retry NONE = times(0);

    public Retry {
        if (retries < 0 || retries > 100) {
            throw new IllegalArgumentException("retries '" + retries + "' must lie between 0 and 100");
        }
        checkWait(first);
        checkWait(cap);
        if (!(factor >= 1 && factor <= 100)) {
            throw new IllegalArgumentException("retry factor '" + factor + "' must lie between 1 and 100");
        }
    }

    /**
     * That many further attempts: after 500 ms, then twice as long each time, at most 30 s.
     *
     * @param retries the most further attempts after the first
     */
    public static Retry times(int retries) {
        return new Retry(retries, Duration.ofMillis(500), 2, Duration.ofSeconds(30));
    }

    /**
     * A copy that waits this long before the second attempt.
     *
     * @param pause the wait before the second attempt
     */
    public Retry waiting(Duration pause) {
        return new Retry(retries, pause, factor, cap);
    }

    /**
     * The wait before an attempt by this schedule alone.
     *
     * @param attempt the number of the attempt that is about to start, from 2
     * @throws IllegalArgumentException if the attempt is the first, before which nothing waits
     */
    public Duration before(int attempt) {
        if (attempt < 2) {
            throw new IllegalArgumentException("attempt '" + attempt + "' must be at least 2");
        }
        var millis = first.toMillis() * Math.pow(factor, attempt - 2.0);
        return millis >= cap.toMillis() ? cap : Duration.ofMillis((long) millis);
    }

    private static void checkWait(Duration wait) {
        if (wait.isNegative() || wait.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("retry wait '" + wait + "' must lie between nothing and 365 days");
        }
    }
}

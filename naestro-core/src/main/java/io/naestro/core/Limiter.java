package io.naestro.core;

import io.naestro.policy.Rate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps rates with token buckets: a bucket holds as many permits as the rate's count at the start and refills evenly.
 * It counts monotonic time, so a clock that jumps neither blocks nor floods. Thread-safe.
 */
final class Limiter {
    static final int MOST_BUCKETS = 10_000;

    /** Longer periods and larger counts are cut to this, about 73 years in nanoseconds, so that sums fit. */
    private static final long LONGEST = Long.MAX_VALUE / 4;

    private final Map<String, Bucket> buckets = new HashMap<>();

    /**
     * A rate and what is counted under it together.
     *
     * @param key what is counted together
     * @param rate how often
     */
    record Limit(String key, Rate rate) {}

    /**
     * That a permit is not there yet.
     *
     * @param key the rate that is full
     * @param nanos how long until a permit is there
     */
    record Wait(String key, long nanos) {}

    /**
     * A bucket as the moment at which it would be full: all there is to know of it (the generic cell rate idea).
     * Moments are compared by their difference, since monotonic time may be negative and may wrap around.
     */
    private static final class Bucket {
        private long fullAt;

        private Bucket(long now) {
            fullAt = now;
        }

        private long untilFull(long now) {
            return Math.max(0, fullAt - now);
        }
    }

    /**
     * Takes a permit under every rate, or under none.
     *
     * @param limits the rates
     * @param now monotonic nanoseconds
     * @return the longest wait, or empty when the permits were taken
     */
    synchronized Optional<Wait> take(List<Limit> limits, long now) {
        Wait longest = null;
        for (var limit : limits) {
            var wait = waitFor(limit, now);
            if (wait > 0 && (longest == null || wait > longest.nanos())) {
                longest = new Wait(limit.key(), wait);
            }
        }
        if (longest == null) {
            limits.forEach(limit -> {
                var bucket = buckets.computeIfAbsent(limit.key(), key -> new Bucket(now));
                bucket.fullAt = now + bucket.untilFull(now) + interval(limit.rate());
            });
        }
        return Optional.ofNullable(longest);
    }

    private long waitFor(Limit limit, long now) {
        var bucket = buckets.get(limit.key());
        if (bucket == null) {
            return waitForRoom(now);
        }
        var interval = interval(limit.rate());
        return bucket.untilFull(now) - interval * (count(limit.rate()) - 1);
    }

    /** Buckets are few unless keys are made up, so more than can be kept are made to wait rather than kept. */
    private long waitForRoom(long now) {
        if (buckets.size() < MOST_BUCKETS) {
            return 0;
        }
        // a full bucket says nothing that a fresh one does not
        buckets.values().removeIf(bucket -> bucket.untilFull(now) == 0);
        return buckets.size() < MOST_BUCKETS
                ? 0
                : buckets.values().stream()
                        .mapToLong(bucket -> bucket.untilFull(now))
                        .min()
                        .orElse(0);
    }

    /** The time for one permit, rounded up, so that there are never more permits than the rate says. */
    private static long interval(Rate rate) {
        var period = Math.min(LONGEST, TimeUnit.NANOSECONDS.convert(rate.period()));
        return Math.ceilDiv(period, count(rate));
    }

    private static long count(Rate rate) {
        return Math.min(LONGEST, rate.count());
    }
}

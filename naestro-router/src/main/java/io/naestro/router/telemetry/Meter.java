package io.naestro.router.telemetry;

import io.naestro.router.telemetry.PrometheusText.Series;
import org.jspecify.annotations.Nullable;

/** Turns two counters that only grow, a sum and a count, into the mean of what came since they were last read. */
final class Meter {
    private double sum;
    private double count = Double.NaN;
    private double added;

    /** The mean since the last reading; 0 on the first one, after a restart of the counters, and when nothing came. */
    double since(@Nullable Series newSum, @Nullable Series newCount) {
        if (newSum == null || newCount == null) {
            count = Double.NaN;
            added = 0;
            return 0;
        }
        var known = newCount.sum() >= count && newSum.sum() >= sum;
        added = known ? newCount.sum() - count : 0;
        var mean = added > 0 ? (newSum.sum() - sum) / added : 0;
        sum = newSum.sum();
        count = newCount.sum();
        return mean;
    }

    /** How much the count had grown at the last reading. */
    double added() {
        return added;
    }
}

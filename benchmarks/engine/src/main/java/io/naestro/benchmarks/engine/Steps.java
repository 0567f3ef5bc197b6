package io.naestro.benchmarks.engine;

import java.util.concurrent.atomic.LongAdder;

/** What all steps do: nothing but being counted, so that none can be left out. */
final class Steps {
    private static final LongAdder COUNT = new LongAdder();

    private Steps() {}

    static void run() {
        COUNT.increment();
    }

    /** How many ran since the last look. */
    static long taken() {
        return COUNT.sumThenReset();
    }
}

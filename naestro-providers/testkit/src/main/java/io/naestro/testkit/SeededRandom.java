package io.naestro.testkit;

import io.naestro.run.RandomSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random bits that are the same for the same seed, on every Java release: SplitMix64 (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014), with the mixing constants of {@code SplittableRandom}. Not
 * for secrets. Thread-safe; which thread gets which number is up to the threads.
 */
public final class SeededRandom implements RandomSource {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final AtomicLong state;

    /**
     * A source.
     *
     * @param seed what decides all that follows
     */
    public SeededRandom(long seed) {
        state = new AtomicLong(seed);
    }

    @Override
    public long nextLong() {
        var z = state.addAndGet(GOLDEN_GAMMA);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * A number below a bound.
     *
     * @param bound at least 1
     * @return a number from 0 to {@code bound - 1}; for bounds far below 2^63, as in tests, as good as uniform
     * @throws IllegalArgumentException if the bound is below 1
     */
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound '" + bound + "' must be at least 1");
        }
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }
}

package io.naestro.run;

/** The one place that randomness comes from, so that tests can repeat it. Thread-safe. */
@FunctionalInterface
public interface RandomSource {

    /** 64 random bits. */
    long nextLong();
}

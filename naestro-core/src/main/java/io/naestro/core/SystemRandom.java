package io.naestro.core;

import io.naestro.run.RandomSource;
import java.security.SecureRandom;

/** The randomness of this machine: the one place that asks for it. */
public final class SystemRandom implements RandomSource {
    private final SecureRandom random = new SecureRandom();

    /** The randomness of this machine. */
    public SystemRandom() {}

    @Override
    public long nextLong() {
        return random.nextLong();
    }
}

package io.naestro.router;

/**
 * Chance that can be repeated: numbers that look random and follow from a seed and the id of a decision. No state is
 * shared, so threads do not meet, and the same decision falls the same way when a run is rebuilt.
 */
final class Coin {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Coin() {}

    /** The first toss of a decision. */
    static long toss(long seed, String decision) {
        return mix(seed + decision.hashCode() * GOLDEN + decision.length());
    }

    /** Another toss of the same decision. */
    static long again(long toss) {
        return mix(toss + GOLDEN);
    }

    /** A toss as a number in [0, 1). */
    static double unit(long toss) {
        return (toss >>> 11) * 0x1.0p-53;
    }

    /** Stafford's variant 13 of the MurmurHash3 finalizer, as in {@code SplittableRandom}. */
    static long mix(long value) {
        var z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A hash of an id that two ids share by chance only once in about 2^64 pairs, however alike they are. */
    static long fingerprint(String id, long salt) {
        var hash = salt;
        for (int i = 0; i < id.length(); i++) {
            hash = mix(hash + GOLDEN) ^ id.charAt(i);
        }
        return mix(hash);
    }
}

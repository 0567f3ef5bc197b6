package io.naestro.base;

/**
 * How much input a reader takes before it refuses. All five limits are always in force; there is no way to read without
 * them.
 *
 * @param maxBytes the most bytes of UTF-8 text
 * @param maxDepth the deepest nesting of objects and arrays, at most {@link #DEEPEST}
 * @param maxNumberLength the most characters of a number, and the largest magnitude of its exponent, so that a few
 *     characters cannot stand for a number of a billion digits
 * @param maxStringLength the most characters of a string or of a member's name
 * @param maxNodes the most values (objects, arrays and scalars) in one text
 */
public record Limits(int maxBytes, int maxDepth, int maxNumberLength, int maxStringLength, int maxNodes) {
    /** The deepest nesting that any limit may allow: recursion over that depth is safe on every thread. */
    public static final int DEEPEST = 512;

    private static final int MIB = 1024 * 1024;

    /** For files that people write: 1 MiB, depth 32, 100,000 values. */
    public static final Limits FILE = new Limits(MIB, 32, 400, MIB, 100_000);

    /** For what tools, models and other processes send: 16 MiB, depth 64, 1,000,000 values. */
    public static final Limits MESSAGE = new Limits(16 * MIB, 64, 1000, 16 * MIB, 1_000_000);

    /** For JSON Schemas from outside: 256 KiB, depth 64, 20,000 values. */
    public static final Limits SCHEMA = new Limits(MIB / 4, 64, 400, MIB / 4, 20_000);

    public Limits {
        if (maxBytes < 1 || maxNumberLength < 1 || maxStringLength < 1 || maxNodes < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
        if (maxDepth < 1 || maxDepth > DEEPEST) {
            throw new IllegalArgumentException("maxDepth is " + maxDepth + "; allowed: 1 to " + DEEPEST);
        }
    }
}

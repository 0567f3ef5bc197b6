package io.naestro.core.tools;

import org.jspecify.annotations.Nullable;

/** How much text a tool takes in. */
final class Sizes {
    /** What is taken when nobody says. */
    static final long USUAL = 1 << 20;

    /** What a value of a run can hold ({@code Limits.MESSAGE} of the base). */
    static final long MOST = 16 << 20;

    private Sizes() {}

    static void check(@Nullable Long maxBytes) {
        if (maxBytes != null && (maxBytes < 1 || maxBytes > MOST)) {
            throw new IllegalArgumentException("maxBytes '" + maxBytes + "' must lie between 1 and " + MOST);
        }
    }

    static long orUsual(@Nullable Long maxBytes) {
        return maxBytes == null ? USUAL : maxBytes;
    }
}

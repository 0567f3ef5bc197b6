package io.naestro.core.tools;

import org.jspecify.annotations.Nullable;

/**
 * The argument of {@code http.get}.
 *
 * @param url an absolute {@code http} or {@code https} address
 * @param maxBytes the most bytes of the page, from 1 to 16,777,216; 1,048,576 when absent
 */
public record Fetch(String url, @Nullable Long maxBytes) {
    public Fetch {
        Sizes.check(maxBytes);
    }

    /**
     * Fetches at most 1 MiB.
     *
     * @param url the address
     */
    public Fetch(String url) {
        this(url, null);
    }
}

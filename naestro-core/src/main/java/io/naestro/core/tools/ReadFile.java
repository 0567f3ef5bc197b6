package io.naestro.core.tools;

import org.jspecify.annotations.Nullable;

/**
 * The argument of {@code fs.read}.
 *
 * @param path the lexical path of the file, such as {@code docs:/report.md}
 * @param maxBytes the most bytes to read, from 1 to 16,777,216; 1,048,576 when absent
 */
public record ReadFile(String path, @Nullable Long maxBytes) {
    public ReadFile {
        Sizes.check(maxBytes);
    }

    /**
     * Reads at most 1 MiB.
     *
     * @param path the lexical path of the file
     */
    public ReadFile(String path) {
        this(path, null);
    }
}

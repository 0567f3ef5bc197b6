package io.naestro.providers.http;

import io.naestro.policy.Secret;
import org.jspecify.annotations.Nullable;

/** What of a server's words may be shown: one bounded line without the key. */
public record Shown(@Nullable Secret key) {
    private static final int LONGEST = 300;
    private static final String STARS = "***";

    /** A bounded line; longer text ends in an ellipsis. */
    public String line(String text) {
        return cut(text, LONGEST).replaceAll("[\\p{Cc}\\p{Cs}\\u2028\\u2029]", " ");
    }

    /** The start of a text as it is, but for the key. */
    public String cut(String text, int longest) {
        var clean = key == null ? text : key.use(value -> text.replace(value, STARS));
        return clean.length() > longest ? clean.substring(0, longest) + "…" : clean;
    }
}

package io.naestro.policy.engine;

import io.naestro.plan.ToolRef;

/**
 * A tool as an effect names it.
 *
 * @param name its name
 * @param version the version of its contract; {@value #UNKNOWN} when the effect does not say
 */
record ToolId(String name, int version) {
    static final int UNKNOWN = 0;

    static ToolId of(ToolRef ref) {
        return new ToolId(ref.name(), ref.version());
    }

    /** Reads {@code fs.read} or, as {@link ToolRef} writes it, {@code fs.read@1}. */
    static ToolId of(String text) {
        var at = text.indexOf('@');
        return at < 0 ? new ToolId(text, UNKNOWN) : new ToolId(text.substring(0, at), number(text.substring(at + 1)));
    }

    private static int number(String digits) {
        return digits.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(digits) : UNKNOWN;
    }
}

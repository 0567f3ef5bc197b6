package io.naestro.model;

/**
 * Tokens that a call used.
 *
 * @param input input tokens, cached ones included
 * @param cachedInput those of the input tokens that the server read from its prompt cache
 * @param output output tokens, reasoning tokens included
 * @param reasoning those of the output tokens that the model spent on thinking
 */
public record Usage(long input, long cachedInput, long output, long reasoning) {
    /** No tokens. */
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public Usage {
        if (input < 0 || cachedInput < 0 || output < 0 || reasoning < 0) {
            throw new IllegalArgumentException("token counts must not be negative: " + input + ", " + cachedInput + ", "
                    + output + ", " + reasoning);
        }
    }

    /**
     * Input and output tokens, without cache and reasoning.
     *
     * @param input input tokens
     * @param output output tokens
     */
    public static Usage of(long input, long output) {
        return new Usage(input, 0, output, 0);
    }

    /** Input and output tokens together. */
    public long total() {
        return Math.addExact(input, output);
    }

    /**
     * The sum.
     *
     * @param other more tokens
     */
    public Usage plus(Usage other) {
        return new Usage(
                Math.addExact(input, other.input),
                Math.addExact(cachedInput, other.cachedInput),
                Math.addExact(output, other.output),
                Math.addExact(reasoning, other.reasoning));
    }
}

package io.naestro.json;

import java.util.List;

/**
 * One thing that is wrong with an input: where it is, what was found, and what is allowed there.
 *
 * @param source the name of the input, such as a file name; empty when it has none
 * @param position line and column; {@link Position#UNKNOWN} for values that were never text
 * @param pointer the place in the value; the root when the text is broken before a value can be told
 * @param value an excerpt of what was found, at most {@value #EXCERPT} characters; empty when it says nothing
 * @param message what is wrong, in a few words that read on after the excerpt
 * @param allowed what may stand there instead; empty when the message says it
 */
public record InputProblem(
        String source, Position position, Pointer pointer, String value, String message, List<String> allowed) {
    static final int EXCERPT = 60;
    private static final int MOST_LISTED = 20;

    public InputProblem {
        value = excerptOf(value, EXCERPT);
        allowed = List.copyOf(allowed);
    }

    /**
     * A problem of a value that was never text.
     *
     * @param pointer the place in the value
     * @param value what was found there
     * @param message what is wrong with it
     * @param allowed what may stand there instead
     */
    public static InputProblem at(Pointer pointer, Json value, String message, String... allowed) {
        return new InputProblem("", Position.UNKNOWN, pointer, excerpt(value), message, List.of(allowed));
    }

    /**
     * This problem, found in a text.
     *
     * @param text the name of the text, such as a file name
     * @param place where the value begins in it
     */
    public InputProblem in(String text, Position place) {
        return new InputProblem(text, place, pointer, value, message, allowed);
    }

    /**
     * This problem, told from the root of a larger value.
     *
     * @param place where the larger value holds the one that this problem is in
     */
    public InputProblem below(Pointer place) {
        return new InputProblem(source, position, place.then(pointer), value, message, allowed);
    }

    /** The line for people: {@code policy.yaml:12:9 /rules/0/verdict: 'permit' is not allowed; allowed: allow, ask}. */
    @Override
    public String toString() {
        var place = new StringBuilder(source);
        if (position.line() > 0) {
            place.append(source.isEmpty() ? "" : ":")
                    .append(position.line())
                    .append(':')
                    .append(position.column());
        }
        if (!pointer.isRoot()) {
            place.append(place.isEmpty() ? "" : " ").append(excerptOf(pointer.toString(), 4 * EXCERPT));
        }
        var found = value.isEmpty() ? "" : "'" + value + "' ";
        return place + (place.isEmpty() ? "" : ": ") + found + message + choices();
    }

    private String choices() {
        if (allowed.isEmpty()) {
            return "";
        }
        var listed = String.join(", ", allowed.subList(0, Math.min(allowed.size(), MOST_LISTED)));
        return "; allowed: " + listed + (allowed.size() > MOST_LISTED ? ", ..." : "");
    }

    /**
     * A value in one bounded line without control characters, to be shown in a message: the text of a string, the
     * digits of a number, a preview of anything else.
     *
     * @param value the value
     */
    public static String excerpt(Json value) {
        return excerptOf(value instanceof Json.Str text ? text.value() : value.toString(), EXCERPT);
    }

    private static String excerptOf(String text, int limit) {
        var cut = text.length() > limit ? text.substring(0, limit - 1) + "…" : text;
        return cut.replaceAll("[\\p{Cc}\\p{Cs}\\u2028\\u2029]", "�");
    }
}

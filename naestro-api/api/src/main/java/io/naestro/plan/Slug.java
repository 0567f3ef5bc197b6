package io.naestro.plan;

/** The form of names that authors choose for plans and steps. */
final class Slug {
    static final String RULE = "a lower-case letter, then lower-case letters, digits or hyphens, at most 64 characters";
    private static final int LONGEST = 64;

    private Slug() {}

    static boolean isValid(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && isLetter(text.charAt(0))
                && text.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '-');
    }

    /** A form that is safe to show in a message. */
    static String shorten(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z';
    }
}

package io.naestro.examples.quickstart;

import java.io.PrintStream;

/**
 * A terminal. Texts of web pages and models reach it, and a terminal obeys what it is sent: characters that move the
 * cursor, change colors or turn the writing direction are shown by their code, so that nobody repaints a question that
 * a person is about to answer.
 */
final class Screen {
    private final PrintStream out;

    Screen(PrintStream out) {
        this.out = out;
    }

    /** Shows one line; a line break in it is shown by its code, too. */
    void line(String text) {
        out.println(visible(text, false));
    }

    /** Shows text that may have several lines, without ending the last one. */
    void text(String text) {
        out.print(visible(text, true));
        out.flush();
    }

    private static String visible(String text, boolean lines) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isHarmless(c) || (lines && c == '\n')) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u{%x}", c));
            }
        });
        return shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}

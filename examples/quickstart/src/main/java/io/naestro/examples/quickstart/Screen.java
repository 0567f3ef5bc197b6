package io.naestro.examples.quickstart;

import io.naestro.core.ConsoleApprovals;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A terminal. Texts of web pages and models reach it, and a terminal obeys what it is sent: characters that move the
 * cursor, change colors or turn the writing direction are shown by their code, so that nobody repaints a question that
 * a person is about to answer.
 */
final class Screen {
    private static final String ESCAPE = "\u001b[";

    private final PrintStream out;

    Screen(PrintStream out) {
        this.out = out;
    }

    /** Shows one line; a line break in it is shown by its code, too. */
    void line(String text) {
        out.println(ConsoleApprovals.visible(text));
    }

    /** Shows text that may have several lines, without ending the last one. */
    void text(String text) {
        out.print(Arrays.stream(text.split("\n", -1))
                .map(ConsoleApprovals::visible)
                .collect(Collectors.joining("\n")));
        out.flush();
    }

    /**
     * Shows lines in place of the last ones.
     *
     * @param last how many lines to draw over
     * @param lines the lines
     */
    void over(int last, List<String> lines) {
        if (last > 0) {
            out.print(ESCAPE + last + "A" + ESCAPE + "J");
        }
        lines.forEach(this::line);
        out.flush();
    }
}

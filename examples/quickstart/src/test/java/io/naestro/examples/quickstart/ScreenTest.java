package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    @Test
    void shows_what_a_terminal_would_obey_by_its_code() {
        screen.line("a\u001b[2Jb\rc\u009bd\u202ee\u2028f\u200bg\nh\ud800");
        assertThat(shown()).isEqualTo("a\\u{1b}[2Jb\\u{d}c\\u{9b}d\\u{202e}e\\u{2028}f\\u{200b}g\\u{a}h\\u{d800}\n");
    }

    @Test
    void shows_texts_with_their_lines() {
        screen.text("Grüße 🙂\n\tno tab");
        assertThat(shown()).isEqualTo("Grüße 🙂\n\\u{9}no tab");
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}

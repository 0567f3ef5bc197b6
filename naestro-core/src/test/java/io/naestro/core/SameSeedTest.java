package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The same seed gives the same events, byte for byte, whatever process runs it. */
class SameSeedTest {

    @Test
    void the_same_seed_gives_the_same_journal_in_two_jvms() throws IOException, InterruptedException {
        var one = child(7);
        assertThat(child(7)).isEqualTo(one);
        assertThat(here(7)).isEqualTo(one);
        assertThat(one.lines().filter(line -> line.contains("stepOutcome")).count())
                .isGreaterThan(20);
    }

    @Test
    void another_seed_gives_another_order() {
        assertThat(here(8)).isNotEqualTo(here(7));
    }

    private static String here(long seed) {
        var bytes = new ByteArrayOutputStream();
        SameSeedProgram.print(seed, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String child(long seed) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SameSeedProgram.class.getName(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text;
    }
}

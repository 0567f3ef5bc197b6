package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void has_defaults_that_need_nothing() throws Options.Misused {
        assertThat(Options.of())
                .isEqualTo(new Options(
                        null,
                        null,
                        500,
                        Path.of("naestro-quickstart"),
                        false,
                        true,
                        0,
                        null,
                        null,
                        false,
                        false,
                        null,
                        "qwen3",
                        null,
                        true));
    }

    @Test
    void reads_every_option() throws Options.Misused, IOException {
        assertThat(Options.of(
                        ("--url https://example.org --dir site --pages 3 --folder out --yes --no-fix --fail-under 80"
                                        + " --plain --show-plan --plan p.json --policy p.yaml"
                                        + " --model http://localhost:8000/v1 --model-name m"
                                        + " --browser / --no-sandbox")
                                .split(" ")))
                .isEqualTo(new Options(
                        "https://example.org/",
                        Path.of("site"),
                        3,
                        Path.of("out"),
                        true,
                        false,
                        80,
                        Path.of("p.json"),
                        Path.of("p.yaml"),
                        true,
                        true,
                        "http://localhost:8000/v1",
                        "m",
                        Path.of("/").toRealPath(),
                        false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--what|'--what' is not an option",
                "--url|'--url' needs a value",
                "--url ftp://example.org/|'--url' needs an http or https address, not 'ftp://example.org/'",
                "--url http:///x|'--url' needs an http or https address, not 'http:///x'",
                "--url ht^tp://x|'--url' needs an http or https address, not 'ht^tp://x'",
                "--pages 0|'--pages' needs a number from 1 to 100000, not '0'",
                "--pages 100001|'--pages' needs a number from 1 to 100000, not '100001'",
                "--pages many|'--pages' needs a number from 1 to 100000, not 'many'",
                "--browser /no/such|'--browser' needs the path of a program; there is no '/no/such'",
                "--fail-under 101|'--fail-under' needs a number from 0 to 100, not '101'",
                "--folder a\u0000b|'--folder' needs a path: Nul character not allowed",
            })
    void says_what_is_wrong(String line, String message) {
        assertThatThrownBy(() -> Options.of(line.split(" "))).hasMessage(message);
    }
}

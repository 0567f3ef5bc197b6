package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void has_defaults_that_need_nothing() throws Options.Misused {
        assertThat(Options.of())
                .isEqualTo(
                        new Options(null, 20, Path.of("naestro-quickstart"), false, null, null, false, null, "qwen3"));
    }

    @Test
    void reads_every_option() throws Options.Misused {
        assertThat(Options.of(
                        "--url",
                        "https://example.org",
                        "--pages",
                        "3",
                        "--folder",
                        "out",
                        "--yes",
                        "--show-plan",
                        "--plan",
                        "p.json",
                        "--policy",
                        "p.yaml",
                        "--model",
                        "http://localhost:8000/v1",
                        "--model-name",
                        "m"))
                .isEqualTo(new Options(
                        "https://example.org/",
                        3,
                        Path.of("out"),
                        true,
                        Path.of("p.json"),
                        Path.of("p.yaml"),
                        true,
                        "http://localhost:8000/v1",
                        "m"));
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
                "--pages 0|'--pages' needs a number from 1 to 200, not '0'",
                "--pages 201|'--pages' needs a number from 1 to 200, not '201'",
                "--pages many|'--pages' needs a number from 1 to 200, not 'many'",
                "--folder a\u0000b|'--folder' needs a path: Nul character not allowed",
            })
    void says_what_is_wrong(String line, String message) {
        assertThatThrownBy(() -> Options.of(line.split(" "))).hasMessage(message);
    }
}

package io.naestro.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void keeps_its_text_and_shows_twelve_digits_of_it() {
        var digest = new Digest("sha256:" + HEX);

        assertThat(digest).hasToString("sha256:" + HEX);
        assertThat(digest.brief()).isEqualTo("0123456789ab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
                "sha256:0123456789abcdeg0123456789abcdef0123456789abcdef0123456789abcdef",
                "sha256:0123456789abcde/0123456789abcdef0123456789abcdef0123456789abcdef",
                "sha256:0123456789abcde:0123456789abcdef0123456789abcdef0123456789abcdef",
                "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0"
            })
    void refuses_anything_else(String text) {
        assertThatThrownBy(() -> new Digest(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a digest is 'sha256:' and 64 hex digits, not " + Json.of(text));
    }

    @Test
    void a_long_wrong_text_is_not_shown_in_full() {
        assertThatThrownBy(() -> new Digest("x".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }
}

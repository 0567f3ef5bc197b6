package io.naestro.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.policy.Secret;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after: 0 | PT0S",
                "Retry-After: 1.5 | PT1.5S",
                "Retry-After: 999999999 | PT24H",
                "Retry-After: Mon, 23 Nov 2026 02:00:07 GMT | PT7S",
                "Retry-After: Mon, 23 Nov 2026 01:00:00 GMT | PT0S",
                "retry-after-ms: 1500; Retry-After: 20 | PT1.5S",
                "retry-after-ms: x; Retry-After: 20 | PT20S",
                "x-ratelimit-reset-requests: 1s | PT1S",
                "x-ratelimit-reset-tokens: 6m0s | PT6M",
                "x-ratelimit-reset-tokens: 20ms | PT0.02S",
                "x-ratelimit-reset-tokens: 1h2m3.5s | PT1H2M3.5S",
                "x-ratelimit-reset-requests: 1s; x-ratelimit-reset-tokens: 6m0s | PT6M",
                "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s; x-ratelimit-reset-tokens: 6m | PT1S",
                "Retry-After: soon; x-ratelimit-reset-tokens: 5s | PT5S"
            })
    void are_read_from_headers(String headers, Duration wait) {
        assertThat(Waits.in(headers(headers), NOW)).contains(wait);
    }

    @ParameterizedTest
    @CsvSource({"a: b", "Retry-After: -1", "x-ratelimit-reset-tokens: tomorrow", "x-ratelimit-reset-tokens:"})
    void are_unknown_where_no_header_tells(String headers) {
        assertThat(Waits.in(headers(headers), NOW)).isEmpty();
    }

    @Test
    void lines_are_bounded_and_without_the_key() {
        var shown = new Shown(Secret.of("KEY", "secret".toCharArray()));
        assertThat(shown.line("a secret\nthing")).isEqualTo("a *** thing");
        assertThat(shown.line("x".repeat(301))).isEqualTo("x".repeat(300) + "…");
        assertThat(shown.cut("a secret", 3)).isEqualTo("a *…");
        assertThat(new Shown(null).cut("a secret", 30)).isEqualTo("a secret");
    }

    private static Headers headers(String text) {
        var headers = new Headers.Builder();
        for (var header : text.split("; ", -1)) {
            headers.add(
                    header.substring(0, header.indexOf(':')),
                    header.substring(header.indexOf(':') + 1).strip());
        }
        return headers.build();
    }
}

package io.naestro.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Shown;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicErrorTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "401,authentication_error,AUTHENTICATION",
        "403,permission_error,AUTHENTICATION",
        "402,billing_error,BILLING",
        "404,not_found_error,MODEL_NOT_FOUND",
        "413,request_too_large,CONTEXT_OVERFLOW",
        "429,rate_limit_error,RATE_LIMITED",
        "500,api_error,SERVER_FAULT",
        "504,timeout_error,TIMEOUT",
        "529,overloaded_error,OVERLOADED",
        "429,overloaded_error,OVERLOADED",
        "200,overloaded_error,OVERLOADED",
        "200,invalid_request_error,INVALID_REQUEST",
        "400,invalid_request_error,INVALID_REQUEST",
        "401,,AUTHENTICATION",
        "429,,RATE_LIMITED",
        "529,,OVERLOADED",
        "502,,SERVER_FAULT",
        "200,,SERVER_FAULT",
        "418,new_error,INVALID_REQUEST",
    })
    void is_told_by_its_type_and_else_by_the_status(int status, String type, Kind kind) {
        var failure = failure(status, type == null ? "" : type, "no");
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.details().get("status")).contains(Json.of(status));
        assertThat(failure.message()).contains("status " + status).endsWith(": no");
    }

    @Test
    void knows_how_much_was_asked_and_how_much_fits() {
        var input = failure(400, "invalid_request_error", "prompt is too long: 215000 tokens > 200000 maximum");
        assertThat(input.kind()).isEqualTo(Kind.CONTEXT_OVERFLOW);
        assertThat(input.details().get("asked")).contains(Json.of(215_000));
        assertThat(input.details().get("limit")).contains(Json.of(200_000));
        var both = failure(
                400,
                "invalid_request_error",
                "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease one");
        assertThat(both.details().get("asked")).contains(Json.of(209_573));
        var tooMuchOutput = failure(400, "invalid_request_error", "max_tokens: 100000 > 8192, which is the maximum");
        assertThat(tooMuchOutput.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(tooMuchOutput.details().get("param")).contains(Json.of("max_tokens"));
        assertThat(failure(413, "request_too_large", "").details().get("limit")).isEmpty();
    }

    @Test
    void names_the_parameter() {
        var failure = failure(400, "invalid_request_error", "messages.0.content.1: Input should be an object");
        assertThat(failure.details().get("param")).contains(Json.of("messages.0.content.1"));
        assertThat(failure(400, "invalid_request_error", "Nope: x").details().get("param"))
                .isEmpty();
    }

    @Test
    void knows_that_an_account_has_no_credit() {
        var failure = failure(400, "invalid_request_error", "Your credit balance is too low to access the API.");
        assertThat(failure.kind()).isEqualTo(Kind.BILLING);
    }

    @Test
    void waits_as_long_as_the_server_asks() {
        assertThat(failure(Headers.of("retry-after", "7")).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(failure(Headers.of(
                                "anthropic-ratelimit-requests-remaining", "0",
                                "anthropic-ratelimit-requests-reset", "2026-11-23T02:00:05Z",
                                "anthropic-ratelimit-tokens-remaining", "0",
                                "anthropic-ratelimit-tokens-reset", "2026-11-23T02:00:09Z",
                                "anthropic-ratelimit-input-tokens-remaining", "9",
                                "anthropic-ratelimit-input-tokens-reset", "2026-11-23T02:30:00Z"))
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(reset("2026-11-23T01:00:00Z").retryAfter()).isZero();
        assertThat(reset("2036-11-23T01:00:00Z").retryAfter()).isEqualTo(Duration.ofDays(1));
        assertThat(reset("soon").retryAfter()).isNull();
        assertThat(failure(Headers.of("anthropic-ratelimit-tokens-remaining", "0"))
                        .retryAfter())
                .isNull();
    }

    @Test
    void is_seen_inside_an_answer() {
        assertThat(AnthropicError.is(JsonText.parse("{\"type\":\"error\"}"))).isTrue();
        assertThat(AnthropicError.is(JsonText.parse("{\"error\":{}}"))).isTrue();
        assertThat(AnthropicError.is(JsonText.parse("{\"type\":\"message\"}"))).isFalse();
    }

    private static ModelFailure reset(String moment) {
        return failure(
                Headers.of("anthropic-ratelimit-tokens-remaining", "0", "anthropic-ratelimit-tokens-reset", moment));
    }

    private static ModelFailure failure(int status, String type, String message) {
        var error = Json.object().with("message", message);
        var body = Json.object().with("type", "error").with("error", type.isEmpty() ? error : error.with("type", type));
        return new AnthropicError(new Shown(null)).failure(status, body, Headers.of(), NOW);
    }

    private static ModelFailure failure(Headers headers) {
        return new AnthropicError(new Shown(null)).failure(429, Json.NULL, headers, NOW);
    }
}

package io.naestro.providers.gemini;

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

class GeminiErrorTest {
    @ParameterizedTest
    @CsvSource({
        "400,INVALID_ARGUMENT,API_KEY_INVALID,AUTHENTICATION",
        "403,PERMISSION_DENIED,API_KEY_SERVICE_BLOCKED,AUTHENTICATION",
        "403,PERMISSION_DENIED,BILLING_DISABLED,BILLING",
        "403,PERMISSION_DENIED,,AUTHENTICATION",
        "401,UNAUTHENTICATED,NEW_REASON,AUTHENTICATION",
        "404,NOT_FOUND,,MODEL_NOT_FOUND",
        "429,RESOURCE_EXHAUSTED,,RATE_LIMITED",
        "503,UNAVAILABLE,,OVERLOADED",
        "504,DEADLINE_EXCEEDED,,TIMEOUT",
        "500,INTERNAL,,SERVER_FAULT",
        "501,UNIMPLEMENTED,,UNSUPPORTED",
        "400,FAILED_PRECONDITION,,BILLING",
        "400,INVALID_ARGUMENT,,INVALID_REQUEST",
        "429,,,RATE_LIMITED",
        "502,,,SERVER_FAULT",
        "200,,,SERVER_FAULT",
        "418,,,INVALID_REQUEST",
    })
    void is_told_by_reason_then_code_then_status(int status, String code, String reason, Kind kind) {
        var error = Json.object().with("message", "no");
        error = code == null ? error : error.with("status", code);
        error = reason == null
                ? error
                : error.with(
                        "details",
                        Json.array(Json.object()
                                .with("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                                .with("reason", reason)));
        var failure = failure(status, error);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.message())
                .startsWith("the server answered with status " + status)
                .endsWith(": no");
        assertThat(failure.details().get("code").isPresent()).isEqualTo(code != null);
    }

    @Test
    void tells_its_status_itself_inside_an_answer() {
        assertThat(failure(200, json("{\"code\":429}")).kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure(200, json("{\"code\":1e11}")).kind()).isEqualTo(Kind.SERVER_FAULT);
    }

    @Test
    void knows_how_much_was_asked_and_how_much_fits() {
        var both = failure(
                400,
                json("{\"status\":\"INVALID_ARGUMENT\",\"message\":\"The input token count (1200000) exceeds the"
                        + " maximum number of tokens allowed (1048576).\"}"));
        assertThat(both.kind()).isEqualTo(Kind.CONTEXT_OVERFLOW);
        assertThat(both.details().get("asked")).contains(Json.of(1_200_000));
        assertThat(both.details().get("limit")).contains(Json.of(1_048_576));
        var limit = failure(
                400,
                json("{\"message\":\"The input token count exceeds the maximum number of tokens allowed 32768.\"}"));
        assertThat(limit.kind()).isEqualTo(Kind.CONTEXT_OVERFLOW);
        assertThat(limit.details().get("asked")).isEmpty();
        assertThat(limit.details().get("limit")).contains(Json.of(32_768));
        var large = "{\"message\":\"input token count exceeds the number of tokens allowed 7\"}";
        assertThat(failure(413, json(large)).kind()).isEqualTo(Kind.CONTEXT_OVERFLOW);
        assertThat(failure(429, json(large)).kind()).isEqualTo(Kind.RATE_LIMITED);
    }

    @Test
    void waits_as_long_as_the_body_says_and_else_the_header() {
        assertThat(wait("31s")).isEqualTo(Duration.ofSeconds(31));
        assertThat(wait("0.250s")).isEqualTo(Duration.ofMillis(250));
        assertThat(wait("999999s")).isEqualTo(Duration.ofDays(1));
        assertThat(wait("soon")).isEqualTo(Duration.ofSeconds(9));
        assertThat(failure(429, json("{}")).retryAfter()).isNull();
    }

    @Test
    void names_the_field() {
        var failure = failure(400, json("""
                {"status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest",
                 "fieldViolations":[{"field":""},{"field":"contents[0].parts"}]}]}"""));
        assertThat(failure.details().get("param")).contains(Json.of("contents[0].parts"));
    }

    @Test
    void is_seen_inside_an_answer() {
        assertThat(GeminiError.in(JsonText.parse("{\"error\":{\"code\":1}}"))).contains(json("{\"code\":1}"));
        assertThat(GeminiError.in(JsonText.parse("[{\"error\":{}}]"))).isPresent();
        assertThat(GeminiError.in(JsonText.parse("[]"))).isEmpty();
        assertThat(GeminiError.in(JsonText.parse("{\"error\":1}"))).isEmpty();
        assertThat(GeminiError.in(JsonText.parse("{\"candidates\":[]}"))).isEmpty();
    }

    private static Duration wait(String delay) {
        var error = json("{\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\""
                + delay + "\"}]}");
        return new GeminiError(new Shown(null))
                .failure(429, error, Headers.of("retry-after", "9"), Instant.EPOCH)
                .retryAfter();
    }

    private static ModelFailure failure(int status, Json.Obj error) {
        return new GeminiError(new Shown(null)).failure(status, error, Headers.of(), Instant.EPOCH);
    }

    private static Json.Obj json(String text) {
        return (Json.Obj) JsonText.parse(text);
    }
}

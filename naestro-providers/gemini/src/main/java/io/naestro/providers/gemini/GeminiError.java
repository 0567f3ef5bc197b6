package io.naestro.providers.gemini;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Shown;
import io.naestro.providers.http.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Headers;

/**
 * What the server says of a failure: a {@code google.rpc.Status} with its details. The reason in {@code ErrorInfo}
 * decides, then the canonical code, then the status. Source: cloud.google.com/apis/design/errors,
 * {@code google/rpc/error_details.proto}, {@code google/api/error_reason.proto}, and "Troubleshooting" at
 * ai.google.dev.
 */
final class GeminiError {
    private static final Map<String, Kind> BY_REASON = Map.ofEntries(
            Map.entry("API_KEY_INVALID", Kind.AUTHENTICATION),
            Map.entry("API_KEY_SERVICE_BLOCKED", Kind.AUTHENTICATION),
            Map.entry("API_KEY_HTTP_REFERRER_BLOCKED", Kind.AUTHENTICATION),
            Map.entry("API_KEY_IP_ADDRESS_BLOCKED", Kind.AUTHENTICATION),
            Map.entry("API_KEY_ANDROID_APP_BLOCKED", Kind.AUTHENTICATION),
            Map.entry("API_KEY_IOS_APP_BLOCKED", Kind.AUTHENTICATION),
            Map.entry("CREDENTIALS_MISSING", Kind.AUTHENTICATION),
            Map.entry("ACCESS_TOKEN_EXPIRED", Kind.AUTHENTICATION),
            Map.entry("SERVICE_DISABLED", Kind.AUTHENTICATION),
            Map.entry("CONSUMER_SUSPENDED", Kind.AUTHENTICATION),
            Map.entry("CONSUMER_INVALID", Kind.AUTHENTICATION),
            Map.entry("BILLING_DISABLED", Kind.BILLING),
            Map.entry("RATE_LIMIT_EXCEEDED", Kind.RATE_LIMITED));

    private static final Map<String, Kind> BY_CODE = Map.ofEntries(
            Map.entry("UNAUTHENTICATED", Kind.AUTHENTICATION),
            Map.entry("PERMISSION_DENIED", Kind.AUTHENTICATION),
            Map.entry("NOT_FOUND", Kind.MODEL_NOT_FOUND),
            Map.entry("RESOURCE_EXHAUSTED", Kind.RATE_LIMITED),
            Map.entry("UNAVAILABLE", Kind.OVERLOADED),
            Map.entry("DEADLINE_EXCEEDED", Kind.TIMEOUT),
            Map.entry("UNIMPLEMENTED", Kind.UNSUPPORTED),
            Map.entry("FAILED_PRECONDITION", Kind.BILLING), // "Troubleshooting": billing is not enabled
            Map.entry("INTERNAL", Kind.SERVER_FAULT),
            Map.entry("UNKNOWN", Kind.SERVER_FAULT));

    private static final Map<Integer, Kind> BY_STATUS = Map.ofEntries(
            Map.entry(401, Kind.AUTHENTICATION),
            Map.entry(402, Kind.BILLING),
            Map.entry(403, Kind.AUTHENTICATION),
            Map.entry(404, Kind.MODEL_NOT_FOUND),
            Map.entry(408, Kind.TIMEOUT),
            Map.entry(429, Kind.RATE_LIMITED),
            Map.entry(501, Kind.UNSUPPORTED),
            Map.entry(503, Kind.OVERLOADED),
            Map.entry(504, Kind.TIMEOUT));

    /** What fits, with or without what was asked, as the API's one message for it tells. */
    private static final Pattern TOO_LONG =
            Pattern.compile("token count (?:\\((\\d{1,15})\\) )?exceeds .{0,60}?tokens allowed[ (]{1,2}(\\d{1,15})");

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)s");
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final int LONGEST = 2000;

    private final Shown shown;

    GeminiError(Shown shown) {
        this.shown = shown;
    }

    /** The error in an answer, whatever its status is; without {@code alt=sse}, streams put it into a list. */
    static Optional<Json.Obj> in(Json answer) {
        var holder = answer instanceof Json.Arr list && !list.items().isEmpty()
                ? list.items().getFirst()
                : answer;
        return Fields.object(holder)
                .get("error")
                .filter(Json.Obj.class::isInstance)
                .map(Json.Obj.class::cast);
    }

    /**
     * The failure that an error tells of.
     *
     * @param status the status; below 300 for an error inside an answer or a stream, which tells its own
     */
    ModelFailure failure(int status, Json.Obj error, Headers headers, Instant now) {
        var code = Fields.text(error, "status");
        var reason = details(error, "ErrorInfo")
                .map(info -> Fields.text(info, "reason"))
                .filter(BY_REASON::containsKey)
                .findFirst()
                .orElse("");
        var message = Fields.text(error, "message");
        var numbers = TOO_LONG.matcher(message.substring(0, Math.min(message.length(), LONGEST)));
        var overflow = numbers.find();
        var told = status < 300 ? (int) Math.min(Fields.count(error, "code"), 999) : status;
        var kind = kind(told, code, reason, overflow);
        var failure = ModelFailure.of(kind, message(status, reason.isEmpty() ? code : reason, message))
                .with("status", Json.of(status));
        if (!code.isEmpty()) {
            failure = failure.with("code", Json.of(shown.line(code)));
        }
        if (kind == Kind.CONTEXT_OVERFLOW) {
            failure = numbers.group(1) == null
                    ? failure
                    : failure.with("asked", Json.of(Long.parseLong(numbers.group(1))));
            failure = failure.with("limit", Json.of(Long.parseLong(numbers.group(2))));
        }
        var param = details(error, "BadRequest")
                .flatMap(request -> Fields.list(request, "fieldViolations").items().stream())
                .map(violation -> Fields.text(Fields.object(violation), "field"))
                .filter(field -> !field.isEmpty())
                .findFirst();
        if (param.isPresent()) {
            failure = failure.with("param", Json.of(shown.line(param.get())));
        }
        var wait = retryDelay(error).or(() -> Waits.in(headers, now));
        return wait.isPresent() ? failure.after(wait.get()) : failure;
    }

    private static Kind kind(int status, String code, String reason, boolean overflow) {
        var known = BY_REASON.get(reason);
        if (known != null) {
            return known;
        }
        if (overflow && (code.equals("INVALID_ARGUMENT") || status == 400 || status == 413)) {
            return Kind.CONTEXT_OVERFLOW;
        }
        var byCode = BY_CODE.get(code);
        if (byCode != null) {
            return byCode;
        }
        var byStatus = BY_STATUS.get(status);
        if (byStatus != null) {
            return byStatus;
        }
        return status >= 500 || status < 300 ? Kind.SERVER_FAULT : Kind.INVALID_REQUEST;
    }

    private static Optional<Duration> retryDelay(Json.Obj error) {
        return details(error, "RetryInfo")
                .map(info -> SECONDS.matcher(Fields.text(info, "retryDelay")))
                .filter(seconds -> seconds.matches())
                .map(seconds -> Duration.parse("PT" + seconds.group(1) + "S"))
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
                .findFirst();
    }

    /** The details of a type, such as {@code type.googleapis.com/google.rpc.RetryInfo}. */
    private static Stream<Json.Obj> details(Json.Obj error, String type) {
        return Fields.list(error, "details").items().stream()
                .map(Fields::object)
                .filter(detail -> Fields.text(detail, "@type").endsWith("." + type));
    }

    private String message(int status, String word, String message) {
        return "the server answered with status " + status + (word.isEmpty() ? "" : " (" + shown.line(word) + ")")
                + (message.isEmpty() ? "" : ": " + shown.line(message));
    }
}

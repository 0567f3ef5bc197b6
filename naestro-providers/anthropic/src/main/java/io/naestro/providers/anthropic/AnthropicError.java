package io.naestro.providers.anthropic;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Shown;
import io.naestro.providers.http.Waits;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Headers;

/**
 * What the server says of a failure, {@code {"type": "error", "error": {"type": ..., "message": ...}}}. The type
 * decides, then the numbers of a prompt that is too long, then the status. Source: "Errors" and "Rate limits" at
 * platform.claude.com/docs.
 */
final class AnthropicError {
    private static final Map<String, Kind> BY_TYPE = Map.ofEntries(
            Map.entry("authentication_error", Kind.AUTHENTICATION),
            Map.entry("permission_error", Kind.AUTHENTICATION),
            Map.entry("billing_error", Kind.BILLING),
            Map.entry("not_found_error", Kind.MODEL_NOT_FOUND),
            Map.entry("request_too_large", Kind.CONTEXT_OVERFLOW),
            Map.entry("rate_limit_error", Kind.RATE_LIMITED),
            Map.entry("timeout_error", Kind.TIMEOUT),
            Map.entry("api_error", Kind.SERVER_FAULT),
            Map.entry("overloaded_error", Kind.OVERLOADED));

    private static final Map<Integer, Kind> BY_STATUS = Map.ofEntries(
            Map.entry(401, Kind.AUTHENTICATION),
            Map.entry(402, Kind.BILLING),
            Map.entry(403, Kind.AUTHENTICATION),
            Map.entry(404, Kind.MODEL_NOT_FOUND),
            Map.entry(408, Kind.TIMEOUT),
            Map.entry(413, Kind.CONTEXT_OVERFLOW),
            Map.entry(429, Kind.RATE_LIMITED),
            Map.entry(503, Kind.OVERLOADED),
            Map.entry(504, Kind.TIMEOUT),
            Map.entry(529, Kind.OVERLOADED));

    /** Requests for more than fits: the input alone, or input and wanted output, and the limit. */
    private static final Pattern TOO_LONG = Pattern.compile("(\\d{1,15})(?: \\+ (\\d{1,15})| tokens) > (\\d{1,15})");

    /** The place in the request that a message begins with. */
    private static final Pattern PARAM = Pattern.compile("([a-z_]{1,60}(?:\\.[A-Za-z0-9_]{1,60}){0,20}): ");

    /**
     * The two sentences by which the API says that an account has no credit, or spent what its owner allows: their type
     * is that of any invalid request, although no other request would fare better.
     */
    private static final List<String> NO_CREDIT =
            List.of("Your credit balance is too low", "You have reached your specified API usage limits");

    private static final int LONGEST = 2000;
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final Shown shown;

    AnthropicError(Shown shown) {
        this.shown = shown;
    }

    /** Whether an answer is an error, whatever its status is. */
    static boolean is(Json answer) {
        var fields = Fields.object(answer);
        return Fields.text(fields, "type").equals("error")
                || fields.get("error").orElse(Json.NULL) instanceof Json.Obj;
    }

    /**
     * The failure that an answer tells of.
     *
     * @param status the status; below 300 for an error inside an answer or a stream
     */
    ModelFailure failure(int status, Json answer, Headers headers, Instant now) {
        var error = Fields.object(Fields.object(answer), "error");
        var type = Fields.text(error, "type");
        var message = Fields.text(error, "message");
        var words = message.substring(0, Math.min(message.length(), LONGEST));
        var numbers = TOO_LONG.matcher(words);
        var overflow = numbers.find();
        var kind = kind(status, type, words, overflow);
        var failure = ModelFailure.of(kind, message(status, type, message)).with("status", Json.of(status));
        if (!type.isEmpty()) {
            failure = failure.with("type", Json.of(shown.line(type)));
        }
        if (kind == Kind.CONTEXT_OVERFLOW && overflow) {
            failure = failure.with("asked", Json.of(number(numbers.group(1)) + number(numbers.group(2))))
                    .with("limit", Json.of(number(numbers.group(3))));
        }
        var param = PARAM.matcher(words);
        if (kind == Kind.INVALID_REQUEST && param.lookingAt()) {
            failure = failure.with("param", Json.of(shown.line(param.group(1))));
        }
        var wait = wait(headers, now);
        return wait.isPresent() ? failure.after(wait.get()) : failure;
    }

    private static Kind kind(int status, String type, String message, boolean overflow) {
        var known = BY_TYPE.get(type);
        if (known != null) {
            return known;
        }
        var byStatus = BY_STATUS.get(status);
        if (byStatus != null) {
            return byStatus;
        }
        if (status >= 500 || (status < 300 && !type.equals("invalid_request_error"))) {
            return Kind.SERVER_FAULT;
        }
        if (NO_CREDIT.stream().anyMatch(message::startsWith)) {
            return Kind.BILLING;
        }
        return overflow ? Kind.CONTEXT_OVERFLOW : Kind.INVALID_REQUEST;
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** {@code retry-after}, else when the limits that are used up are whole again. */
    private static Optional<Duration> wait(Headers headers, Instant now) {
        return Waits.in(headers, now)
                .or(() -> Stream.of("requests", "tokens", "input-tokens", "output-tokens")
                        .map(what -> "anthropic-ratelimit-" + what)
                        .filter(limit -> "0".equals(headers.get(limit + "-remaining")))
                        .flatMap(limit -> until(headers.get(limit + "-reset"), now).stream())
                        .max(Comparator.naturalOrder()));
    }

    private static Optional<Duration> until(String moment, Instant now) {
        try {
            var wait = Duration.between(now, Instant.parse(moment == null ? "" : moment));
            return Optional.of(
                    wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private String message(int status, String type, String message) {
        return "the server answered with status " + status + (type.isEmpty() ? "" : " (" + shown.line(type) + ")")
                + (message.isEmpty() ? "" : ": " + shown.line(message));
    }
}

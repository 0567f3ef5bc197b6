package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Shown;
import io.naestro.providers.http.Waits;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;

/**
 * Tells the sort of a failure: by the words in {@code code} and {@code type}, else by the parameter and numbers of a
 * context that is too long, else by the status. A server's prose decides nothing but for those numbers, and for the one
 * sentence by which vLLM says that its engine is dead.
 */
final class Classifier {
    /** Words of OpenAI, Azure, vLLM, llama.cpp, LiteLLM, OpenRouter, DeepSeek, Groq and Mistral, in lower case. */
    private static final Map<String, Kind> BY_WORD = Map.ofEntries(
            Map.entry("invalid_api_key", Kind.AUTHENTICATION),
            Map.entry("authentication_error", Kind.AUTHENTICATION),
            Map.entry("invalid_authentication", Kind.AUTHENTICATION),
            Map.entry("account_deactivated", Kind.AUTHENTICATION),
            Map.entry("permission_denied", Kind.AUTHENTICATION),
            Map.entry("permission_error", Kind.AUTHENTICATION),
            Map.entry("insufficient_quota", Kind.BILLING),
            Map.entry("insufficient_balance", Kind.BILLING),
            Map.entry("insufficient_credits", Kind.BILLING),
            Map.entry("billing_hard_limit_reached", Kind.BILLING),
            Map.entry("billing_not_active", Kind.BILLING),
            Map.entry("budget_exceeded", Kind.BILLING),
            Map.entry("rate_limit_exceeded", Kind.RATE_LIMITED),
            Map.entry("rate_limit_error", Kind.RATE_LIMITED),
            Map.entry("throttling_error", Kind.RATE_LIMITED),
            Map.entry("overloaded_error", Kind.OVERLOADED),
            Map.entry("engine_overloaded", Kind.OVERLOADED),
            Map.entry("context_length_exceeded", Kind.CONTEXT_OVERFLOW),
            Map.entry("context_window_exceeded", Kind.CONTEXT_OVERFLOW),
            Map.entry("exceed_context_size_error", Kind.CONTEXT_OVERFLOW),
            Map.entry("model_not_found", Kind.MODEL_NOT_FOUND),
            Map.entry("content_filter", Kind.FILTERED),
            Map.entry("content_policy_violation", Kind.FILTERED),
            Map.entry("moderation_blocked", Kind.FILTERED),
            Map.entry("unsupported_parameter", Kind.UNSUPPORTED),
            Map.entry("unsupported_value", Kind.UNSUPPORTED),
            Map.entry("notimplementederror", Kind.UNSUPPORTED));

    private static final Map<Integer, Kind> BY_STATUS = Map.of(
            401, Kind.AUTHENTICATION,
            402, Kind.BILLING,
            403, Kind.AUTHENTICATION,
            404, Kind.MODEL_NOT_FOUND,
            408, Kind.TIMEOUT,
            429, Kind.RATE_LIMITED,
            498, Kind.OVERLOADED, // Groq: no capacity in this tier
            501, Kind.UNSUPPORTED,
            503, Kind.OVERLOADED,
            529, Kind.OVERLOADED); // several clouds: overloaded

    /** What vLLM's EngineDeadError says; its type is that of any internal error (vLLM's issue 24495). */
    private static final String ENGINE_DEAD = "EngineCore encountered an issue";

    private static final Pattern STATUS = Pattern.compile("[45]\\d\\d");
    private static final String CONTEXT_PARAM = "input_tokens";

    private final Shown shown;

    Classifier(Shown shown) {
        this.shown = shown;
    }

    /**
     * The failure that an answer tells of.
     *
     * @param status the status; below 300 for an error inside an answer, which may carry a status of its own as its
     *     code
     */
    ModelFailure failure(int status, ServerError error, Headers headers, Instant now) {
        var numbers = ContextNumbers.in(error);
        var kind = byWord(error).or(() -> byContext(status, error, numbers)).orElseGet(() -> byServer(status, error));
        var failure = ModelFailure.of(kind, message(status, error)).with("status", Json.of(status));
        for (var name : new String[] {"code", "type", "param"}) {
            failure = error.fields().get(name).orElse(Json.NULL) instanceof Json.Str text
                    ? failure.with(name, Json.of(shown.line(text.value())))
                    : failure;
        }
        if (kind == Kind.CONTEXT_OVERFLOW && numbers.isPresent()) {
            failure = failure.with("asked", Json.of(numbers.get().asked()))
                    .with("limit", Json.of(numbers.get().limit()));
        }
        var wait = Waits.in(headers, now);
        return wait.isPresent() ? failure.after(wait.get()) : failure;
    }

    private static Optional<Kind> byWord(ServerError error) {
        return error.words().stream()
                .flatMap(word -> Optional.ofNullable(BY_WORD.get(word.toLowerCase(Locale.ROOT))).stream())
                .findFirst();
    }

    private static Optional<Kind> byContext(int status, ServerError error, Optional<ContextNumbers> numbers) {
        var refused = status == 400 || status == 413 || status == 422;
        return refused && (error.param().equals(CONTEXT_PARAM) || numbers.isPresent())
                ? Optional.of(Kind.CONTEXT_OVERFLOW)
                : Optional.empty();
    }

    private static Kind byServer(int status, ServerError error) {
        var kind = byStatus(status, error);
        return kind == Kind.SERVER_FAULT && error.message().startsWith(ENGINE_DEAD) ? Kind.ENGINE_DOWN : kind;
    }

    private static Kind byStatus(int status, ServerError error) {
        if (status < 300) {
            return error.words().stream()
                    .filter(word -> STATUS.matcher(word).matches())
                    .map(word -> byStatus(Integer.parseInt(word), error))
                    .findFirst()
                    .orElse(Kind.SERVER_FAULT);
        }
        var known = BY_STATUS.get(status);
        if (known != null) {
            return known;
        }
        return status >= 500 ? Kind.SERVER_FAULT : Kind.INVALID_REQUEST;
    }

    private String message(int status, ServerError error) {
        var what = error.words().stream()
                .filter(word -> !STATUS.matcher(word).matches())
                .findFirst()
                .map(word -> " (" + shown.line(word) + ")")
                .orElse("");
        var param = error.param().isEmpty() ? "" : ", parameter '" + shown.line(error.param()) + "'";
        var words = error.message().isEmpty() ? "" : ": " + shown.line(error.message());
        return "the server answered with status " + status + what + param + words;
    }
}

package io.naestro.providers.springai;

import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs a call of Spring AI until it ends, its deadline passes or the caller is interrupted. */
final class Calls {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MOST_CAUSES = 20;

    private static final Map<Integer, Kind> BY_STATUS = Map.of(
            401, Kind.AUTHENTICATION,
            402, Kind.BILLING,
            403, Kind.AUTHENTICATION,
            404, Kind.MODEL_NOT_FOUND,
            408, Kind.TIMEOUT,
            429, Kind.RATE_LIMITED,
            503, Kind.OVERLOADED,
            529, Kind.OVERLOADED);

    /** What Spring AI's retry module makes of status codes, which it then only tells in words. */
    private static final Map<String, Kind> BY_NAME = Map.of(
            "org.springframework.ai.retry.TransientAiException", Kind.SERVER_FAULT,
            "org.springframework.ai.retry.NonTransientAiException", Kind.INVALID_REQUEST);

    private Calls() {}

    /** What a call gives, or what its failure is made into. */
    static <T> T run(CallContext context, Callable<T> call, Function<ModelFailure, T> failed) {
        var now = SystemTime.INSTANCE.now();
        var left = context.deadline().isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, context.deadline());
        if (Thread.currentThread().isInterrupted()) {
            return failed.apply(interrupted());
        }
        if (!left.isPositive()) {
            return failed.apply(ModelFailure.of(Kind.TIMEOUT, "the deadline had passed before the request was sent"));
        }
        var task = new FutureTask<>(call);
        Thread.ofVirtual().name("naestro-spring-ai").start(task);
        try {
            return task.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return failed.apply(failure(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (TimeoutException e) {
            return failed.apply(ModelFailure.of(Kind.TIMEOUT, "no answer before the deadline, " + left + " away"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed.apply(interrupted());
        } finally {
            task.cancel(true); // nothing happens where it has ended
        }
    }

    private static ModelFailure interrupted() {
        return ModelFailure.of(Kind.TRANSPORT, "the call was interrupted");
    }

    /**
     * Each client below Spring AI has exceptions of its own. Those of HTTP have a status code, under one of two names.
     * Their words are those of a server and may hold a key that is not known here, so that they are not shown.
     */
    static ModelFailure failure(Throwable thrown) {
        var status =
                causes(thrown).flatMapToInt(cause -> status(cause).stream()).findFirst();
        var words = "Spring AI failed by "
                + causes(thrown)
                        .map(cause -> cause.getClass().getSimpleName())
                        .reduce((one, other) -> one + " / " + other)
                        .orElseThrow();
        return status.isPresent()
                ? ModelFailure.of(byStatus(status.getAsInt()), words).with("status", Json.of(status.getAsInt()))
                : ModelFailure.of(kind(thrown), words);
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES);
    }

    /**
     * {@code statusCode()} of the SDKs of OpenAI and Anthropic, {@code getStatusCode().value()} of Spring's clients.
     */
    private static OptionalInt status(Throwable thrown) {
        return Stream.of("statusCode", "getStatusCode")
                .map(name -> value(thrown, name))
                .map(code -> code instanceof Integer ? code : value(code, "value"))
                .filter(Integer.class::isInstance)
                .mapToInt(Integer.class::cast)
                .findFirst();
    }

    /** What a public method without arguments gives, or the empty text where there is none. */
    private static Object value(Object holder, String method) {
        try {
            return Objects.requireNonNullElse(
                    holder.getClass().getMethod(method).invoke(holder), "");
        } catch (ReflectiveOperationException e) {
            return "";
        }
    }

    private static Kind kind(Throwable thrown) {
        return causes(thrown)
                .flatMap(cause -> switch (cause) {
                    case InterruptedIOException e -> Stream.of(Kind.TIMEOUT);
                    case HttpTimeoutException e -> Stream.of(Kind.TIMEOUT);
                    case IOException e -> Stream.of(Kind.TRANSPORT);
                    default -> Stream.ofNullable(BY_NAME.get(cause.getClass().getName()));
                })
                .reduce((outer, inner) -> inner)
                .orElse(Kind.FAULT);
    }

    private static Kind byStatus(int status) {
        var known = BY_STATUS.get(status);
        return known != null ? known : status >= 500 ? Kind.SERVER_FAULT : Kind.INVALID_REQUEST;
    }
}

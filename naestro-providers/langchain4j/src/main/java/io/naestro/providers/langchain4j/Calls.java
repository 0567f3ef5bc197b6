package io.naestro.providers.langchain4j;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Runs a call of LangChain4j until it ends, its deadline passes or the caller is interrupted. */
final class Calls {
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Map<Integer, Kind> BY_STATUS = Map.of(
            401, Kind.AUTHENTICATION,
            402, Kind.BILLING,
            403, Kind.AUTHENTICATION,
            404, Kind.MODEL_NOT_FOUND,
            408, Kind.TIMEOUT,
            429, Kind.RATE_LIMITED,
            503, Kind.OVERLOADED,
            529, Kind.OVERLOADED);

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
        Thread.ofVirtual().name("naestro-langchain4j").start(task);
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
     * LangChain4j tells failures by the class of its exceptions. Their words are those of a server or of an HTTP
     * client, and may hold a key that is not known here, so that they are not shown.
     */
    static ModelFailure failure(Throwable thrown) {
        var cause = thrown.getCause();
        var failure = ModelFailure.of(
                kind(thrown),
                "LangChain4j failed by " + thrown.getClass().getSimpleName()
                        + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")"));
        var status = thrown instanceof HttpException http ? http : cause;
        return status instanceof HttpException http ? failure.with("status", Json.of(http.statusCode())) : failure;
    }

    private static Kind kind(Throwable thrown) {
        return switch (thrown) {
            case HttpException http -> byStatus(http.statusCode());
            case Exception e when e.getCause() instanceof HttpException http -> byStatus(http.statusCode());
            case AuthenticationException e -> Kind.AUTHENTICATION;
            case ContentFilteredException e -> Kind.FILTERED;
            case ModelNotFoundException e -> Kind.MODEL_NOT_FOUND;
            case InvalidRequestException e -> Kind.INVALID_REQUEST;
            case RateLimitException e -> Kind.RATE_LIMITED;
            case dev.langchain4j.exception.TimeoutException e -> Kind.TIMEOUT;
            case UnsupportedFeatureException e -> Kind.UNSUPPORTED;
            case InternalServerException e -> Kind.SERVER_FAULT;
            case UnresolvedModelServerException e -> Kind.TRANSPORT;
            case Exception e when e.getCause() instanceof IOException -> Kind.TRANSPORT;
            default -> Kind.FAULT;
        };
    }

    private static Kind byStatus(int status) {
        var known = BY_STATUS.get(status);
        return known != null ? known : status >= 500 ? Kind.SERVER_FAULT : Kind.INVALID_REQUEST;
    }
}

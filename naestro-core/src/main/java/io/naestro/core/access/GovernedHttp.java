package io.naestro.core.access;

import io.naestro.core.access.WebExchange.Answer;
import io.naestro.core.access.WebExchange.Elsewhere;
import io.naestro.core.access.WebExchange.Whole;
import io.naestro.json.InputException;
import io.naestro.run.TimeSource;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The hosts of one call: each request and each redirect is put to the guard, then sent by {@link WebExchange}. A
 * request ends when it is answered, at the deadline, or when its thread is interrupted, whatever the other side does.
 */
final class GovernedHttp implements ToolContext.Http {
    private final WebExchange exchange;
    private final AccessGuard guard;
    private final TimeSource time;
    private final Instant deadline;

    GovernedHttp(WebExchange exchange, AccessGuard guard, TimeSource time, Instant deadline) {
        this.exchange = exchange;
        this.guard = guard;
        this.time = time;
        this.deadline = deadline;
    }

    @Override
    public HttpReply send(HttpRequest request) throws IOException {
        var message = WebMessage.of(request);
        for (int hops = 0; ; hops++) {
            guard.check(message.resource(), message::carried);
            switch (exchange(message, request)) {
                case Whole answer -> {
                    return answer.reply();
                }
                case Elsewhere redirect -> message = follow(message, redirect, hops, request.maxRedirects());
            }
        }
    }

    private WebMessage follow(WebMessage message, Elsewhere redirect, int hops, int most) throws IOException {
        if (hops == most) {
            throw new IOException(message.title() + ": more than " + most + " redirects");
        }
        try {
            var next = message.redirected(redirect.status(), redirect.location());
            if (message.address().scheme().equals("https")
                    && next.address().scheme().equals("http")) {
                throw guard.refuse(next.resource(), message.title() + ": redirected from https to http");
            }
            return next;
        } catch (InputException e) {
            throw new IOException(message.title() + ": redirected to " + e.getMessage(), e);
        }
    }

    /**
     * The work is done on a thread of its own, as a thread that waits for a name server or socket cannot be stopped.
     */
    private Answer exchange(WebMessage message, HttpRequest request) throws IOException {
        var left = TimeUnit.NANOSECONDS.convert(Duration.between(time.now(), deadline));
        if (left <= 0) {
            throw late(message);
        }
        var task = new FutureTask<>(() -> exchange.send(message, request.maxBytes(), request.maxRedirects() > 0));
        Thread.ofVirtual().name("naestro-http").start(task);
        try {
            return task.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(message.title() + ": interrupted");
        } catch (ExecutionException e) {
            throw failure(message, Objects.requireNonNull(e.getCause()));
        } finally {
            task.cancel(true);
        }
    }

    private static IOException late(WebMessage message) {
        return new SocketTimeoutException(message.title() + ": no answer before the deadline");
    }

    private IOException failure(WebMessage message, Throwable cause) {
        return switch (cause) {
            case Unsafe unsafe -> throw guard.refuse(message.resource(), message.title() + ": " + unsafe.getMessage());
            case TooLarge large -> new TooLarge(message.title() + ": " + large.getMessage());
            case InterruptedIOException late -> new SocketTimeoutException(message.title() + ": " + late.getMessage());
            case IOException io -> new IOException(message.title() + ": " + io.getMessage(), io);
            default -> throw new IllegalStateException(message.title() + ": the client failed", cause);
        };
    }
}

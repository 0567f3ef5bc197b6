package io.naestro.providers.springai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on loopback that speaks Chat Completions as a test tells it. */
final class Loopback implements AutoCloseable {
    /** What the server does with a request. */
    interface Reply {
        void to(HttpExchange exchange, Json body) throws IOException;
    }

    /** A request as it arrived. */
    record Seen(String method, String path, Map<String, List<String>> headers, Json body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    private Loopback(Reply reply) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                var body = JsonText.parse(exchange.getRequestBody().readAllBytes());
                seen.add(new Seen(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        body));
                reply.to(exchange, body);
            }
        });
        server.start();
    }

    static Loopback replying(Reply reply) {
        return new Loopback(reply);
    }

    static Loopback replying(int status, String body, String... headers) {
        return replying((exchange, request) -> send(exchange, status, body, headers));
    }

    /** A server that takes requests and does not answer until it is closed. */
    static Loopback hanging(Runnable reached) {
        var self = new Loopback[1];
        self[0] = replying((exchange, request) -> {
            reached.run();
            try {
                self[0].closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return self[0];
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    List<Seen> seen() {
        return seen;
    }

    static void send(HttpExchange exchange, int status, String body, String... headers) throws IOException {
        for (var i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
        }
        var bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** The text of the last message of a request. */
    static String lastText(Json body) {
        var messages = (Json.Arr) body.at(Pointer.of("/messages")).orElseThrow();
        return ((Json.Str) messages.items().getLast().at(Pointer.of("/content")).orElseThrow()).value();
    }

    /** A complete answer with a text, as OpenAI's service gives it. */
    static String completion(String text) {
        return JsonText.write(Json.object()
                .with("id", "chatcmpl-1")
                .with("object", "chat.completion")
                .with("created", Json.of(1_700_000_000))
                .with("model", "served-model")
                .with(
                        "choices",
                        Json.array(Json.object()
                                .with("index", Json.of(0))
                                .with(
                                        "message",
                                        Json.object()
                                                .with("role", "assistant")
                                                .with("content", text)
                                                .with("refusal", Json.NULL))
                                .with("finish_reason", "stop")))
                .with(
                        "usage",
                        Json.object()
                                .with("prompt_tokens", Json.of(9))
                                .with("completion_tokens", Json.of(12))
                                .with("total_tokens", Json.of(21))
                                .with("prompt_tokens_details", Json.object().with("cached_tokens", Json.of(4)))
                                .with(
                                        "completion_tokens_details",
                                        Json.object().with("reasoning_tokens", Json.of(5)))));
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

package io.naestro.providers.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.naestro.base.JsonText;
import io.naestro.json.Json;
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

/** A real HTTP server on loopback that says what a test tells it. */
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
                var bytes = exchange.getRequestBody().readAllBytes();
                var body = bytes.length == 0 ? Json.NULL : JsonText.parse(bytes);
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
        return "http://127.0.0.1:" + server.getAddress().getPort();
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

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

package io.naestro.benchmarks.traffic;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on loopback that gives recorded responses, whatever is asked; each has an address of its own. */
final class ReplayServer implements AutoCloseable {
    /** Headers of one connection, and of bodies that are recorded as they were before they were packed. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "keep-alive",
            "transfer-encoding",
            "upgrade",
            "trailer");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private int served;

    ReplayServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.start();
    }

    /** The address, without a slash at its end, below which every request is answered by this response. */
    String serve(Recorded recorded) {
        var path = "/" + ++served;
        server.createContext(path + "/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                answer(exchange, recorded);
            }
        });
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static void answer(HttpExchange exchange, Recorded recorded) throws IOException {
        recorded.headers().stream()
                .filter(header -> !OF_THE_CONNECTION.contains(header.name()))
                .forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        if (recorded.streamed() && recorded.status() < 300) {
            exchange.getResponseHeaders().putIfAbsent("content-type", List.of("text/event-stream"));
        }
        var bytes = recorded.body().toByteArray();
        exchange.sendResponseHeaders(recorded.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

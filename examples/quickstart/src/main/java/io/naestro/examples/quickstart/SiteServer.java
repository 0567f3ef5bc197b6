package io.naestro.examples.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Serves the bundled site on loopback, and nothing else. */
final class SiteServer implements AutoCloseable {
    private static final Set<String> PAGES =
            Set.of("index.html", "about.html", "products.html", "contact.html", "news.html");
    private static final Map<String, String> TYPE = Map.of("Content-Type", "text/html; charset=utf-8");

    private static final byte[] MISSING = "<h1>There is no such page.</h1>".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;

    private SiteServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts to serve.
     *
     * @param port the wanted port; another one is taken when it is in use
     */
    static SiteServer start(int port) throws IOException {
        var server = bind(port);
        server.createContext("/", SiteServer::answer);
        server.start();
        return new SiteServer(server);
    }

    private static HttpServer bind(int port) throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        try {
            return HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (BindException e) {
            return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        }
    }

    /** The address of the first page. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/index.html";
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var name = exchange.getRequestURI().getPath().substring(1);
            var found = PAGES.contains(name);
            var body = found ? page(name) : MISSING;
            TYPE.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(found ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] page(String name) throws IOException {
        try (var resource = SiteServer.class.getResourceAsStream("site/" + name)) {
            return Objects.requireNonNull(resource, name).readAllBytes();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.naestro.examples.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a folder on loopback, as web servers do, and nothing outside it. */
final class SiteServer implements AutoCloseable {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "htm", "text/html; charset=utf-8",
            "txt", "text/plain; charset=utf-8",
            "xml", "application/xml",
            "css", "text/css",
            "js", "text/javascript",
            "svg", "image/svg+xml",
            "png", "image/png",
            "jpg", "image/jpeg",
            "json", "application/json");

    private static final byte[] MISSING = "<h1>There is no such page.</h1>".getBytes(StandardCharsets.UTF_8);

    private final Path root;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private SiteServer(Path root, HttpServer server) {
        this.root = root;
        this.server = server;
    }

    /**
     * Starts to serve.
     *
     * @param root the folder
     * @param port the wanted port; another one is taken when it is in use
     */
    static SiteServer start(Path root, int port) throws IOException {
        var site = new SiteServer(root.toRealPath(), bind(port));
        site.server.createContext("/", site::answer);
        site.server.setExecutor(site.threads);
        site.server.start();
        return site;
    }

    private static HttpServer bind(int port) throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        try {
            return HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (BindException e) {
            return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        }
    }

    /** Where it serves. */
    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var file = file(path);
            var headers = exchange.getResponseHeaders();
            if (file.isEmpty()) {
                headers.set("Content-Type", TYPES.get("html"));
                send(exchange, 404, MISSING);
            } else if (Files.isDirectory(file.get())) {
                headers.set("Location", exchange.getRequestURI().getRawPath() + "/");
                exchange.sendResponseHeaders(301, -1);
            } else {
                var name = file.get().getFileName().toString();
                var ending = name.substring(name.lastIndexOf('.') + 1);
                headers.set("Content-Type", TYPES.getOrDefault(ending, "application/octet-stream"));
                send(exchange, 200, Files.readAllBytes(file.get()));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /**
     * The file of a path, or the folder of a path that lacks its slash; links that lead out of the root are not
     * followed.
     */
    private Optional<Path> file(String path) throws IOException {
        try {
            var file = root.resolve(path.substring(1));
            if (path.endsWith("/")) {
                file = file.resolve("index.html");
            }
            if (Files.isDirectory(file) && !Files.exists(file.resolve("index.html"))) {
                return Optional.empty();
            }
            return Files.exists(file) && file.toRealPath().startsWith(root) ? Optional.of(file) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

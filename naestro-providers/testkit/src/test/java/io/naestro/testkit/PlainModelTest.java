package io.naestro.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.naestro.model.ChatModel;
import io.naestro.model.ModelCard;
import io.naestro.policy.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stranger writes who has a server of their own: a model in thirty lines, held to the contract. */
class PlainModelTest extends ChatModelConformance {
    private static final String KEY = "k-0123456789";

    private final List<HttpServer> servers = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Test
    void has_thirty_lines_and_stands_in_the_docs_as_it_is() throws IOException {
        var source = Files.readString(Path.of("src/test/java/io/naestro/testkit/PlainModel.java"));
        var model = source.substring(source.indexOf("record PlainModel"));
        assertThat(model.lines()).hasSizeLessThanOrEqualTo(30);
        assertThat(Files.readString(Path.of("../../docs/providers.md"))).contains(model);
    }

    @AfterEach
    void stop() {
        closed.countDown();
        servers.forEach(server -> server.stop(0));
    }

    @Override
    protected ChatModel answering(UnaryOperator<String> reply) {
        return model(exchange -> {
            var asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            send(exchange, 200, "text/plain", reply.apply(asked));
        });
    }

    @Override
    protected ChatModel troubledBy(Trouble trouble) {
        return switch (trouble) {
            case WRONG_KEY -> model(exchange -> send(exchange, 401, "text/plain", "wrong key " + KEY));
            case TOO_MANY_REQUESTS -> model(exchange -> send(exchange, 429, "text/plain", "slow down"));
            case BROKEN -> model(exchange -> send(exchange, 500, "text/plain", "oops"));
            case GARBAGE -> model(exchange -> send(exchange, 200, "text/html", "<html>Welcome</html>"));
            case UNREACHABLE -> at(closedPort());
        };
    }

    @Override
    protected ChatModel hanging(Runnable reached) {
        return model(exchange -> {
            reached.run();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    protected String key() {
        return KEY;
    }

    /** Takes an exchange. */
    private interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    private ChatModel model(Reply reply) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                try (exchange) {
                    reply.to(exchange);
                }
            });
            server.start();
            servers.add(server);
            return at(server.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        var body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static ChatModel at(int port) {
        return new PlainModel(
                ModelCard.named("plain").build(),
                URI.create("http://127.0.0.1:" + port),
                Secret.of("key", KEY.toCharArray()));
    }

    private static int closedPort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

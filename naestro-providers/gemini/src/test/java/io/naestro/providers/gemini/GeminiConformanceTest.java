package io.naestro.providers.gemini;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.Residency;
import io.naestro.policy.Secret;
import io.naestro.testkit.ChatModelConformance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** The promises of a model, kept with answers that come whole; {@link StreamingConformanceTest} has them streamed. */
class GeminiConformanceTest extends ChatModelConformance {
    private static final String KEY = "key-conformance-0123456789";
    private static final Pointer LAST_TEXT = Pointer.of("/contents/0/parts/0/text");

    private final List<Loopback> servers = new ArrayList<>();

    @AfterEach
    void closeServers() {
        servers.forEach(Loopback::close);
    }

    boolean streams() {
        return false;
    }

    @Override
    protected ChatModel answering(UnaryOperator<String> reply) {
        return model(Loopback.replying((exchange, body) -> {
            var text = reply.apply(((Json.Str) body.at(LAST_TEXT).orElseThrow()).value());
            if (streams()) {
                Loopback.send(exchange, 200, Samples.stream(text), "Content-Type", "text/event-stream");
            } else {
                Loopback.send(exchange, 200, Samples.answer(text));
            }
        }));
    }

    @Override
    protected ChatModel troubledBy(Trouble trouble) {
        return switch (trouble) {
            case WRONG_KEY ->
                model(Loopback.replying(401, Samples.error("UNAUTHENTICATED", "key " + KEY + " is wrong")));
            case TOO_MANY_REQUESTS -> model(Loopback.replying(429, Samples.error("RESOURCE_EXHAUSTED", "Slow down")));
            case BROKEN -> model(Loopback.replying(500, "<html>Internal Server Error</html>"));
            case GARBAGE -> model(Loopback.replying(200, "<html>Welcome to nginx</html>"));
            case UNREACHABLE -> model(closedPort());
        };
    }

    @Override
    protected ChatModel hanging(Runnable reached) {
        return model(Loopback.hanging(reached));
    }

    @Override
    protected String key() {
        return KEY;
    }

    private ChatModel model(Loopback server) {
        servers.add(server);
        return model(server.url());
    }

    private ChatModel model(String url) {
        return Gemini.with(Secret.of("KEY", KEY.toCharArray()))
                .at(url)
                .model(
                        "m",
                        card -> streams()
                                ? card.residency(Residency.LOCAL).capabilities(Capability.STREAMING)
                                : card.residency(Residency.LOCAL).capabilities());
    }

    private static String closedPort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.naestro.providers.openai;

import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
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
class OpenAiConformanceTest extends ChatModelConformance {
    private static final String KEY = "sk-conformance-0123456789";

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
            var text = reply.apply(Loopback.lastText(body));
            if (streams()) {
                Loopback.send(exchange, 200, Loopback.stream(text), "Content-Type", "text/event-stream");
            } else {
                Loopback.send(exchange, 200, Loopback.completion(text));
            }
        }));
    }

    @Override
    protected ChatModel troubledBy(Trouble trouble) {
        return switch (trouble) {
            case WRONG_KEY ->
                model(Loopback.replying(401, error("Incorrect API key provided: " + KEY, "invalid_api_key")));
            case TOO_MANY_REQUESTS -> model(Loopback.replying(429, error("Slow down", "rate_limit_exceeded")));
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
        return OpenAi.vllm(url)
                .key(Secret.of("KEY", KEY.toCharArray()))
                .model("m", card -> streams() ? card.capabilities(Capability.STREAMING) : card);
    }

    private static String closedPort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String error(String message, String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"x\",\"param\":null,\"code\":\"" + code + "\"}}";
    }
}

package io.naestro.providers.springai;

import io.naestro.model.ChatModel;
import io.naestro.testkit.ChatModelConformance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

class SpringAiConformanceTest extends ChatModelConformance {
    private static final String KEY = "sk-conformance-0123456789";

    private final List<Loopback> servers = new ArrayList<>();

    @AfterEach
    void closeServers() {
        servers.forEach(Loopback::close);
    }

    @Override
    protected ChatModel answering(UnaryOperator<String> reply) {
        return model(Loopback.replying((exchange, body) ->
                Loopback.send(exchange, 200, Loopback.completion(reply.apply(Loopback.lastText(body))))));
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

    private static ChatModel model(String url) {
        return SpringAi.chat("m", SpringAiTest.openAi(url, KEY));
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

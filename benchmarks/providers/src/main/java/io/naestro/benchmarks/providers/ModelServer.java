package io.naestro.benchmarks.providers;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A server that speaks Chat Completions and always gives the same answer: at once, after 200 ms below {@code /slow}, or
 * as 1,000 events when it is asked to stream. It prints its port and lives until its input ends.
 */
public final class ModelServer implements AutoCloseable {
    static final int TOKENS = 1_000;

    private static final int WAIT = 200;
    private static final int MOST_STREAMS = 100_000;
    private static final String TOKEN = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token\"},\"finish_reason\":%s}]}\n\n";
    private static final Buffer PIECE = Buffer.buffer(TOKEN.formatted("null"));
    private static final Buffer LAST = Buffer.buffer(TOKEN.formatted("\"stop\"")
            + "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1000,\"total_tokens\":1009}}\n\ndata: [DONE]\n\n");
    private static final Buffer STREAM =
            Buffer.buffer(TOKEN.formatted("null").repeat(TOKENS - 1)).appendBuffer(LAST);
    private static final Buffer WHOLE = Buffer.buffer("""
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":
            {"role":"assistant","content":"The quick brown fox jumps over the lazy dog, and then it rests a while."},
            "finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":16,"total_tokens":25}}""");

    private final Process process;
    private final int port;

    private ModelServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the server in a process of its own. */
    static ModelServer start() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            var process = new ProcessBuilder(
                            java, "-Xmx1g", "-cp", System.getProperty("java.class.path"), ModelServer.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new ModelServer(
                    process, Integer.parseInt(process.inputReader().readLine()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    @Override
    public void close() {
        process.destroy();
    }

    /**
     * Serves until its input ends.
     *
     * @param args none
     */
    public static void main(String[] args) throws IOException {
        var vertx = Vertx.vertx();
        var options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setHttp2ClearTextEnabled(true)
                .setAcceptBacklog(MOST_STREAMS)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(MOST_STREAMS));
        vertx.createHttpServer(options)
                .requestHandler(request -> request.body()
                        .onSuccess(body -> answer(vertx, request.path(), body.toString(), request.response())))
                .listen()
                .onSuccess(server -> System.out.println(server.actualPort()))
                .onFailure(Throwable::printStackTrace);
        while (System.in.read() >= 0) {
            // until whoever started it is gone
        }
        System.exit(0);
    }

    private static void answer(Vertx vertx, String path, String body, HttpServerResponse response) {
        if (path.startsWith("/slow")) {
            vertx.setTimer(WAIT, timer -> whole(response));
        } else if (body.toLowerCase(Locale.ROOT).contains("\"stream\":true")) {
            stream(response.putHeader("Content-Type", "text/event-stream"), path.startsWith("/tokens"));
        } else {
            whole(response);
        }
    }

    /** All tokens in one write, or each by itself, as servers do that make them one after the other. */
    private static void stream(HttpServerResponse response, boolean eachByItself) {
        if (!eachByItself) {
            response.end(STREAM);
            return;
        }
        response.setChunked(true);
        for (int i = 1; i < TOKENS; i++) {
            response.write(PIECE);
        }
        response.end(LAST);
    }

    private static void whole(HttpServerResponse response) {
        if (!response.closed()) {
            response.putHeader("Content-Type", "application/json").end(WHOLE);
        }
    }
}

package io.naestro.house.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A server of its own on loopback that speaks Chat Completions, or fails as its plan says, and keeps a list of what
 * arrived. It works on bare sockets, so that a reset is one.
 */
final class Endpoint implements AutoCloseable {
    /** Says how a request is answered; {@code sent} is how often it came here before. */
    interface Plan {
        Fault of(String request, int sent);
    }

    /** A request that arrived, what was done with it, and when that was, in nanoseconds. */
    record Seen(String endpoint, String request, Fault fault, long arrived, long answered) {}

    private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");
    private static final Pattern ID = Pattern.compile("request-(\\d+)-");
    private static final String ANSWER = """
            {"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop",\
            "message":{"role":"assistant","content":"done"}}],\
            "usage":{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11}}""";

    private final String name;
    private final Plan plan;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    Endpoint(String name, Plan plan) {
        this.name = name;
        this.plan = plan;
        try {
            socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String name() {
        return name;
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    /** What arrived, in the order of the answers. */
    List<Seen> seen() {
        return seen;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try {
                var connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            var head = head(in);
            if (head.startsWith("GET /health")) {
                answer(connection, "200 OK", "", "");
                return;
            }
            var length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
            var body = length.find() ? new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8) : "";
            var id = ID.matcher(body);
            if (id.find()) {
                chat(connection, in, id.group(1));
            } else {
                answer(connection, "404 Not Found", "", "");
            }
        } catch (IOException e) {
            // the client has gone, which is its right
        }
    }

    private void chat(Socket connection, InputStream in, String request) throws IOException {
        var arrived = System.nanoTime();
        var before = (int)
                seen.stream().filter(other -> other.request().equals(request)).count();
        var fault = plan.of(request, before);
        // Said before the answer is out, so that nobody who has the answer misses it here.
        seen.add(new Seen(name, request, fault, arrived, System.nanoTime()));
        switch (fault) {
            case NONE -> answer(connection, "200 OK", "", ANSWER);
            case LIMITED ->
                answer(
                        connection,
                        "429 Too Many Requests",
                        "Retry-After: 1\r\n",
                        "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}");
            case OVERLOADED -> answer(connection, "503 Service Unavailable", "", "<html>try later</html>");
            case RESET -> reset(connection);
            case LYING -> answer(connection, "200 OK", "", "{\"error\":{\"message\":\"worker died\",\"code\":500}}");
            case SLOW -> {
                var unused = in.read(); // until the client gives up
            }
            case DEAD ->
                answer(
                        connection,
                        "500 Internal Server Error",
                        "",
                        "{\"error\":{\"message\":\"EngineDeadError\",\"type\":\"InternalServerError\",\"code\":500}}");
            case UNPAID ->
                answer(
                        connection,
                        "429 Too Many Requests",
                        "",
                        "{\"error\":{\"message\":\"no credit\",\"code\":\"insufficient_quota\"}}");
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void reset(Socket connection) throws IOException {
        write(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\":");
        connection.setSoLinger(true, 0); // closing sends RST instead of FIN
    }

    private static void answer(Socket connection, String status, String headers, String body) throws IOException {
        write(
                connection,
                "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\n" + headers
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(ISO_8859_1));
        connection.getOutputStream().flush();
    }
}

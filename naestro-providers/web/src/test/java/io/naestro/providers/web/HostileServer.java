package io.naestro.providers.web;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

/** A site on loopback that does everything wrong that a site can do wrong on the wire. */
final class HostileServer implements AutoCloseable {
    private static final String START = "<!doctype html><title>Hostile</title>"
            + "<a href=/broken>a</a><a href=/loop>b</a><a href=/huge>c</a><a href=/endless>d</a><a href=/silent>e</a>"
            + "<a href=/reset>f</a><a href=/bomb>g</a><a href=/calendar/1>h</a><a href=/charset>i</a><a href=/links>j</a>"
            + "<a href=/deep>k</a><a href=/header>l</a><a href=/drip>m</a><a href='http://127.0.0.1:1/else'>n</a>";

    private final ServerSocket socket;
    private final CountDownLatch closed = new CountDownLatch(1);

    HostileServer() throws IOException {
        socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/";
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            var path = in.readLine().split(" ", -1)[1];
            while (!in.readLine().isEmpty()) {
                // the header fields of the request
            }
            answer(path, client, client.getOutputStream());
        } catch (IOException | InterruptedException e) {
            // the other side had enough
        }
    }

    private void answer(String path, Socket client, OutputStream out) throws IOException, InterruptedException {
        switch (path.replaceFirst("/calendar/.*", "/calendar")) {
            case "/" -> html(out, START.getBytes(StandardCharsets.UTF_8));
            case "/broken" ->
                html(out, "<table><p></b><a href='<<<'><script>".repeat(2_000).getBytes(StandardCharsets.UTF_8));
            case "/loop" -> head(out, "301 Moved", "Location: /pool\r\nContent-Length: 0\r\n");
            case "/pool" -> head(out, "301 Moved", "Location: /loop\r\nContent-Length: 0\r\n");
            case "/huge" -> html(out, "<p>x</p>".repeat(1_300_000).getBytes(StandardCharsets.US_ASCII));
            case "/endless" -> endless(out);
            case "/silent" -> closed.await();
            case "/reset" -> client.setSoLinger(true, 0);
            case "/bomb" -> bomb(out);
            case "/calendar" -> html(out, next(path));
            case "/charset" -> {
                head(out, "200 OK", "Content-Type: text/html; charset=utf-16\r\nConnection: close\r\n");
                out.write("<p>nothing of this is UTF-16".getBytes(StandardCharsets.UTF_8));
            }
            case "/links" -> html(out, links());
            case "/deep" -> html(out, "<div>".repeat(200_000).getBytes(StandardCharsets.US_ASCII));
            case "/header" ->
                out.write(("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1 << 20)).getBytes(StandardCharsets.US_ASCII));
            case "/drip" -> {
                head(out, "200 OK", "Content-Type: text/html\r\nContent-Length: 100\r\n");
                out.write('<');
                out.flush();
                closed.await();
            }
            default -> head(out, "404 Not Found", "Content-Length: 0\r\n");
        }
    }

    private static void head(OutputStream out, String status, String fields) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\n" + fields + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void html(OutputStream out, byte[] body) throws IOException {
        head(out, "200 OK", "Content-Type: text/html; charset=utf-8\r\nContent-Length: " + body.length + "\r\n");
        out.write(body);
    }

    private static void endless(OutputStream out) throws IOException {
        head(out, "200 OK", "Content-Type: text/html\r\nConnection: close\r\n");
        var piece = "<p>and so on</p>".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
        while (true) {
            out.write(piece);
        }
    }

    /** A hundred MiB in some hundred KB. */
    private static void bomb(OutputStream out) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 100; i++) {
                gzip.write(new byte[1 << 20]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        head(
                out,
                "200 OK",
                "Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n");
        packed.writeTo(out);
    }

    private static byte[] next(String path) {
        var day = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)) + 1;
        return ("<title>Day</title><a href=/calendar/" + day + ">Tomorrow</a><a href=/calendar/" + (day * 31)
                        + ">Next month</a>")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] links() {
        var text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append("<a href='https://else.test/").append(i).append("'>link</a> ");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
    }
}

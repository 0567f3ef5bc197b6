package io.naestro.providers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** A server on a plain socket, for what no HTTP server would do. */
final class RawServer implements AutoCloseable {
    /** What is said on a connection after a request was read. */
    interface Talk {
        void talk(Socket socket) throws IOException;
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    RawServer(Talk talk) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(() -> accept(talk));
    }

    private void accept(Talk talk) {
        while (true) {
            try {
                var socket = server.accept();
                threads.execute(() -> serve(socket, talk));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket, Talk talk) {
        try (socket) {
            while (readRequest(socket.getInputStream())) {
                talk.talk(socket);
            }
        } catch (IOException e) {
            // the other side went away
        }
    }

    /** Reads one request; false when the connection was closed instead. */
    private static boolean readRequest(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            var next = in.read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        var length = LENGTH.matcher(head);
        in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return true;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}

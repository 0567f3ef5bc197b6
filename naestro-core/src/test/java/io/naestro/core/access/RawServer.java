package io.naestro.core.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that speaks whatever a test wants. */
final class RawServer implements AutoCloseable {
    final AtomicInteger connections = new AtomicInteger();
    /** Counted down when the other side has gone away. */
    final CountDownLatch gone = new CountDownLatch(1);
    /** Counted down when a whole request head has come. */
    final CountDownLatch reached = new CountDownLatch(1);

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    /** Speaks with one client, whose request head was read. */
    @FunctionalInterface
    interface Talk {
        void with(Socket client) throws IOException;
    }

    RawServer(Talk talk) throws IOException {
        Thread.ofVirtual().start(() -> accept(talk));
    }

    String url(String path) {
        return "http://localhost:" + socket.getLocalPort() + path;
    }

    private void accept(Talk talk) {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> talk(talk, client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void talk(Talk talk, Socket client) {
        try (client) {
            readHead(client);
            reached.countDown();
            talk.with(client);
        } catch (IOException e) {
            gone.countDown();
        }
    }

    private static void readHead(Socket client) throws IOException {
        var in = client.getInputStream();
        int newlines = 0;
        while (newlines < 2) {
            int c = in.read();
            if (c < 0) {
                throw new SocketException("gone");
            }
            newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
        }
    }

    /** Waits until the other side goes away. */
    static void awaitEnd(Socket client) throws IOException {
        if (client.getInputStream().read() < 0) {
            throw new SocketException("gone");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

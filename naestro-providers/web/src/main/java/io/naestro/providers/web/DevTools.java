package io.naestro.providers.web;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.run.TimeSource;
import io.naestro.tool.TooLarge;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a browser by the Chrome DevTools Protocol 1.3
 * ({@code https://chromedevtools.github.io/devtools-protocol}) over a pipe: each message is a JSON object, ended by a
 * NUL. Messages are read on a thread of their own, so that waiting has an end; everything else is for one thread, but
 * for {@link #tell}.
 */
final class DevTools {
    private static final int MOST_BYTES = 32 << 20;
    private static final Limits MESSAGE = new Limits(MOST_BYTES, 128, 1_000, MOST_BYTES, 1_000_000);

    private final OutputStream hears;
    private final TimeSource time;
    private final Instant end;
    private final Listener listener;
    private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
    private long sent;

    /**
     * Something that happened.
     *
     * @param session the target that it happened in; empty for the browser
     * @param method what happened
     * @param params what is told of it
     */
    record Event(String session, String method, Json.Obj params) {
        /** A text by its path; empty where there is none. */
        String text(String... path) {
            return DevTools.text(params, path);
        }
    }

    /** Whoever is told of events. */
    @FunctionalInterface
    interface Listener {
        void happened(Event event) throws IOException;
    }

    private sealed interface Said {
        record Message(Json.Obj json) implements Said {}

        record Over(IOException why) implements Said {}
    }

    /**
     * A connection.
     *
     * @param says what the browser says; read by a thread that ends with it
     * @param hears what it hears
     * @param time tells how much time is left
     * @param end when to wait no longer
     * @param listener told of events while somebody waits
     */
    DevTools(InputStream says, OutputStream hears, TimeSource time, Instant end, Listener listener) {
        this.hears = hears;
        this.time = time;
        this.end = end;
        this.listener = listener;
        Thread.ofVirtual().name("naestro-browser").start(() -> read(new BufferedInputStream(says)));
    }

    /**
     * Asks for something and waits for the answer.
     *
     * @param session the target; empty for the browser
     * @param method what to do
     * @param params how
     * @throws IOException if the browser refuses or is gone, or the time is over
     */
    Json.Obj call(String session, String method, Json.Obj params) throws IOException {
        var id = Json.of(send(session, method, params));
        while (true) {
            var message = next(end);
            if (message == null) {
                throw new InterruptedIOException("the browser did not answer " + method + " in time");
            }
            if (message.get("id").equals(Optional.of(id))) {
                return answer(method, message);
            }
            dispatch(message);
        }
    }

    private static Json.Obj answer(String method, Json.Obj message) throws IOException {
        var result = message.get("result").orElse(Json.NULL);
        if (result instanceof Json.Obj answer) {
            return answer;
        }
        throw new IOException("the browser refuses " + method + ": " + text(message, "error", "message"));
    }

    /** Asks for something without waiting for an answer. From any thread. */
    void tell(String session, String method, Json.Obj params) throws IOException {
        send(session, method, params);
    }

    /**
     * Waits until something is so.
     *
     * @param done told of each event before it is asked
     * @param most how long to wait
     * @return whether it is so
     */
    boolean await(BooleanSupplier done, Duration most) throws IOException {
        var last = time.now().plus(most);
        var until = last.isBefore(end) ? last : end;
        while (!done.getAsBoolean()) {
            var message = next(until);
            if (message == null) {
                return false;
            }
            dispatch(message);
        }
        return true;
    }

    private void dispatch(Json.Obj message) throws IOException {
        var method = text(message, "method");
        if (!method.isEmpty()) {
            var params = message.get("params").orElse(Json.NULL) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
            listener.happened(new Event(text(message, "sessionId"), method, params));
        }
    }

    private synchronized long send(String session, String method, Json.Obj params) throws IOException {
        var message = Json.object().with("id", ++sent).with("method", method).with("params", params);
        var addressed = session.isEmpty() ? message : message.with("sessionId", session);
        hears.write(JsonText.write(addressed).getBytes(StandardCharsets.UTF_8));
        hears.write(0);
        hears.flush();
        return sent;
    }

    private Json.@Nullable Obj next(Instant until) throws IOException {
        try {
            var left = Math.max(0, TimeUnit.NANOSECONDS.convert(Duration.between(time.now(), until)));
            return switch (said.poll(left, TimeUnit.NANOSECONDS)) {
                case null -> null;
                case Said.Message message -> message.json();
                case Said.Over over -> throw over.why();
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the browser");
        }
    }

    /** Reads until the browser is gone; it is when the dialogue with it is over. What is said has a limit there. */
    private void read(InputStream says) {
        try {
            while (true) {
                said.add(new Said.Message(message(says)));
            }
        } catch (IOException e) {
            said.add(new Said.Over(e));
        }
    }

    private static Json.Obj message(InputStream says) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var one = says.read(); one != 0; one = says.read()) {
            if (one < 0) {
                throw new EOFException("the browser ended");
            }
            if (bytes.size() == MOST_BYTES) {
                throw new TooLarge("the browser sent a message of more than " + MOST_BYTES + " bytes");
            }
            bytes.write(one);
        }
        try {
            if (JsonText.parse("message of the browser", bytes.toByteArray(), MESSAGE) instanceof Json.Obj message) {
                return message;
            }
            throw new IOException("the browser sent something else than a message");
        } catch (InputException e) {
            throw new IOException("the browser sent something else than a message", e);
        }
    }

    /** A text in an object by its path; empty where there is none. */
    static String text(Json.Obj object, String... path) {
        Json here = object;
        for (var name : path) {
            here = here instanceof Json.Obj inside ? inside.get(name).orElse(Json.NULL) : Json.NULL;
        }
        return here instanceof Json.Str text ? text.value() : "";
    }
}

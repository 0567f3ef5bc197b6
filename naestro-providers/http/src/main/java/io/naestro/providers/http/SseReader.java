package io.naestro.providers.http;

import java.io.IOException;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events. Source: "Server-sent events", section 9.2.6, html.spec.whatwg.org; but an event that the
 * stream ends in is given, since some servers leave the last empty line out. Lines end with a line feed, which a
 * carriage return may precede. Bytes are decoded line by line, so that no character is ever cut.
 */
final class SseReader {
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final byte LINE_FEED = '\n';
    private static final String DATA = "data";
    private static final String EVENT = "event";

    private final BufferedSource source;
    private final long most;
    private final Runnable beforeWaiting;
    private long read;
    private boolean first = true;

    /**
     * A reader.
     *
     * @param source the bytes
     * @param most the most bytes that it takes
     * @param beforeWaiting done whenever all that arrived was read and the rest has to be waited for
     */
    SseReader(BufferedSource source, long most, Runnable beforeWaiting) {
        this.source = source;
        this.most = most;
        this.beforeWaiting = beforeWaiting;
    }

    /** An event. */
    record Event(String name, String data) {}

    /** Thrown when a stream is longer than what is taken. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The next event with data, or null at the end of the stream. */
    @Nullable Event next() throws IOException {
        var name = "";
        String data = null;
        for (var line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (data != null) {
                    return new Event(name, data);
                }
                name = "";
            } else if (isField(line, DATA)) {
                var value = value(line, DATA);
                data = data == null ? value : data + '\n' + value;
            } else if (isField(line, EVENT)) {
                name = value(line, EVENT);
            }
        }
        return data == null ? null : new Event(name, data);
    }

    private @Nullable String line() throws IOException {
        if (source.getBuffer().indexOf(LINE_FEED) < 0) {
            beforeWaiting.run();
        }
        var left = most - read;
        var end = source.indexOf(LINE_FEED, 0, left + 1);
        if (end < 0 && source.request(left + 1)) {
            throw new TooLarge();
        }
        var line = source.readUtf8Line();
        if (line == null) {
            return null;
        }
        read += end < 0 ? left : end + 1; // without a line feed it was the last line
        var text = first && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
        first = false;
        return text;
    }

    private static boolean isField(String line, String name) {
        return line.startsWith(name) && (line.length() == name.length() || line.charAt(name.length()) == ':');
    }

    private static String value(String line, String name) {
        var start = name.length() + 1;
        return line.startsWith(" ", start) ? line.substring(start + 1) : line.substring(Math.min(start, line.length()));
    }
}

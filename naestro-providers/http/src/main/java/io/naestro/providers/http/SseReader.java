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

    private final BufferedSource source;
    private final long most;
    private long read;
    private boolean first = true;

    /** A reader that takes at most so many bytes. */
    SseReader(BufferedSource source, long most) {
        this.source = source;
        this.most = most;
    }

    /** An event. */
    record Event(String name, String data) implements Transport.Arrived {}

    /** Thrown when a stream is longer than what is taken. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The next event with data, or null at the end of the stream. */
    @Nullable Event next() throws IOException {
        var name = "";
        StringBuilder data = null;
        for (var line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (data != null) {
                    return new Event(name, data.toString());
                }
                name = "";
            } else if (field(line).equals("data")) {
                data = data == null ? new StringBuilder() : data.append('\n');
                data.append(value(line));
            } else if (field(line).equals("event")) {
                name = value(line);
            }
        }
        return data == null ? null : new Event(name, data.toString());
    }

    private @Nullable String line() throws IOException {
        var left = most - read;
        var end = source.indexOf((byte) '\n', 0, left + 1);
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

    private static String field(String line) {
        var colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    private static String value(String line) {
        var colon = line.indexOf(':');
        var value = colon < 0 ? "" : line.substring(colon + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }
}

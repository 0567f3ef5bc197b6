package io.naestro.providers.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events. Source: "Server-sent events", section 9.2.6, html.spec.whatwg.org; but an event that the
 * stream ends in is given, since some servers leave the last empty line out.
 *
 * @param lines the lines of the stream
 */
record SseReader(Lines lines) implements EventReader {
    private static final String DATA = "data";
    private static final String EVENT = "event";

    /** The next event with data, or null at the end of the stream. */
    @Override
    public @Nullable Event next() throws IOException {
        var name = "";
        String data = null;
        for (var line = lines.next(); line != null; line = lines.next()) {
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

    private static boolean isField(String line, String name) {
        return line.startsWith(name) && (line.length() == name.length() || line.charAt(name.length()) == ':');
    }

    private static String value(String line, String name) {
        var start = name.length() + 1;
        return line.startsWith(" ", start) ? line.substring(start + 1) : line.substring(Math.min(start, line.length()));
    }
}

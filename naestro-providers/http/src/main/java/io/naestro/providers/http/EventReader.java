package io.naestro.providers.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the events of a stream, in whichever form they come. */
@FunctionalInterface
interface EventReader {

    /**
     * An event.
     *
     * @param name its name, or empty
     * @param data what it holds
     */
    record Event(String name, String data) {}

    /** The next event, or null at the end of the stream. */
    @Nullable Event next() throws IOException;

    /** Events that are a line of JSON each (newline-delimited JSON); empty lines are passed over. */
    static EventReader ofJsonLines(Lines lines) {
        return () -> {
            var line = lines.next();
            while (line != null && line.isBlank()) {
                line = lines.next();
            }
            return line == null ? null : new Event("", line);
        };
    }
}

package io.naestro.providers.http;

import java.io.IOException;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of UTF-8, which end with a line feed that a carriage return may precede. Bytes are decoded line by line,
 * so that no character is ever cut. A byte order mark at the start is left out.
 */
final class Lines {
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final byte LINE_FEED = '\n';

    private final BufferedSource source;
    private final long most;
    private final Runnable beforeWaiting;
    private long read;
    private boolean first = true;

    /**
     * Lines.
     *
     * @param source the bytes
     * @param most the most bytes that are taken
     * @param beforeWaiting done whenever all that arrived was read and the rest has to be waited for
     */
    Lines(BufferedSource source, long most, Runnable beforeWaiting) {
        this.source = source;
        this.most = most;
        this.beforeWaiting = beforeWaiting;
    }

    /** Thrown when there is more than what is taken. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The next line, or null at the end. */
    @Nullable String next() throws IOException {
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
}

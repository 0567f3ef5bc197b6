package io.naestro.base;

import io.naestro.base.LogStorage.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the records of one segment through a buffer, so that memory is bounded by the buffer and one record. */
final class LogWindow {
    private static final int BUFFER = 64 * 1024;

    /**
     * A record that was found good.
     *
     * @param payload its payload
     * @param durable how far the log was durable when it was written
     * @param next the position behind it
     */
    record Found(byte[] payload, long durable, long next) {}

    private final LogFile file;
    private final long base;
    private final long end;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long bufferAt;

    /** Reads from the segment that begins at {@code base}, up to the position {@code end}. */
    LogWindow(LogFile file, long base, long end) {
        this.file = file;
        this.base = base;
        this.end = end;
    }

    /** The record at a position, or null when there is no good one. */
    @Nullable Found at(long position) throws IOException {
        if (end - position < LogFrame.HEADER) {
            return null;
        }
        var header = bytes(position, LogFrame.HEADER);
        var length = header.getInt();
        var checksum = header.getInt();
        var durable = header.getLong();
        var plausible =
                length >= 0 && length <= end - position - LogFrame.HEADER && durable >= 0 && durable <= position;
        if (!plausible) {
            return null;
        }
        var payload = new byte[length];
        bytes(position + LogFrame.HEADER, length).get(payload);
        return LogFrame.checksum(position, durable, payload, 0, length) == checksum
                ? new Found(payload, durable, position + LogFrame.HEADER + length)
                : null;
    }

    /** Whether a good record behind a position proves that the log was once durable beyond that position. */
    boolean provesDurable(long position) throws IOException {
        for (long next = position + 1; next < end; next++) {
            var found = at(next);
            if (found != null && found.durable() > position) {
                return true;
            }
        }
        return false;
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        if (position < bufferAt || position + length > bufferAt + buffer.limit()) {
            var fresh = new byte[(int) Math.min(Math.max(length, BUFFER), end - position)];
            var count = file.read(position - base, fresh);
            if (count < length) {
                throw new IOException("the file ends at byte " + (position - base + count) + " while it is read");
            }
            buffer = ByteBuffer.wrap(fresh, 0, count);
            bufferAt = position;
        }
        return buffer.slice((int) (position - bufferAt), length);
    }
}

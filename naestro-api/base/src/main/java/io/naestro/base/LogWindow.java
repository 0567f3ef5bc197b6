package io.naestro.base;

import io.naestro.base.LogStorage.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the frames of one segment through a buffer, so that memory is bounded by the buffer and one record. */
final class LogWindow {
    /** Enough to read a segment through. */
    static final int THROUGH = 64 * 1024;

    /** Enough for one record of the usual size. */
    static final int ONE = 2 * 1024;

    private static final byte[] NOTHING = new byte[0];

    /**
     * A frame that was found good.
     *
     * @param payload the payload of a record; null for a seal or a gap
     * @param durable how far the log was durable when it was written
     * @param next the position behind it
     * @param seal whether it is a seal
     */
    record Found(byte @Nullable [] payload, long durable, long next, boolean seal) {}

    private final LogFile file;
    private final long base;
    private final long end;
    private final int size;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long bufferAt;

    /** Reads from the segment that begins at {@code base}, up to the position {@code end}. */
    LogWindow(LogFile file, long base, long end, int size) {
        this.file = file;
        this.base = base;
        this.end = end;
        this.size = size;
    }

    /** The frame at a position, or null when there is no good one. */
    @Nullable Found at(long position) throws IOException {
        return at(position, 0);
    }

    /** Whether a good frame behind a position proves that the log was once durable beyond that position. */
    boolean provesDurable(long position, long upTo) throws IOException {
        for (long next = position + 1; next < upTo; next++) {
            if (at(next, position + 1) != null) {
                return true;
            }
        }
        return false;
    }

    /** The position behind the last byte that is not zero, at or behind a position. */
    long lastWritten(long position) throws IOException {
        var last = position;
        for (long at = position; at < end; at += Math.min(THROUGH, end - at)) {
            var chunk = bytes(at, (int) Math.min(THROUGH, end - at));
            for (int i = 0; i < chunk.limit(); i++) {
                last = chunk.get(i) != 0 ? at + i + 1 : last;
            }
        }
        return last;
    }

    private @Nullable Found at(long position, long leastDurable) throws IOException {
        if (end - position < LogFrame.HEADER) {
            return null;
        }
        var header = bytes(position, LogFrame.HEADER);
        var length = header.getInt();
        var checksum = header.getInt();
        var durable = header.getLong();
        var behind = LogFrame.behindHeader(length);
        var plausible = behind >= 0
                && behind <= end - position - LogFrame.HEADER
                && durable >= leastDurable
                && durable <= position;
        if (!plausible) {
            return null;
        }
        var payload = NOTHING;
        if (length > 0) {
            payload = new byte[length];
            bytes(position + LogFrame.HEADER, length).get(payload);
        }
        return LogFrame.checksum(position, length, durable, payload) == checksum
                ? new Found(
                        length < 0 ? null : payload,
                        durable,
                        position + LogFrame.HEADER + behind,
                        length == LogFrame.SEAL)
                : null;
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        if (position < bufferAt || position + length > bufferAt + buffer.limit()) {
            var fresh = new byte[(int) Math.min(Math.max(length, size), end - position)];
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

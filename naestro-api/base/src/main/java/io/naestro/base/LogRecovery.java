package io.naestro.base;

import io.naestro.base.LogStorage.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings a log that was not closed back to its last good record. Only the last segment may have a torn tail, because a
 * segment is made durable before the next one begins. Bytes are dropped only when nothing proves that they were durable
 * once; else the log is refused as corrupt.
 */
final class LogRecovery {
    private final Path store;
    private final LogStorage storage;

    LogRecovery(Path store, LogStorage storage) {
        this.store = store;
        this.storage = storage;
    }

    /** Checks that the log begins at 0, and that every segment has its header and ends where the next one begins. */
    void checkChain(List<LogSegment> segments) throws IOException {
        if (!segments.isEmpty() && segments.getFirst().base() != 0) {
            throw corrupt(segments.getFirst(), segments.getFirst().base(), "the segments before it are missing");
        }
        for (int i = 0; i + 1 < segments.size(); i++) {
            var segment = segments.get(i);
            try (var file = storage.open(segment.file())) {
                if (!hasHeader(segment, file)) {
                    throw corrupt(segment, segment.base(), "its header is damaged");
                }
                var end = segment.base() + file.length();
                if (end != segments.get(i + 1).base()) {
                    throw corrupt(
                            segment,
                            end,
                            "the next segment begins at " + segments.get(i + 1).base());
                }
            }
        }
    }

    /**
     * What was found in the last segment.
     *
     * @param end the position behind its last good frame
     * @param dropped how many bytes of a torn tail were cut off
     * @param sealed whether its last frame is a seal
     */
    record Repaired(long end, long dropped, boolean sealed) {}

    /** Repairs the last segment: a torn tail is cut off, and so is room that was never used. */
    Repaired repair(LogSegment segment, LogFile file) throws IOException {
        var end = segment.base() + file.length();
        var window = new LogWindow(file, segment.base(), end, LogWindow.THROUGH);
        if (!hasHeader(segment, file)) {
            return new Repaired(segment.base() + LogSegment.HEADER, rewriteHeader(segment, file, window), false);
        }
        var position = segment.base() + LogSegment.HEADER;
        var sealed = false;
        for (var found = window.at(position); found != null; found = window.at(position)) {
            position = found.next();
            sealed = found.seal();
        }
        if (position == end) {
            return new Repaired(end, 0, sealed);
        }
        var written = window.lastWritten(position);
        if (window.provesDurable(position, written)) {
            throw corrupt(segment, position, "records behind it prove that it was stored");
        }
        file.resize(position - segment.base());
        file.sync();
        return new Repaired(position, written - position, sealed);
    }

    /**
     * A header is durable before anything is written behind it, so only a file that is no longer than a header was left
     * by a crash. Any other is damaged, or is no segment at all, and must not be touched.
     */
    private long rewriteHeader(LogSegment segment, LogFile file, LogWindow window) throws IOException {
        if (file.length() > LogSegment.HEADER) {
            throw corrupt(segment, segment.base(), "its header is damaged");
        }
        var written = window.lastWritten(segment.base());
        file.resize(0);
        file.write(0, segment.header(), LogSegment.HEADER);
        file.sync();
        return written - segment.base();
    }

    private boolean hasHeader(LogSegment segment, LogFile file) throws IOException {
        var header = new byte[LogSegment.HEADER];
        if (file.read(0, header) < header.length || !segment.isHeader(header)) {
            return false;
        }
        var version = LogSegment.version(header);
        if (version != LogSegment.VERSION) {
            throw new LogFailure(
                    LogFailure.Kind.UNSUPPORTED,
                    "the store " + store + " has format version " + version + "; this release reads version "
                            + LogSegment.VERSION,
                    null);
        }
        return true;
    }

    private LogFailure corrupt(LogSegment segment, long position, String reason) {
        return new LogFailure(
                LogFailure.Kind.CORRUPT,
                "the store " + store + " is damaged in " + segment.file().getFileName() + " at position " + position
                        + ": " + reason + "; restore it from a backup",
                null);
    }
}

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

    /** Checks that every segment has its header and ends where the next one begins. */
    void checkChain(List<LogSegment> segments) throws IOException {
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

    /** Repairs the last segment and answers how many bytes were dropped. */
    long repair(LogSegment segment, LogFile file) throws IOException {
        var end = segment.base() + file.length();
        var window = new LogWindow(file, segment.base(), end);
        if (!hasHeader(segment, file)) {
            return rewriteHeader(segment, file);
        }
        var position = segment.base() + LogSegment.HEADER;
        for (var found = window.at(position); found != null; found = window.at(position)) {
            position = found.next();
        }
        if (position == end) {
            return 0;
        }
        if (window.provesDurable(position)) {
            throw corrupt(segment, position, "records behind it prove that it was stored");
        }
        file.truncate(position - segment.base());
        file.sync();
        return end - position;
    }

    /** A header is durable before the first record is written, so in a longer file the header was damaged. */
    private long rewriteHeader(LogSegment segment, LogFile file) throws IOException {
        var length = file.length();
        if (length > LogSegment.HEADER) {
            throw corrupt(segment, segment.base(), "its header is damaged");
        }
        file.truncate(0);
        file.write(0, segment.header());
        file.sync();
        return length;
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

package io.naestro.base;

import io.naestro.base.LogStorage.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongPredicate;

/**
 * Copies a segment without the records that are no longer wanted. Every frame stays at its position; where frames are
 * left out, a gap stands, whose bytes are never written and take no room on file systems that keep holes.
 */
final class LogCopy {
    private final LogFile from;
    private final LogSegment segment;
    private final LogFile to;

    LogCopy(LogFile from, LogSegment segment, LogFile to) {
        this.from = from;
        this.segment = segment;
        this.to = to;
    }

    /** How many bytes of the records up to a position are not wanted. */
    static long unwanted(LogFile from, LogSegment segment, long end, LongPredicate wanted) throws IOException {
        long unwanted = 0;
        var window = new LogWindow(from, segment.base(), end, LogWindow.THROUGH);
        for (var at = segment.base() + LogSegment.HEADER; at < end; ) {
            var found = good(window, segment, at);
            unwanted += found.payload() != null && !wanted.test(at) ? found.next() - at : 0;
            at = found.next();
        }
        return unwanted;
    }

    /** Copies up to a position and makes the copy durable. */
    void upTo(long end, LongPredicate wanted) throws IOException {
        to.write(0, segment.header(), LogSegment.HEADER);
        var window = new LogWindow(from, segment.base(), end, LogWindow.THROUGH);
        var gap = -1L;
        for (var at = segment.base() + LogSegment.HEADER; at < end; ) {
            var found = good(window, segment, at);
            var payload = found.payload();
            if (payload != null && wanted.test(at)) {
                fill(gap, at);
                gap = -1;
                var frame = ByteBuffer.allocate(LogFrame.HEADER + payload.length);
                LogFrame.put(frame, at, found.durable(), payload);
                to.write(at - segment.base(), frame.array(), frame.capacity());
            } else {
                gap = gap < 0 ? at : gap; // a seal proves nothing any more, so it goes as well
            }
            at = found.next();
        }
        fill(gap, end);
        to.resize(end - segment.base());
        to.sync();
    }

    private void fill(long gap, long end) throws IOException {
        if (gap >= 0) {
            to.write(gap - segment.base(), LogFrame.gap(gap, (int) (end - gap)), LogFrame.HEADER);
        }
    }

    private static LogWindow.Found good(LogWindow window, LogSegment segment, long at) throws IOException {
        var found = window.at(at);
        if (found == null) {
            throw new IOException(segment.file().getFileName() + " is damaged at position " + at);
        }
        return found;
    }
}

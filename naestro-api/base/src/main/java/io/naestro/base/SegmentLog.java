package io.naestro.base;

import io.naestro.base.LogStorage.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of records in a folder, in segment files. A record's position is the number of bytes before it in
 * the whole log; positions grow and are never given twice. Safe for use by many threads; one process at a time.
 *
 * <p>What was appended is durable once {@link #force()} returned; after a crash the log holds all of that, perhaps
 * followed by some of what was appended later, in order. The first failure of a write or force ends all writing: the
 * log can still be read, and opening it anew recovers what is safe. Forcing is never tried again after a failure,
 * because a file system may forget what it could not write.
 */
public final class SegmentLog implements AutoCloseable {
    /** The largest record: 64 MiB. */
    public static final int LARGEST_RECORD = 64 * 1024 * 1024;

    /** The size at which a new segment begins, unless set: 64 MiB. */
    public static final long SEGMENT_SIZE = 64L * 1024 * 1024;

    /**
     * A record.
     *
     * @param position its position
     * @param payload its bytes, as they were appended
     */
    public record Entry(long position, byte[] payload) {}

    private final Path store;
    private final LogStorage storage;
    private final long segmentSize;
    private final StoreLock lock;
    private final NavigableMap<Long, LogSegment> segments = new ConcurrentSkipListMap<>();
    private final ReentrantLock appending = new ReentrantLock();
    private final ReentrantLock forcing = new ReentrantLock();
    private LogFile file;
    private long recovered;
    private volatile long end;
    private volatile long durable;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    private SegmentLog(Path store, LogStorage storage, long segmentSize, StoreLock lock) throws IOException {
        this.store = store;
        this.storage = storage;
        this.segmentSize = segmentSize;
        this.lock = lock;
        this.file = openLast();
    }

    /**
     * Opens the log in a folder, and makes both when there is none. Recovers from a crash: a torn tail is cut off.
     *
     * @param store the folder
     * @throws LogFailure if the store is open elsewhere, damaged, of another format, or cannot be read or written
     */
    public static SegmentLog open(Path store) {
        return open(store, SEGMENT_SIZE);
    }

    /**
     * Opens the log in a folder, and makes both when there is none. Recovers from a crash: a torn tail is cut off.
     *
     * @param store the folder
     * @param segmentSize the size in bytes at which a new segment begins
     * @throws LogFailure if the store is open elsewhere, damaged, of another format, or cannot be read or written
     */
    public static SegmentLog open(Path store, long segmentSize) {
        return open(store, segmentSize, new DiskStorage());
    }

    static SegmentLog open(Path store, long segmentSize, LogStorage storage) {
        try {
            Files.createDirectories(store);
            var lock = StoreLock.take(store);
            try {
                return new SegmentLog(store, storage, segmentSize, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new LogFailure(
                    LogFailure.Kind.STORAGE, "the store " + store + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Appends records, in order. They are durable after the next {@link #force()}; a crash before may leave some of
     * them.
     *
     * @param payloads the records, each of at most {@link #LARGEST_RECORD} bytes
     * @return the position of each
     * @throws LogFailure if writing fails or has failed before, or the log is closed; nothing more can be appended then
     * @throws IllegalArgumentException if a record is too large, or all together reach 2 GiB
     */
    public List<Long> append(List<byte[]> payloads) {
        var size = size(payloads);
        appending.lock();
        try {
            checkWritable();
            return write(payloads, size);
        } catch (IOException e) {
            throw poison("written", e);
        } finally {
            appending.unlock();
        }
    }

    /**
     * Makes durable what was appended before this call. Calls at the same time share the work.
     *
     * @throws LogFailure if it fails, or writing has failed before, or the log is closed; nothing more can be appended
     *     then
     */
    public void force() {
        var wanted = end;
        forcing.lock();
        try {
            checkWritable();
            if (durable < wanted) {
                var reached = end;
                file.sync();
                durable = reached;
            }
        } catch (IOException e) {
            throw poison("made durable", e);
        } finally {
            forcing.unlock();
        }
    }

    /** The position behind the last record: where the next one may begin. */
    public long end() {
        return end;
    }

    /** The position up to which everything is durable. */
    public long durable() {
        return durable;
    }

    /** How many bytes of a torn tail were cut off when the log was opened; 0 after an orderly close. */
    public long recovered() {
        return recovered;
    }

    /**
     * Reads from a position to the end that the log has now. Memory use is bounded by the largest record.
     *
     * @param from the position of a record, {@link #end()}, or 0 for the first record
     * @throws LogFailure if the log is closed or cannot be read
     */
    public Reader read(long from) {
        checkOpen();
        return new Reader(from, end);
    }

    /** Makes durable what was appended, unless writing has failed, and gives the store free. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            if (failure == null) {
                force();
            }
        } finally {
            release();
        }
    }

    private void release() {
        appending.lock();
        forcing.lock();
        try {
            closed = true;
            file.close();
            lock.close();
        } catch (IOException e) {
            throw new LogFailure(LogFailure.Kind.STORAGE, "the store " + store + " cannot be closed", e);
        } finally {
            forcing.unlock();
            appending.unlock();
        }
    }

    private LogFile openLast() throws IOException {
        var found = LogSegment.in(store);
        var recovery = new LogRecovery(store, storage);
        recovery.checkChain(found);
        found.forEach(segment -> segments.put(segment.base(), segment));
        if (found.isEmpty()) {
            return create(0);
        }
        var last = found.getLast();
        var opened = storage.open(last.file());
        recovered = recovery.repair(last, opened);
        opened.sync(); // what a crashed process left unforced must not be lost behind records that rely on it
        end = last.base() + opened.length();
        durable = end;
        return opened;
    }

    private LogFile create(long base) throws IOException {
        var segment = LogSegment.at(store, base);
        var created = storage.open(segment.file());
        created.write(0, segment.header());
        created.sync();
        storage.syncDirectory(store);
        segments.put(base, segment);
        end = base + LogSegment.HEADER;
        durable = end;
        return created;
    }

    private List<Long> write(List<byte[]> payloads, int size) throws IOException {
        if (end + size > segments.lastKey() + segmentSize && end > segments.lastKey() + LogSegment.HEADER) {
            roll();
        }
        var start = end;
        var positions = new ArrayList<Long>(payloads.size());
        var frames = ByteBuffer.allocate(size);
        for (var payload : payloads) {
            var position = start + frames.position();
            positions.add(position);
            LogFrame.put(frames, position, durable, payload);
        }
        file.write(start - segments.lastKey(), frames.array());
        end = start + size;
        return positions;
    }

    /** Ends the segment; it is durable before the next one exists. */
    private void roll() throws IOException {
        forcing.lock();
        try {
            file.sync();
            durable = end;
            file.close();
            file = create(end);
        } finally {
            forcing.unlock();
        }
    }

    private static int size(List<byte[]> payloads) {
        long size = 0;
        for (var payload : payloads) {
            if (payload.length > LARGEST_RECORD) {
                throw new IllegalArgumentException(
                        "a record of " + payload.length + " bytes is larger than " + LARGEST_RECORD);
            }
            size += LogFrame.HEADER + payload.length;
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(size + " bytes are too many for one append");
        }
        return (int) size;
    }

    private void checkOpen() {
        if (closed) {
            throw new LogFailure(LogFailure.Kind.CLOSED, "the store " + store + " is closed", null);
        }
    }

    private void checkWritable() {
        checkOpen();
        var cause = failure;
        if (cause != null) {
            throw new LogFailure(
                    LogFailure.Kind.READ_ONLY,
                    "the store " + store + " takes nothing more, because an earlier write failed: " + cause.getMessage()
                            + "; open it anew",
                    cause);
        }
    }

    private LogFailure poison(String what, IOException cause) {
        failure = cause;
        return new LogFailure(
                LogFailure.Kind.STORAGE,
                "the store " + store + " cannot be " + what + ": " + cause.getMessage(),
                cause);
    }

    /** Reads records forward; close it after use. For one thread at a time. */
    public final class Reader implements Iterator<Entry>, AutoCloseable {
        private final long limit;
        private long position;
        private @Nullable LogFile open;
        private @Nullable LogWindow window;
        private long segmentEnd;

        private Reader(long from, long limit) {
            this.position = from;
            this.limit = limit;
        }

        @Override
        public boolean hasNext() {
            try {
                settle();
                return position < limit;
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        /**
         * The next record.
         *
         * @throws LogFailure if it is damaged, or the position given was not that of a record
         */
        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the log ends at position " + limit);
            }
            try {
                var found = Objects.requireNonNull(window).at(position);
                if (found == null) {
                    throw new LogFailure(
                            LogFailure.Kind.CORRUPT,
                            "the store " + store + " has no good record at position " + position
                                    + "; it is damaged, or this is not the position of a record",
                            null);
                }
                var entry = new Entry(position, found.payload());
                position = found.next();
                return entry;
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        @Override
        public void close() {
            try {
                leave();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        /** Opens the segment that holds the position, and steps over its header. */
        private void settle() throws IOException {
            while (position < limit && (window == null || position >= segmentEnd)) {
                leave();
                checkOpen();
                var segment = segments.floorEntry(position).getValue();
                var next = segments.higherKey(segment.base());
                segmentEnd = next == null ? limit : Math.min(next, limit);
                position = Math.max(position, segment.base() + LogSegment.HEADER);
                open = storage.open(segment.file());
                window = new LogWindow(open, segment.base(), segmentEnd);
            }
        }

        private void leave() throws IOException {
            if (open != null) {
                open.close();
                open = null;
                window = null;
            }
        }

        private LogFailure unreadable(IOException e) {
            return new LogFailure(
                    LogFailure.Kind.STORAGE, "the store " + store + " cannot be read: " + e.getMessage(), e);
        }
    }
}

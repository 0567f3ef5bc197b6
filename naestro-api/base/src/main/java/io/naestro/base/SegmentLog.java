package io.naestro.base;

import io.naestro.base.LogStorage.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of records in a folder, in segment files. A record's position is the number of bytes before it in
 * the whole log; positions grow and are never given twice. Safe for use by many threads; one process at a time.
 *
 * <p>What was appended is durable once {@link #force()} returned; after a crash the log holds all of that, perhaps
 * followed by some of what was appended later, in order. A full disk refuses an append and changes nothing. The first
 * failure of another write, or of a force, ends all writing: the log can still be read, and opening it anew recovers
 * what is safe. Forcing is never tried again after a failure, because a file system may forget what it could not write.
 *
 * <p>Threads that append or force at the same time do it for each other, and no thread is started for it: what was
 * appended is written to the file before the call returns, by this thread or by one that is writing already.
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

    private static final int FIRST_ROOM = 16 * 1024;
    private static final int MOST_ROOM = 1024 * 1024;
    private static final byte[] ZEROS = new byte[64 * 1024];

    private final Path store;
    private final LogStorage storage;
    private final long segmentSize;
    private final StoreLock lock;
    private final LastSegment lastSegment;
    private final NavigableMap<Long, LogSegment> segments = new ConcurrentSkipListMap<>();
    private final ReentrantLock opening = new ReentrantLock();
    private final Map<LogSegment, LogFile> open = new ConcurrentHashMap<>();
    private final LogCommits commits = new LogCommits(this::commit);
    private final ReentrantLock compacting = new ReentrantLock();

    /** Guards the file: whoever holds it may take {@link #appending} too, never the other way round. */
    private final ReentrantLock writing = new ReentrantLock();

    private final ReentrantLock appending = new ReentrantLock();
    private ByteBuffer pending = ByteBuffer.allocate(FIRST_ROOM);
    private ByteBuffer spare = ByteBuffer.allocate(FIRST_ROOM);
    private LogFile file;
    private long base;
    private long room;
    private long recovered;
    private boolean sealed;
    private volatile long end;
    private volatile long written;
    private volatile long durable;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    private SegmentLog(Path store, LogStorage storage, long segmentSize, StoreLock lock) throws IOException {
        this.store = store;
        this.storage = storage;
        this.segmentSize = segmentSize;
        this.lock = lock;
        lastSegment = new LastSegment(store, storage);
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
     * them. Room for them is taken before they are accepted, so that a full disk costs nothing but this call.
     *
     * @param payloads the records, each of at most {@link #LARGEST_RECORD} bytes
     * @return the position of each
     * @throws LogFailure if there is no room, and then nothing was appended and it can be tried again; or if writing
     *     fails or has failed before, or the log is closed, and then nothing more can be appended
     * @throws IllegalArgumentException if a record is too large, or all together reach 2 GiB
     */
    public List<Long> append(List<byte[]> payloads) {
        var size = size(payloads);
        var positions = accept(payloads, size);
        while (positions == null) {
            makeRoom(size);
            positions = accept(payloads, size);
        }
        drain();
        return positions;
    }

    /**
     * Makes durable what was appended before this call. Calls at the same time share the work.
     *
     * @throws LogFailure if it fails, or writing has failed before, or the log is closed; nothing more can be appended
     *     then
     */
    public void force() {
        var wanted = end;
        commits.until(() -> {
            checkWritable();
            return durable >= wanted;
        });
    }

    /**
     * Gives back the room of records that are no longer wanted, where that is at least half of a segment. The segment
     * that is being written is left as it is. Positions do not change; reading steps over what is gone.
     *
     * @param upTo the position up to which {@code wanted} can tell; segments that end behind it are left as they are
     * @param wanted whether the record at a position is wanted
     * @return how many bytes were given back
     * @throws LogFailure if it fails; nothing is lost then
     */
    public long compact(long upTo, LongPredicate wanted) {
        compacting.lock();
        try {
            checkOpen();
            long given = 0;
            for (var next = segments.higherKey(0L); next != null && next <= upTo; next = segments.higherKey(next)) {
                given += compact(segments.lowerEntry(next).getValue(), next, wanted);
            }
            return given;
        } catch (IOException e) {
            throw failed("compacted", e);
        } finally {
            compacting.unlock();
        }
    }

    /**
     * Copies what is durable to another folder, while the log is in use.
     *
     * @param target the folder; made if it is missing; must not hold a log
     * @throws LogFailure if it fails
     */
    public void copyTo(Path target) {
        force();
        compacting.lock();
        try {
            Files.createDirectories(target);
            if (!LogSegment.in(target).isEmpty()) {
                throw new LogFailure(
                        LogFailure.Kind.STORAGE, "the folder " + target + " holds a log already; name another", null);
            }
            var upTo = durable;
            var copied = segments.headMap(upTo);
            for (var segment : copied.values()) {
                var next = segments.higherKey(segment.base());
                var limit = next == null ? upTo : Math.min(next, upTo);
                var copy = LogSegment.at(target, segment.base());
                try (var to = storage.open(copy.file())) {
                    new LogCopy(reading(segment), copy, to).upTo(limit, position -> true);
                }
            }
            storage.syncDirectory(target);
            new LastSegment(target, storage).note(LogSegment.at(target, copied.lastKey()));
        } catch (IOException e) {
            throw failed("copied to " + target, e);
        } finally {
            compacting.unlock();
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
        var limit = end;
        writeOut(limit - 1);
        return new Reader(from, limit);
    }

    /**
     * Reads one record.
     *
     * @param position its position
     * @throws LogFailure if there is no good record, or it cannot be read
     */
    public byte[] get(long position) {
        checkOpen();
        try {
            writeOut(position);
            var segment = segments.floorEntry(position).getValue();
            var next = segments.higherKey(segment.base());
            var limit = next == null ? end : next;
            var found = new LogWindow(reading(segment), segment.base(), limit, LogWindow.ONE).at(position);
            if (found == null || found.payload() == null) {
                throw noRecord(position);
            }
            return found.payload();
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /**
     * Makes durable what was appended, unless writing has failed, seals the log and gives the store free. A seal proves
     * that all before it was durable, so that damage is told from a write that was cut off.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            if (failure == null) {
                force();
                seal();
            }
        } finally {
            release();
        }
    }

    private void seal() {
        if (sealed) {
            return;
        }
        try {
            makeRoom(LogFrame.HEADER);
        } catch (LogFailure e) {
            return; // a full disk: all is durable, only the proof is missing
        }
        appending.lock();
        try {
            var at = end;
            LogFrame.putSeal(pending(LogFrame.HEADER), at);
            end = at + LogFrame.HEADER;
            sealed = true;
        } finally {
            appending.unlock();
        }
        force();
    }

    private void release() {
        writing.lock();
        appending.lock();
        try (lock) {
            closed = true;
            if (failure == null) {
                file.resize(end - base);
            }
            for (var one : open.values()) {
                one.close();
            }
        } catch (IOException e) {
            throw failed("closed", e);
        } finally {
            appending.unlock();
            writing.unlock();
        }
    }

    private LogFile openLast() throws IOException {
        var found = LogSegment.in(store);
        lastSegment.check(found);
        var recovery = new LogRecovery(store, storage);
        recovery.checkChain(found);
        found.forEach(segment -> segments.put(segment.base(), segment));
        if (found.isEmpty()) {
            return create(0);
        }
        var last = found.getLast();
        var opened = reading(last);
        var repaired = recovery.repair(last, opened);
        opened.sync(); // what a crashed process left unforced must not be lost behind records that rely on it
        lastSegment.note(last);
        recovered = repaired.dropped();
        sealed = repaired.sealed();
        start(last.base(), repaired.end());
        return opened;
    }

    private LogFile create(long position) throws IOException {
        var segment = LogSegment.at(store, position);
        try {
            var created = reading(segment);
            created.write(0, segment.header(), LogSegment.HEADER);
            created.sync();
            storage.syncDirectory(store);
            lastSegment.prepare(segment);
            publish(segment);
            start(position, position + LogSegment.HEADER);
            return created;
        } catch (IOException e) {
            discard(segment);
            throw e;
        }
    }

    /** A failure may have left the name of the segment, which must then stay. */
    private void publish(LogSegment segment) {
        try {
            lastSegment.publish();
        } catch (IOException e) {
            throw poison("made durable", e);
        }
        segments.put(segment.base(), segment);
    }

    private void start(long segmentBase, long position) {
        base = segmentBase;
        room = position;
        end = position;
        written = position;
        durable = position;
    }

    /** Takes back what a failure left of a new segment; what cannot be taken back, recovery will. */
    private void discard(LogSegment segment) {
        try {
            var created = open.remove(segment);
            if (created != null) {
                created.close();
            }
            storage.delete(segment.file());
        } catch (IOException e) {
            failure = e;
        }
    }

    /** The file of a segment, kept open: records are read one by one from anywhere. */
    private LogFile reading(LogSegment segment) throws IOException {
        opening.lock();
        try {
            var known = open.get(segment);
            if (known == null) {
                known = storage.open(segment.file());
                open.put(segment, known);
            }
            return known;
        } finally {
            opening.unlock();
        }
    }

    /** Takes records in, if there is room; null if there is none. */
    private @Nullable List<Long> accept(List<byte[]> payloads, int size) {
        appending.lock();
        try {
            checkWritable();
            if (!fits(size)) {
                return null;
            }
            var frames = pending(size);
            var positions = new ArrayList<Long>(payloads.size());
            var position = end;
            for (var payload : payloads) {
                positions.add(position);
                LogFrame.put(frames, position, durable, payload);
                position += LogFrame.HEADER + payload.length;
                sealed = false;
            }
            end = position;
            return positions;
        } finally {
            appending.unlock();
        }
    }

    private boolean fits(int size) {
        return size == 0 || end + size <= room;
    }

    private ByteBuffer pending(int size) {
        if (pending.remaining() < size) {
            var larger = Math.max(pending.position() + size, 2 * pending.capacity());
            pending = ByteBuffer.allocate(larger).put(pending.flip());
        }
        return pending;
    }

    /** Takes room for more: in this segment, or in a new one when this one is full. */
    private void makeRoom(int size) {
        writing.lock();
        try {
            checkWritable();
            writeOut();
            appending.lock();
            try {
                if (end + size > base + segmentSize && end > base + LogSegment.HEADER) {
                    roll();
                }
                if (!fits(size)) {
                    var ahead = Math.min(Math.max(room - base, FIRST_ROOM), MOST_ROOM);
                    extend(Math.max(end + size, Math.min(room + ahead, base + segmentSize)));
                }
            } finally {
                appending.unlock();
            }
        } catch (IOException e) {
            throw noRoom(e);
        } finally {
            writing.unlock();
        }
    }

    /** Zeros are written and not only counted, because only then has the file system given the room. */
    private void extend(long goal) throws IOException {
        for (long at = room; at < goal; at += ZEROS.length) {
            file.write(at - base, ZEROS, (int) Math.min(ZEROS.length, goal - at));
        }
        room = goal;
    }

    /** Ends the segment; it is durable before the next one exists. */
    private void roll() throws IOException {
        writeOut(end);
        try {
            file.resize(end - base);
            room = end;
            file.sync();
            durable = end;
        } catch (IOException e) {
            throw poison("made durable", e);
        }
        file = create(end);
    }

    /**
     * Writes what was taken in; never more than there is room for. Whoever writes already does it for the others too.
     */
    private void drain() {
        while (written < end && writing.tryLock()) {
            try {
                writeOut();
            } finally {
                writing.unlock();
            }
        }
    }

    /** Sees to it that what was taken in before a position is in the file. */
    private void writeOut(long position) {
        if (written <= position) {
            writing.lock();
            try {
                writeOut();
            } finally {
                writing.unlock();
            }
        }
    }

    @SuppressWarnings("ByteBufferBackingArray") // allocated here, and never sliced
    private void writeOut() {
        for (var batch = swap(); batch != null; batch = swap()) {
            var from = written;
            try {
                file.write(from - base, batch.array(), batch.position());
            } catch (IOException e) {
                throw poison("written", e);
            } catch (RuntimeException | Error e) {
                failure = e; // the batch is gone, so nothing may be written in its place
                throw e;
            }
            written = from + batch.position();
            spare = batch.capacity() > MOST_ROOM ? ByteBuffer.allocate(FIRST_ROOM) : batch.clear();
        }
    }

    /**
     * Takes what was appended, and lets others go on with the spare buffer; null for nothing. Whether there is
     * something is decided under the lock: a buffer that others may still fill is never handed out.
     */
    private @Nullable ByteBuffer swap() {
        appending.lock();
        try {
            if (pending.position() == 0) {
                return null;
            }
            var batch = pending;
            pending = spare;
            return batch;
        } finally {
            appending.unlock();
        }
    }

    private void commit() {
        LogFile current;
        long reached;
        writing.lock();
        try {
            writeOut();
            current = file;
            reached = written;
        } finally {
            writing.unlock();
        }
        try {
            current.sync();
        } catch (IOException e) {
            throw poison("made durable", e);
        }
        durable = Math.max(durable, reached);
    }

    private long compact(LogSegment segment, long limit, LongPredicate wanted) throws IOException {
        var from = reading(segment);
        var unwanted = LogCopy.unwanted(from, segment, limit, wanted);
        if (unwanted == 0 || unwanted < (limit - segment.base()) / 2) {
            return 0;
        }
        var temporary = store.resolve("compacting");
        storage.delete(temporary);
        try (var to = storage.open(temporary)) {
            new LogCopy(from, segment, to).upTo(limit, wanted);
        }
        storage.rename(temporary, segment.file());
        storage.syncDirectory(store);
        open.remove(segment); // not closed: someone may be reading; it is closed when nobody holds it any more
        return unwanted;
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
        return failed(what, cause);
    }

    private LogFailure failed(String what, IOException cause) {
        return new LogFailure(
                LogFailure.Kind.STORAGE,
                "the store " + store + " cannot be " + what + ": " + cause.getMessage(),
                cause);
    }

    private LogFailure noRoom(IOException cause) {
        return new LogFailure(
                LogFailure.Kind.FULL,
                "the store " + store + " has no room for more: " + cause.getMessage()
                        + "; nothing was lost, try again when there is",
                cause);
    }

    private LogFailure noRecord(long position) {
        return new LogFailure(
                LogFailure.Kind.CORRUPT,
                "the store " + store + " has no good record at position " + position
                        + "; it is damaged, or this is not the position of a record",
                null);
    }

    /** Reads records forward; close it after use. For one thread at a time. */
    public final class Reader implements Iterator<Entry>, AutoCloseable {
        private final long limit;
        private long position;
        private @Nullable LogWindow window;
        private LogWindow.@Nullable Found found;
        private long segmentEnd;

        private Reader(long from, long limit) {
            this.position = from;
            this.limit = limit;
        }

        @Override
        public boolean hasNext() {
            checkOpen();
            try {
                while (found == null && position < limit) {
                    look();
                }
                return found != null;
            } catch (IOException e) {
                throw failed("read", e);
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
            var record = Objects.requireNonNull(found);
            var entry = new Entry(position, Objects.requireNonNull(record.payload()));
            position = record.next();
            found = null;
            return entry;
        }

        @Override
        public void close() {
            window = null;
        }

        /** Opens the segment that holds the position, and steps over its header, seals and gaps. */
        private void look() throws IOException {
            if (window == null || position >= segmentEnd) {
                var segment = segments.floorEntry(position).getValue();
                var next = segments.higherKey(segment.base());
                segmentEnd = next == null ? limit : Math.min(next, limit);
                position = Math.max(position, segment.base() + LogSegment.HEADER);
                window = new LogWindow(reading(segment), segment.base(), segmentEnd, LogWindow.THROUGH);
            }
            if (position < segmentEnd) {
                var frame = window.at(position);
                if (frame == null) {
                    throw noRecord(position);
                }
                if (frame.payload() == null) {
                    position = frame.next();
                } else {
                    found = frame;
                }
            }
        }
    }
}

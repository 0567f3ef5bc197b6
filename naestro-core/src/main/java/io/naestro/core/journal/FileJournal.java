package io.naestro.core.journal;

import io.naestro.base.LogFailure;
import io.naestro.base.RecordChain;
import io.naestro.base.Sealing;
import io.naestro.base.SegmentLog;
import io.naestro.core.journal.RunIndex.Hash;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.KeyProvider;
import io.naestro.run.RunId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.SecretKey;

/**
 * A journal in a folder: one append-only log of all runs and their contents, and a file of their keys. One process at a
 * time may have the folder open; a second one is refused. What was written but not yet durable when a process dies is
 * found or dropped as a whole when the folder is opened again. Threads that need durability at the same time share one
 * force of the disk.
 *
 * <p>A log record is a batch of a run's records ({@code R}: number of the first, chain after the batch, count, then
 * each with its length), a content ({@code C}: digest, sealed bytes), a snapshot ({@code S}: number, sealed bytes), or
 * the end of a run's key ({@code E}) or of the run itself ({@code D}). Each begins with its letter and its run. A batch
 * is one record, so that all of it is there or none. The keys that runs began with are remembered while the folder is
 * open; whoever opens it again reads them in the records.
 */
public final class FileJournal implements Journal {
    private static final byte RECORDS = 'R';
    private static final byte CONTENT = 'C';
    private static final byte SNAPSHOT = 'S';
    private static final byte ERASED = 'E';
    private static final byte DROPPED = 'D';
    private static final Map<LogFailure.Kind, Kind> KINDS = Map.of(
            LogFailure.Kind.LOCKED, Kind.LOCKED,
            LogFailure.Kind.CORRUPT, Kind.CORRUPT,
            LogFailure.Kind.UNSUPPORTED, Kind.UNSUPPORTED,
            LogFailure.Kind.FULL, Kind.FULL,
            LogFailure.Kind.CLOSED, Kind.CLOSED);
    private static final String TYPES = "RCSED";
    private static final int HEAD = 1 + 16;
    private static final int LOCKS = 64;

    private final Path folder;
    private final SegmentLog log;
    private final RunKeys keys;
    private final Map<RunId, RunIndex> runs = new ConcurrentHashMap<>();
    private final Map<RunId, Long> dropped = new ConcurrentHashMap<>();
    private final Map<Hash, RunId> starts = new ConcurrentHashMap<>();
    private final ReentrantLock[] locks = locks();
    private final ReentrantLock[] startLocks = locks();
    private final AtomicLong fences = new AtomicLong();
    private volatile boolean closed;

    private FileJournal(Path folder, SegmentLog log, RunKeys keys) {
        this.folder = folder;
        this.log = log;
        this.keys = keys;
    }

    /**
     * Opens the journal in a folder, with its key in the file {@code key} there. Both are made if they are missing.
     *
     * @param folder the folder
     * @throws JournalFailure if another process has it open, or it cannot be read or is damaged
     */
    public static FileJournal at(Path folder) {
        return open(folder, () -> KeyFile.at(folder.resolve("key")));
    }

    /**
     * Opens the journal in a folder, which is made if it is missing, and reads it through once.
     *
     * @param folder the folder
     * @param keys guards the keys of runs
     * @throws JournalFailure if another process has it open, or it cannot be read or is damaged
     */
    public static FileJournal at(Path folder, KeyProvider keys) {
        return open(folder, () -> keys);
    }

    private static FileJournal open(Path folder, Supplier<KeyProvider> provider) {
        var log = checked(folder, () -> SegmentLog.open(folder));
        try {
            var keys = RunKeys.open(folder.resolve("keys"), provider.get());
            try {
                var journal = new FileJournal(folder, log, keys);
                checked(folder, journal::index);
                return journal;
            } catch (JournalFailure e) {
                keys.close();
                throw e;
            }
        } catch (JournalFailure e) {
            log.close();
            throw e;
        }
    }

    /** Under a lock of the key until all is durable, so that whoever finds the key taken finds the run too. */
    @Override
    public Begun begin(Beginning beginning) {
        var key = Hash.of(RecordChain.hash(beginning.key()));
        return alone(startLocks, key, () -> {
            requireOpen();
            var holder = starts.get(key);
            if (holder != null) {
                return new Begun.Before(holder);
            }
            var claim = known(beginning.run(), index -> written(index, key, beginning));
            force();
            return new Begun.Now(claim);
        });
    }

    /** Writes all in one piece, so that a full disk takes all or none. */
    private Claim written(RunIndex index, Hash key, Beginning beginning) {
        requireWritable(index);
        Numbering.require(index.run, 0, index.next);
        var chain = RecordChain.over(index.chain, beginning.records());
        var hashes = new ArrayList<Hash>();
        var records = new ArrayList<ByteBuffer>();
        beginning.contents().forEach((digest, content) -> {
            var hash = RecordChain.hash(digest);
            hashes.add(Hash.of(hash));
            records.add(sealed(index, hash, content));
        });
        records.add(batch(index, beginning.records(), chain));
        var positions = write(records);
        for (int i = 0; i < hashes.size(); i++) {
            index.contents.put(hashes.get(i), positions.get(i));
        }
        index.add(positions.getLast(), beginning.records().size(), chain);
        index.fence = fences.incrementAndGet();
        index.start = key;
        starts.put(key, index.run);
        return new Claim(index.run, index.fence);
    }

    @Override
    public Claim claim(RunId run) {
        return known(run, index -> {
            index.fence = fences.incrementAndGet();
            return new Claim(run, index.fence);
        });
    }

    @Override
    public void append(Claim claim, long first, List<byte[]> added, Durability durability) {
        known(claim.run(), index -> {
            requireWritable(index);
            Numbering.requireLatest(claim, index.fence);
            Numbering.require(claim.run(), first, index.next);
            if (!added.isEmpty()) {
                var chain = RecordChain.over(index.chain, added);
                index.add(write(batch(index, added, chain)), added.size(), chain);
            }
            return true;
        });
        if (durability == Durability.DURABLE) {
            force();
        }
    }

    @Override
    public List<byte[]> read(RunId run, long from, int most) {
        return known(run, index -> {
            var end = Math.min(index.next, from + Math.min(most, index.next));
            var found = new ArrayList<byte[]>();
            if (from < end) {
                for (int i = index.holding(from); i < index.batches() && index.first(i) < end; i++) {
                    unbatch(log.get(index.batch(i)), from - index.first(i), end - index.first(i), found);
                }
            }
            return found;
        });
    }

    @Override
    public List<Head> heads() {
        requireOpen();
        return runs.values().stream()
                .filter(index -> index.batches() > 0)
                .sorted(Comparator.comparingLong(index -> index.batch(0)))
                .map(index -> known(index.run, now -> new Head(now.run, now.next, RecordChain.digest(now.chain))))
                .toList();
    }

    @Override
    public void keep(RunId run, Digest digest, byte[] content) {
        known(run, index -> {
            requireWritable(index);
            var hash = RecordChain.hash(digest);
            if (!index.contents.containsKey(Hash.of(hash))) {
                index.contents.put(Hash.of(hash), write(sealed(index, hash, content)));
            }
            return true;
        });
    }

    @Override
    public Optional<byte[]> content(RunId run, Digest digest) {
        return known(run, index -> {
            var hash = RecordChain.hash(digest);
            return Optional.ofNullable(index.contents.get(Hash.of(hash)))
                    .map(position -> Sealing.open(key(index), bound(run, hash), behind(position, hash.length)));
        });
    }

    @Override
    public List<Digest> contents(RunId run) {
        return known(
                run,
                index -> index.contents.keySet().stream()
                        .map(hash -> RecordChain.digest(hash.bytes()))
                        .toList());
    }

    @Override
    public void snapshot(Claim claim, Snapshot snapshot) {
        known(claim.run(), index -> {
            requireWritable(index);
            Numbering.requireLatest(claim, index.fence);
            var number = ByteBuffer.allocate(8).putLong(snapshot.next()).array();
            var sealed = Sealing.seal(key(index), bound(claim.run(), number), snapshot.bytes());
            index.snapshot = write(begin(SNAPSHOT, claim.run(), number.length + sealed.length)
                    .put(number)
                    .put(sealed));
            return true;
        });
    }

    @Override
    public Optional<Snapshot> snapshot(RunId run) {
        return known(run, index -> {
            if (index.snapshot < 0) {
                return Optional.empty();
            }
            var record = ByteBuffer.wrap(log.get(index.snapshot)).position(HEAD);
            var number = new byte[8];
            record.get(number);
            var sealed = behind(index.snapshot, number.length);
            return Optional.of(new Snapshot(
                    ByteBuffer.wrap(number).getLong(), Sealing.open(key(index), bound(run, number), sealed)));
        });
    }

    @Override
    public void erase(RunId run) {
        known(run, index -> {
            if (index.erased < 0) {
                erased(index, write(begin(ERASED, run, 0)));
            }
            return true;
        });
        force();
        keys.destroy(run);
    }

    @Override
    public void drop(RunId run) {
        known(run, index -> {
            forget(index, write(begin(DROPPED, run, 0)));
            return true;
        });
        force();
        keys.destroy(run);
    }

    /**
     * Gives the room of dropped runs, erased contents and superseded snapshots back to the disk, as far as they fill at
     * least half of a segment. May run while the journal is in use; worth it after many runs were dropped.
     *
     * @return how many bytes were given back
     * @throws JournalFailure if it fails; nothing is lost then
     */
    public long compact() {
        requireOpen();
        var upTo = log.end();
        Set<Long> wanted = ConcurrentHashMap.newKeySet();
        wanted.addAll(dropped.values());
        runs.keySet().forEach(run -> known(run, index -> wanted.addAll(index.positions())));
        return checked(folder, () -> log.compact(upTo, wanted::contains));
    }

    /**
     * Copies the journal, as it is now, to another folder, while it is in use. The copy opens by itself, so guard it as
     * the journal: the keys of its runs are in it. A run that is erased later must be erased in the copy too.
     *
     * @param target the folder; made if it is missing; must not hold a journal
     * @throws JournalFailure if it fails
     */
    public void backup(Path target) {
        requireOpen();
        checked(folder, () -> {
            log.copyTo(target);
            keys.copyTo(target.resolve("keys"));
            return true;
        });
        KeyFile.copy(folder.resolve("key"), target.resolve("key"));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            checked(folder, () -> {
                log.close();
                return true;
            });
            keys.close();
        }
    }

    /** How many bytes of a write that was cut off were dropped when the journal was opened. */
    public long recovered() {
        return log.recovered();
    }

    private boolean index() {
        try (var reader = log.read(0)) {
            while (reader.hasNext()) {
                var entry = reader.next();
                index(entry.position(), ByteBuffer.wrap(entry.payload()));
            }
        }
        dropped.keySet().stream().filter(run -> !keys.destroyed(run)).forEach(keys::destroy);
        for (var index : runs.values()) { // a crash may have come between the two steps of an erasure
            if (index.erased >= 0 && !keys.destroyed(index.run)) {
                keys.destroy(index.run);
            }
        }
        return true;
    }

    private void index(long position, ByteBuffer record) {
        var type = record.get();
        if (TYPES.indexOf(type) < 0) {
            throw new JournalFailure(
                    Kind.UNSUPPORTED,
                    folder + " has a record of type " + type + ", which this release does not know",
                    null);
        }
        var run = run(record);
        var index = runs.computeIfAbsent(run, RunIndex::new);
        switch (type) {
            case RECORDS -> {
                Numbering.require(run, record.getLong(), index.next);
                var chain = new byte[RecordChain.BYTES];
                record.get(chain);
                index.add(position, record.getInt(), chain);
            }
            case CONTENT -> index.contents.put(Hash.read(record), position);
            case SNAPSHOT -> index.snapshot = position;
            case ERASED -> erased(index, position);
            default -> forget(index, position);
        }
    }

    private static void erased(RunIndex index, long position) {
        index.erased = position;
        index.contents.clear();
        index.snapshot = -1;
        index.key = null;
    }

    private void forget(RunIndex index, long position) {
        erased(index, position); // for whoever holds it still
        if (index.start != null) {
            starts.remove(index.start, index.run);
        }
        dropped.put(index.run, position);
        runs.remove(index.run);
    }

    /** Works on what is known of a run, alone. */
    private <T> T known(RunId run, Function<RunIndex, T> work) {
        return alone(locks, run, () -> {
            requireOpen();
            return checked(folder, () -> work.apply(runs.computeIfAbsent(run, this::fresh)));
        });
    }

    private static <T> T alone(ReentrantLock[] locks, Object with, Supplier<T> work) {
        var lock = locks[Math.floorMod(with.hashCode(), LOCKS)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private static ReentrantLock[] locks() {
        return Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);
    }

    private RunIndex fresh(RunId run) {
        var index = new RunIndex(run);
        index.erased = dropped.getOrDefault(run, -1L);
        return index;
    }

    private void requireOpen() {
        if (closed) {
            throw Numbering.closed("journal " + folder);
        }
    }

    private static void requireWritable(RunIndex index) {
        if (index.erased >= 0) {
            throw Numbering.gone(index.run);
        }
    }

    private SecretKey key(RunIndex index) {
        var known = index.key;
        if (known == null) {
            known = keys.make(index.run).orElseThrow(() -> Numbering.gone(index.run));
            index.key = known;
        }
        return known;
    }

    private void force() {
        checked(folder, () -> {
            log.force();
            return true;
        });
    }

    private long write(ByteBuffer record) {
        return write(List.of(record)).getFirst();
    }

    @SuppressWarnings("ByteBufferBackingArray") // allocated and filled by begin and those who call it
    private List<Long> write(List<ByteBuffer> records) {
        return log.append(records.stream().map(ByteBuffer::array).toList());
    }

    private ByteBuffer sealed(RunIndex index, byte[] hash, byte[] content) {
        var sealed = Sealing.seal(key(index), bound(index.run, hash), content);
        return begin(CONTENT, index.run, hash.length + sealed.length).put(hash).put(sealed);
    }

    private byte[] behind(long position, int skipped) {
        var record = log.get(position);
        return Arrays.copyOfRange(record, HEAD + skipped, record.length);
    }

    private static ByteBuffer begin(byte type, RunId run, int more) {
        return ByteBuffer.allocate(HEAD + more).put(type).put(KeyFile.boundTo(run));
    }

    private static byte[] bound(RunId run, byte[] to) {
        return ByteBuffer.allocate(16 + to.length)
                .put(KeyFile.boundTo(run))
                .put(to)
                .array();
    }

    private static ByteBuffer batch(RunIndex index, List<byte[]> added, byte[] chain) {
        var size = added.stream().mapToInt(bytes -> 4 + bytes.length).sum();
        var record = begin(RECORDS, index.run, 8 + RecordChain.BYTES + 4 + size)
                .putLong(index.next)
                .put(chain)
                .putInt(added.size());
        added.forEach(bytes -> record.putInt(bytes.length).put(bytes));
        return record;
    }

    /** Adds those records of a batch whose place in it is in a range. */
    private static void unbatch(byte[] batch, long from, long to, List<byte[]> found) {
        var record = ByteBuffer.wrap(batch).position(HEAD + 8 + RecordChain.BYTES);
        var count = record.getInt();
        for (int i = 0; i < Math.min(count, to); i++) {
            var bytes = new byte[record.getInt()];
            record.get(bytes);
            if (i >= from) {
                found.add(bytes);
            }
        }
    }

    private static RunId run(ByteBuffer record) {
        return new RunId(new UUID(record.getLong(), record.getLong()));
    }

    private static <T> T checked(Path folder, Supplier<T> work) {
        try {
            return work.get();
        } catch (LogFailure e) {
            throw new JournalFailure(
                    KINDS.getOrDefault(e.kind(), Kind.STORAGE), "journal " + folder + ": " + e.getMessage(), e);
        } catch (BufferUnderflowException e) {
            throw new JournalFailure(Kind.CORRUPT, "journal " + folder + ": a record is not whole", e);
        } catch (IllegalArgumentException e) {
            throw new JournalFailure(Kind.STORAGE, "journal " + folder + ": " + e.getMessage(), e);
        }
    }
}

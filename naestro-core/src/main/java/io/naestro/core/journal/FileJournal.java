package io.naestro.core.journal;

import io.naestro.base.LogFailure;
import io.naestro.base.SegmentLog;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A journal in a folder: one append-only log of all runs and their contents. One process at a time may have the folder
 * open; a second one is refused. What was written but not yet durable when a process dies is found or dropped as a
 * whole when the folder is opened again.
 *
 * <p>A log record is a batch of a run's records ({@code R}, run, number of the first, count, then each with its length)
 * or a content ({@code C}, digest, bytes). A batch is one record, so that all of it is there or none.
 */
public final class FileJournal implements Journal {
    private static final byte RECORDS = 'R';
    private static final byte CONTENT = 'C';
    private static final int DIGEST_BYTES = 32;
    private static final int DIGEST_TEXT = "sha256:".length();

    private final Path folder;
    private final SegmentLog log;
    private final Map<RunId, List<Place>> records = new LinkedHashMap<>();
    private final Map<Digest, Long> contents = new HashMap<>();
    private boolean closed;

    /**
     * Where a record is.
     *
     * @param position the position of its batch in the log
     * @param index its number in the batch
     */
    private record Place(long position, int index) {}

    private FileJournal(Path folder, SegmentLog log) {
        this.folder = folder;
        this.log = log;
    }

    /**
     * Opens the journal in a folder, which is made if it is missing, and reads it through once.
     *
     * @param folder the folder
     * @throws JournalFailure if another process has it open, or it cannot be read or is damaged in the middle
     */
    public static FileJournal at(Path folder) {
        var journal = new FileJournal(folder, checked(folder, () -> SegmentLog.open(folder)));
        try {
            checked(folder, () -> {
                journal.index();
                return true;
            });
        } catch (JournalFailure e) {
            journal.close();
            throw e;
        }
        return journal;
    }

    @Override
    public synchronized void append(RunId run, long first, List<byte[]> added, Durability durability) {
        requireOpen();
        Numbering.require(run, first, next(run));
        checked(folder, () -> {
            if (!added.isEmpty()) {
                var position = log.append(List.of(batch(run, first, added))).getFirst();
                note(run, position, added.size());
            }
            if (durability == Durability.DURABLE) {
                log.force();
            }
            return true;
        });
    }

    @Override
    public synchronized List<byte[]> read(RunId run, long from, int most) {
        requireOpen();
        var known = records.getOrDefault(run, List.of());
        var start = (int) Math.min(from, known.size());
        var end = (int) Math.min((long) start + most, known.size());
        return checked(folder, () -> {
            var found = new ArrayList<byte[]>();
            List<byte[]> batch = List.of();
            var loaded = -1L;
            for (var place : known.subList(start, end)) {
                if (place.position() != loaded) {
                    loaded = place.position();
                    batch = unbatch(ByteBuffer.wrap(payload(loaded)));
                }
                found.add(batch.get(place.index()));
            }
            return found;
        });
    }

    @Override
    public synchronized List<RunId> runs() {
        requireOpen();
        return List.copyOf(records.keySet());
    }

    @Override
    public synchronized void keep(Digest digest, byte[] content) {
        requireOpen();
        checked(folder, () -> {
            if (!contents.containsKey(digest)) {
                var hash = HexFormat.of().parseHex(digest.value().substring(DIGEST_TEXT));
                var record = ByteBuffer.allocate(1 + DIGEST_BYTES + content.length)
                        .put(CONTENT)
                        .put(hash)
                        .put(content);
                contents.put(digest, log.append(List.of(record.array())).getFirst());
            }
            return true;
        });
    }

    @Override
    public synchronized Optional<byte[]> content(Digest digest) {
        requireOpen();
        return checked(
                folder,
                () -> Optional.ofNullable(contents.get(digest)).map(position -> {
                    var record = payload(position);
                    return Arrays.copyOfRange(record, 1 + DIGEST_BYTES, record.length);
                }));
    }

    @Override
    public synchronized void close() {
        closed = true;
        checked(folder, () -> {
            log.close();
            return true;
        });
    }

    /** How many bytes of a write that was cut off were dropped when the journal was opened. */
    public long recovered() {
        return log.recovered();
    }

    private void index() {
        try (var reader = log.read(0)) {
            while (reader.hasNext()) {
                var entry = reader.next();
                var record = ByteBuffer.wrap(entry.payload());
                var type = record.get();
                if (type == RECORDS) {
                    var run = run(record);
                    Numbering.require(run, record.getLong(), next(run));
                    note(run, entry.position(), record.getInt());
                } else if (type == CONTENT) {
                    var hash = new byte[DIGEST_BYTES];
                    record.get(hash);
                    contents.put(new Digest("sha256:" + HexFormat.of().formatHex(hash)), entry.position());
                } else {
                    throw new JournalFailure(
                            folder + " has a record of type " + type + ", which this release does not know", null);
                }
            }
        }
    }

    private int next(RunId run) {
        return records.getOrDefault(run, List.of()).size();
    }

    private void requireOpen() {
        if (closed) {
            throw new JournalFailure("journal " + folder + " is closed", null);
        }
    }

    private void note(RunId run, long position, int count) {
        var places = records.computeIfAbsent(run, key -> new ArrayList<>());
        for (int i = 0; i < count; i++) {
            places.add(new Place(position, i));
        }
    }

    private byte[] payload(long position) {
        try (var reader = log.read(position)) {
            return reader.next().payload();
        }
    }

    private static byte[] batch(RunId run, long first, List<byte[]> added) {
        var size = 1
                + 16
                + 8
                + 4
                + added.stream().mapToInt(bytes -> 4 + bytes.length).sum();
        var record = ByteBuffer.allocate(size)
                .put(RECORDS)
                .putLong(run.value().getMostSignificantBits())
                .putLong(run.value().getLeastSignificantBits())
                .putLong(first)
                .putInt(added.size());
        added.forEach(bytes -> record.putInt(bytes.length).put(bytes));
        return record.array();
    }

    private static List<byte[]> unbatch(ByteBuffer record) {
        record.get();
        run(record);
        record.getLong();
        var list = new ArrayList<byte[]>();
        for (int left = record.getInt(); left > 0; left--) {
            var bytes = new byte[record.getInt()];
            record.get(bytes);
            list.add(bytes);
        }
        return list;
    }

    private static RunId run(ByteBuffer record) {
        return new RunId(new UUID(record.getLong(), record.getLong()));
    }

    private static <T> T checked(Path folder, Supplier<T> work) {
        try {
            return work.get();
        } catch (LogFailure | BufferUnderflowException | IllegalArgumentException e) {
            throw new JournalFailure("journal " + folder + ": " + e.getMessage(), e);
        }
    }
}

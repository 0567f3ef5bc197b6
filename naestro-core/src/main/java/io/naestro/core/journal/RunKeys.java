package io.naestro.core.journal;

import io.naestro.base.PlainFile;
import io.naestro.base.Sealing;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.KeyProvider;
import io.naestro.run.RunId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import javax.crypto.SecretKey;

/**
 * The wrapped keys of runs, in a file of their own beside the log, because a key must be destroyed in place and a log
 * only grows. An entry is: length of the wrapped key, run, wrapped key, CRC32C. A destroyed key is zeros; an entry
 * whose checksum is wrong was being destroyed. Every write is durable before the call returns. Guarded by its own lock.
 */
final class RunKeys implements AutoCloseable {
    private static final byte[] MAGIC = "NAESTKEY".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int START = 12;
    private static final int HEAD = 2 + 16;
    private static final int LARGEST = 4096;

    private final Path path;
    private final KeyProvider provider;
    private final RandomAccessFile file;
    private final Map<RunId, Entry> entries = new HashMap<>();
    private long end = START;

    /**
     * Where the key of a run is.
     *
     * @param at where its entry begins
     * @param length how long the wrapped key is
     * @param alive whether it was not destroyed
     */
    private record Entry(long at, int length, boolean alive) {}

    private RunKeys(Path path, KeyProvider provider, RandomAccessFile file) {
        this.path = path;
        this.provider = provider;
        this.file = file;
    }

    static RunKeys open(Path path, KeyProvider provider) {
        try {
            PlainFile.require(path);
            var file = new RandomAccessFile(path.toFile(), "rwd");
            var keys = new RunKeys(path, provider, file);
            try {
                keys.load();
                return keys;
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** The key of a run, made if it never had one; empty when it was destroyed. */
    synchronized Optional<SecretKey> make(RunId run) {
        if (!entries.containsKey(run)) {
            var key = Sealing.freshKey();
            add(run, provider.wrap(run, key));
            return Optional.of(Sealing.key(key));
        }
        return find(run);
    }

    /** The key of a run, or empty when it has none, or none any more. */
    synchronized Optional<SecretKey> find(RunId run) {
        var entry = entries.get(run);
        if (entry == null || !entry.alive()) {
            return Optional.empty();
        }
        var wrapped = disk(() -> {
            var bytes = new byte[entry.length()];
            file.seek(entry.at() + HEAD);
            file.readFully(bytes);
            return bytes;
        });
        return Optional.of(Sealing.key(provider.unwrap(run, wrapped)));
    }

    synchronized boolean destroyed(RunId run) {
        var entry = entries.get(run);
        return entry != null && !entry.alive();
    }

    /** Overwrites the key of a run. A run without a key gets an entry too, so that it never has one. */
    synchronized void destroy(RunId run) {
        var entry = entries.get(run);
        if (entry == null) {
            entry = add(run, new byte[] {1});
        }
        try {
            file.seek(entry.at() + HEAD);
            file.write(new byte[entry.length()]);
            entries.put(run, new Entry(entry.at(), entry.length(), false));
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** Copies the file to another folder; the keys of runs that were begun later may be in it too. */
    synchronized void copyTo(Path target) {
        try (var copy = new RandomAccessFile(target.toFile(), "rwd")) {
            var bytes = new byte[(int) end];
            file.seek(0);
            file.readFully(bytes);
            copy.write(bytes);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    @Override
    public synchronized void close() {
        disk(() -> {
            file.close();
            return true;
        });
    }

    /** Something that the disk does. */
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T disk(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private Entry add(RunId run, byte[] wrapped) {
        if (wrapped.length > LARGEST) {
            throw new JournalFailure(
                    Kind.STORAGE, "a wrapped key has " + wrapped.length + " bytes; at most " + LARGEST + " fit", null);
        }
        var bytes = ByteBuffer.allocate(HEAD + wrapped.length + 4)
                .putShort((short) wrapped.length)
                .put(KeyFile.boundTo(run))
                .put(wrapped);
        bytes.putInt(checksum(bytes.array(), bytes.position()));
        try {
            file.seek(end);
            file.write(bytes.array());
        } catch (IOException e) {
            throw new JournalFailure(
                    Kind.FULL, "no key can be added to " + path + ": " + e.getMessage() + "; nothing was lost", e);
        }
        var entry = new Entry(end, wrapped.length, true);
        entries.put(run, entry);
        end += bytes.capacity();
        return entry;
    }

    private void load() throws IOException {
        var bytes = new byte[(int) file.length()];
        file.readFully(bytes);
        if (bytes.length < START) {
            file.seek(0);
            file.write(ByteBuffer.allocate(START).put(MAGIC).putInt(VERSION).array());
            return;
        }
        var in = ByteBuffer.wrap(bytes);
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length) || in.getInt(MAGIC.length) != VERSION) {
            throw new JournalFailure(
                    Kind.UNSUPPORTED,
                    path + " is no file of keys in version " + VERSION + ", which this release reads",
                    null);
        }
        while (end + HEAD + 4 <= bytes.length && in.getShort((int) end) > 0) {
            var length = in.getShort((int) end);
            if (end + HEAD + length + 4 > bytes.length) {
                return; // an entry that was cut off; the next one takes its place
            }
            load(in, length);
        }
    }

    private void load(ByteBuffer in, int length) {
        var at = (int) end;
        var run = new RunId(new UUID(in.getLong(at + 2), in.getLong(at + 10)));
        var bytes = new byte[HEAD + length];
        in.get(at, bytes);
        var good = in.getInt(at + HEAD + length) == checksum(bytes, bytes.length);
        entries.put(run, new Entry(end, length, good));
        end += HEAD + length + 4;
    }

    private static int checksum(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static JournalFailure failed(Path path, IOException e) {
        return new JournalFailure(Kind.STORAGE, "the keys in " + path + " cannot be used: " + e.getMessage(), e);
    }
}

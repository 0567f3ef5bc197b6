package io.naestro.core.journal;

import io.naestro.base.Sealing;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.KeyProvider;
import io.naestro.run.RunId;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import javax.crypto.SecretKey;

/**
 * A key in a file that only its owner may read, made if it is missing. It lets runs be erased; whoever can read the
 * file and the store can read all runs, so a host that wants more gives its own {@link KeyProvider}.
 */
public final class KeyFile implements KeyProvider {
    private static final int KEY_BYTES = 32;

    private final SecretKey key;

    private KeyFile(byte[] key) {
        this.key = Sealing.key(key);
    }

    /**
     * The key in a file.
     *
     * @param file the file; its folder must exist
     * @throws JournalFailure if it cannot be read or made, or is no key
     */
    public static KeyFile at(Path file) {
        try {
            if (Files.notExists(file)) {
                make(file);
            }
            var key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new JournalFailure(
                        Kind.CORRUPT, "the key file " + file + " does not hold " + KEY_BYTES + " bytes", null);
            }
            return new KeyFile(key);
        } catch (IOException e) {
            throw new JournalFailure(Kind.STORAGE, "the key file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] wrap(RunId run, byte[] runKey) {
        return Sealing.seal(key, boundTo(run), runKey);
    }

    @Override
    public byte[] unwrap(RunId run, byte[] wrapped) {
        return Sealing.open(key, boundTo(run), wrapped);
    }

    /** Copies a key file, if there is one. */
    static void copy(Path from, Path to) {
        try {
            if (Files.exists(from)) {
                Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new JournalFailure(Kind.STORAGE, "the key file cannot be copied to " + to + ": " + e.getMessage(), e);
        }
    }

    /** Written whole under another name first, so that a crash leaves no half of a key. */
    private static void make(Path file) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh);
        ownerOnly(fresh.toFile());
        Files.write(fresh, Sealing.freshKey(), StandardOpenOption.SYNC);
        Files.move(fresh, file);
    }

    /** As far as the file system can; before there is anything in it. */
    private static void ownerOnly(File file) {
        file.setReadable(false, false);
        file.setWritable(false, false);
        file.setReadable(true, true);
        file.setWritable(true, true);
    }

    static byte[] boundTo(RunId run) {
        return ByteBuffer.allocate(16)
                .putLong(run.value().getMostSignificantBits())
                .putLong(run.value().getLeastSignificantBits())
                .array();
    }
}

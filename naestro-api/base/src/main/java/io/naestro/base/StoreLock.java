package io.naestro.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a folder for one process. The set of folders held by this process is needed beside the file lock, because on
 * POSIX closing any channel of a file gives up the whole process's lock on it.
 */
final class StoreLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private StoreLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static StoreLock take(Path store) throws IOException {
        var directory = store.toRealPath();
        if (!HELD.add(directory)) {
            throw locked(store, "this process");
        }
        try {
            return lock(store, directory);
        } catch (IOException | RuntimeException e) {
            HELD.remove(directory);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(directory);
    }

    private static StoreLock lock(Path store, Path directory) throws IOException {
        var file = directory.resolve("lock");
        PlainFile.require(file);
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        if (channel.tryLock() == null) {
            channel.close();
            throw locked(store, "another process");
        }
        return new StoreLock(directory, channel);
    }

    private static LogFailure locked(Path store, String holder) {
        return new LogFailure(
                LogFailure.Kind.LOCKED,
                "the store " + store + " is open in " + holder + "; close it there, or use another folder",
                null);
    }
}

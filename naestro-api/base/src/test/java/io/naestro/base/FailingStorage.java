package io.naestro.base;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A disk that fails when told to. */
final class FailingStorage implements LogStorage {
    private final LogStorage disk = new DiskStorage();
    int writesLeft = Integer.MAX_VALUE;
    int syncsLeft = Integer.MAX_VALUE;

    @Nullable Error breaks;

    boolean readsFail;
    boolean opensFail;
    boolean deletesFail;
    boolean renamesFail;
    boolean closeFails;
    boolean shortReads;
    int syncs;

    @Override
    public LogFile open(Path file) throws IOException {
        if (opensFail) {
            throw new IOException("Too many open files");
        }
        var real = disk.open(file);
        return new LogFile() {
            @Override
            public long length() throws IOException {
                return real.length();
            }

            @Override
            public int read(long at, byte[] into) throws IOException {
                if (readsFail) {
                    throw new IOException("Input/output error");
                }
                return shortReads ? Math.min(10, real.read(at, into)) : real.read(at, into);
            }

            @Override
            public void write(long at, byte[] bytes, int length) throws IOException {
                if (breaks != null) {
                    throw breaks;
                }
                if (writesLeft-- <= 0) {
                    real.write(at, Arrays.copyOf(bytes, length / 2), length / 2);
                    throw new IOException("No space left on device");
                }
                real.write(at, bytes, length);
            }

            @Override
            public void resize(long length) throws IOException {
                real.resize(length);
            }

            @Override
            public void sync() throws IOException {
                syncs++;
                if (syncsLeft-- <= 0) {
                    throw new IOException("Input/output error");
                }
                real.sync();
            }

            @Override
            public void close() throws IOException {
                real.close();
                if (closeFails) {
                    throw new IOException("stale handle");
                }
            }
        };
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (renamesFail) {
            throw new IOException("Read-only file system");
        }
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        if (deletesFail) {
            throw new IOException("Read-only file system");
        }
        disk.delete(file);
    }
}

package io.naestro.base;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** The real disk. RandomAccessFile, because the interruption of a thread closes a FileChannel under everyone's feet. */
final class DiskStorage implements LogStorage {
    @Override
    public LogFile open(Path file) throws IOException {
        return new DiskFile(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /**
     * One handle to write, one to read and one to force: a RandomAccessFile has one place in the file for both, and can
     * force only with the times of the file, which costs a second write. The asynchronous channel is there for
     * {@code force} alone, because it is the one that neither does that nor is closed by an interruption; its threads
     * are never used, and so never started.
     */
    private static final class DiskFile implements LogFile {
        private final RandomAccessFile writer;
        private final RandomAccessFile reader;
        private final AsynchronousFileChannel forcer;
        private final ReentrantLock reading = new ReentrantLock();

        DiskFile(Path file) throws IOException {
            PlainFile.require(file);
            forcer = AsynchronousFileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            writer = new RandomAccessFile(file.toFile(), "rw");
            reader = new RandomAccessFile(file.toFile(), "r");
        }

        @Override
        public long length() throws IOException {
            return writer.length();
        }

        @Override
        public int read(long at, byte[] into) throws IOException {
            reading.lock();
            try {
                reader.seek(at);
                int count = 0;
                for (int n = 0; n >= 0 && count < into.length; n = reader.read(into, count, into.length - count)) {
                    count += n;
                }
                return count;
            } finally {
                reading.unlock();
            }
        }

        @Override
        public void write(long at, byte[] bytes, int length) throws IOException {
            writer.seek(at);
            writer.write(bytes, 0, length);
        }

        @Override
        public void resize(long length) throws IOException {
            writer.setLength(length);
        }

        @Override
        public void sync() throws IOException {
            forcer.force(false);
        }

        @Override
        public void close() throws IOException {
            try (forcer;
                    reader) {
                writer.close();
            }
        }
    }
}

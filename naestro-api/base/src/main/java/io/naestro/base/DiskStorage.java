package io.naestro.base;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The real disk. RandomAccessFile, because the interruption of a thread closes a FileChannel under everyone's feet. */
final class DiskStorage implements LogStorage {
    @Override
    public LogFile open(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no regular file; a link would lead the log to a file of someone else");
        }
        return new DiskFile(new RandomAccessFile(file.toFile(), "rw"));
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private record DiskFile(RandomAccessFile file) implements LogFile {
        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public int read(long at, byte[] into) throws IOException {
            file.seek(at);
            int count = 0;
            for (int n = 0; n >= 0 && count < into.length; n = file.read(into, count, into.length - count)) {
                count += n;
            }
            return count;
        }

        @Override
        public void write(long at, byte[] bytes) throws IOException {
            file.seek(at);
            file.write(bytes);
        }

        @Override
        public void truncate(long length) throws IOException {
            file.setLength(length);
        }

        @Override
        public void sync() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

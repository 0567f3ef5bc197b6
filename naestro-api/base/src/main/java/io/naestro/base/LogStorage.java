package io.naestro.base;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The files of a log. Blocking and, other than channels, not closed by the interruption of a thread. */
interface LogStorage {
    /** Opens a file for reading and writing; makes it when it does not exist. */
    LogFile open(Path file) throws IOException;

    /** Makes the names in a folder durable. */
    void syncDirectory(Path directory) throws IOException;

    /** One open file. */
    interface LogFile extends Closeable {
        long length() throws IOException;

        /** Reads until the buffer is full or the file ends; answers how many bytes were read. */
        int read(long at, byte[] into) throws IOException;

        void write(long at, byte[] bytes) throws IOException;

        void truncate(long length) throws IOException;

        /** Makes contents and length durable. */
        void sync() throws IOException;
    }
}

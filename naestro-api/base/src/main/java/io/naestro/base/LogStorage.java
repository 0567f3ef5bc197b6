package io.naestro.base;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The files of a log. Blocking and, other than channels, not closed by the interruption of a thread. */
interface LogStorage {
    /** Opens a regular file for reading and writing, and follows no link; makes it when it does not exist. */
    LogFile open(Path file) throws IOException;

    /** Makes the names in a folder durable. */
    void syncDirectory(Path directory) throws IOException;

    /** Gives a file another name, in one step; a file that had the name is gone. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file, if there is one. */
    void delete(Path file) throws IOException;

    /** One open file. Reading is safe beside other readers and the one writer. */
    interface LogFile extends Closeable {
        long length() throws IOException;

        /** Reads until the buffer is full or the file ends; answers how many bytes were read. */
        int read(long at, byte[] into) throws IOException;

        /** Writes the first bytes of an array. */
        void write(long at, byte[] bytes, int length) throws IOException;

        /** Makes the file shorter, or longer by bytes of zero that need not take room. */
        void resize(long length) throws IOException;

        /** Makes contents and length durable. */
        void sync() throws IOException;
    }
}

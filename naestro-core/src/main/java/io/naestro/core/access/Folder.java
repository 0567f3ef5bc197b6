package io.naestro.core.access;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An open folder below a root. Names are names of entries, never paths, and no operation follows a symbolic link.
 * Exceptions may hold paths of the host; {@link FileUse} translates them.
 */
sealed interface Folder extends Closeable permits HeldFolder, NamedFolder {

    /** Opens the folder of a root: held by a handle where the file system can, and else by its name. */
    @SuppressWarnings("StreamResourceLeak") // closed with the folder
    static Folder of(Roots.Root root) throws IOException {
        var stream = Files.newDirectoryStream(root.folder());
        return stream instanceof SecureDirectoryStream<Path> secure
                ? new HeldFolder(root, root.folder(), secure)
                : new NamedFolder(root.folder(), stream);
    }

    /**
     * Refuses a path that is not the real one.
     *
     * @param path an absolute path of something that exists
     */
    static void requireReal(Path path) throws IOException {
        if (!path.toRealPath().equals(path)) {
            throw new Unsafe("a symbolic link stands in the way, or a name is spelled otherwise on disk");
        }
    }

    /** A folder in this one. */
    Folder open(String name) throws IOException;

    /**
     * What an entry is; null when there is none. Symbolic links are refused, as are names spelled otherwise on disk.
     */
    @Nullable BasicFileAttributes find(String name) throws IOException;

    /** Opens a file for reading; afterwards it is known that it was the file in this folder. */
    SeekableByteChannel read(String name) throws IOException;

    /** Makes a file that was not there, and opens it for writing. */
    SeekableByteChannel create(String name) throws IOException;

    /** Makes an empty folder that was not there. */
    void make(String name) throws IOException;

    /** Gives one entry the place of another in one step. */
    void replace(String from, String to) throws IOException;

    /** Removes a file. */
    void remove(String name) throws IOException;

    /** The number of names that a file has; 1 where the file system does not tell. */
    int links(String name) throws IOException;

    /** Gives one file the permissions of another, where there are permissions. */
    void copyPermissions(String from, String to) throws IOException;

    /** Names of entries in any order, without those of files being written, and at most so many. May be asked once. */
    List<String> names(int most) throws IOException;

    /** Names of the entries of a stream. */
    static List<String> names(DirectoryStream<Path> stream, int most) throws IOException {
        var names = new ArrayList<String>();
        try {
            for (var entries = stream.iterator(); names.size() < most && entries.hasNext(); ) {
                var name = entries.next().getFileName().toString();
                if (!TemporaryName.is(name)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        return names;
    }

    /** Makes changes of entries durable, where there is a handle to do it by. */
    void sync() throws IOException;
}

package io.naestro.core.access;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder held by a handle: whatever happens to its name meanwhile, entries are those of the folder that was opened
 * (POSIX {@code openat} and its family).
 */
final class HeldFolder implements Folder {
    private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

    private final Roots.Root root;
    private final Path path;
    private final SecureDirectoryStream<Path> stream;

    /**
     * A folder.
     *
     * @param root the root
     * @param path where the folder was found; not relied on
     * @param stream the handle
     */
    HeldFolder(Roots.Root root, Path path, SecureDirectoryStream<Path> stream) {
        this.root = root;
        this.path = path;
        this.stream = stream;
    }

    @Override
    public Folder open(String name) throws IOException {
        return new HeldFolder(root, path.resolve(name), stream.newDirectoryStream(entry(name), NOFOLLOW));
    }

    @Override
    public @Nullable BasicFileAttributes find(String name) throws IOException {
        try {
            var found = view(name, BasicFileAttributeView.class).readAttributes();
            if (found.isSymbolicLink()) {
                throw new Unsafe("a symbolic link stands in the way");
            }
            if (root.foldsNames()) {
                Folder.requireReal(path.resolve(name));
            }
            return found;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public SeekableByteChannel read(String name) throws IOException {
        return stream.newByteChannel(entry(name), Set.of(StandardOpenOption.READ, NOFOLLOW));
    }

    @Override
    public SeekableByteChannel create(String name) throws IOException {
        return stream.newByteChannel(
                entry(name), Set.<OpenOption>of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NOFOLLOW));
    }

    /**
     * Java makes folders by path only, and a path can be led astray. So the folder is made in the root, whose path
     * nothing below it can change, and moved here by handles.
     */
    @Override
    public void make(String name) throws IOException {
        var made = TemporaryName.claim(
                temporary -> Files.createDirectory(root.folder().resolve(temporary)));
        try (var top = Files.newDirectoryStream(root.folder())) {
            move((SecureDirectoryStream<Path>) top, made.getFileName(), entry(name));
        }
    }

    private void move(SecureDirectoryStream<Path> top, Path from, Path to) throws IOException {
        try {
            top.move(from, stream, to);
        } catch (IOException e) {
            top.deleteDirectory(from);
            throw e;
        }
    }

    @Override
    public void replace(String from, String to) throws IOException {
        stream.move(entry(from), stream, entry(to));
    }

    @Override
    public void remove(String name) throws IOException {
        stream.deleteFile(entry(name));
    }

    /** Asked by path, which may lie; a write makes a new file in any case and never touches one with two names. */
    @Override
    public int links(String name) throws IOException {
        return (Integer) Files.getAttribute(path.resolve(name), "unix:nlink", NOFOLLOW);
    }

    @Override
    public void copyPermissions(String from, String to) throws IOException {
        var permissions =
                view(from, PosixFileAttributeView.class).readAttributes().permissions();
        view(to, PosixFileAttributeView.class).setPermissions(permissions);
    }

    @Override
    public List<String> names(int most) throws IOException {
        return Folder.names(stream, most);
    }

    @Override
    public void sync() throws IOException {
        try (var itself = (FileChannel) stream.newByteChannel(entry("."), Set.of(StandardOpenOption.READ))) {
            itself.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private <V extends FileAttributeView> V view(String name, Class<V> type) {
        return stream.getFileAttributeView(entry(name), type, NOFOLLOW);
    }

    private Path entry(String name) {
        return path.getFileSystem().getPath(name);
    }
}

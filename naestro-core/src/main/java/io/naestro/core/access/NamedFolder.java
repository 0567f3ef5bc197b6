package io.naestro.core.access;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder known by its path, for file systems that give no handles. After each opening and making, the path is asked
 * again whether it still is the real one; this also refuses names that are spelled otherwise on disk (letter case,
 * short names, dots at the end).
 */
final class NamedFolder implements Folder {
    private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

    private final Path path;
    private final DirectoryStream<Path> stream;

    NamedFolder(Path path, DirectoryStream<Path> stream) {
        this.path = path;
        this.stream = stream;
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // closed with the folder
    public Folder open(String name) throws IOException {
        var child = path.resolve(name);
        var opened = new NamedFolder(child, Files.newDirectoryStream(child));
        try {
            Folder.requireReal(child);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public @Nullable BasicFileAttributes find(String name) throws IOException {
        try {
            var found = Files.readAttributes(path.resolve(name), BasicFileAttributes.class, NOFOLLOW);
            Folder.requireReal(path.resolve(name));
            return found;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public SeekableByteChannel read(String name) throws IOException {
        var channel = Files.newByteChannel(path.resolve(name), StandardOpenOption.READ);
        try {
            Folder.requireReal(path.resolve(name));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public SeekableByteChannel create(String name) throws IOException {
        var file = path.resolve(name);
        var channel = Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try {
            Folder.requireReal(path);
            return channel;
        } catch (IOException e) {
            channel.close();
            Files.delete(file);
            throw e;
        }
    }

    @Override
    public void make(String name) throws IOException {
        var made = Files.createDirectory(path.resolve(name));
        try {
            Folder.requireReal(made);
        } catch (IOException e) {
            Files.delete(made);
            throw e;
        }
    }

    @Override
    public void replace(String from, String to) throws IOException {
        Folder.requireReal(path);
        Files.move(
                path.resolve(from),
                path.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void remove(String name) throws IOException {
        Files.delete(path.resolve(name));
    }

    @Override
    public int links(String name) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (Integer) Files.getAttribute(path.resolve(name), "unix:nlink", NOFOLLOW)
                : 1;
    }

    @Override
    public void copyPermissions(String from, String to) throws IOException {
        var target = Files.getFileAttributeView(path.resolve(to), PosixFileAttributeView.class, NOFOLLOW);
        if (target != null) {
            target.setPermissions(Files.getPosixFilePermissions(path.resolve(from), NOFOLLOW));
        }
    }

    @Override
    public List<String> names(int most) throws IOException {
        return Folder.names(stream, most);
    }

    /** Nothing: there is no handle to do it by. */
    @Override
    public void sync() {}

    @Override
    public void close() throws IOException {
        stream.close();
    }
}

package io.naestro.core.access;

import io.naestro.base.LexicalPath;
import io.naestro.effect.Resource;
import io.naestro.tool.TooLarge;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * One use of one path that the guard let through. Walks from the root entry by entry and never through a symbolic link,
 * not even one that stays inside: the guard decided on the path as it was written, and a link would make it another.
 */
final class FileUse {
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private final LexicalPath path;
    private final Resource resource;
    private final Roots.Root root;
    private final AccessGuard guard;

    FileUse(LexicalPath path, Resource resource, Roots.Root root, AccessGuard guard) {
        this.path = path;
        this.resource = resource;
        this.root = root;
        this.guard = guard;
    }

    byte[] read(long maxBytes) throws IOException {
        var limit = (int) Math.min(maxBytes, LARGEST);
        return translated(() -> {
            var name = name();
            try (var folder = walk(parents(), false)) {
                var file = folder.find(name);
                if (file == null) {
                    throw new NoSuchFileException(name);
                }
                requireFile(file);
                if (file.size() > limit) {
                    throw tooLarge(limit + " bytes");
                }
                return content(folder, limit);
            }
        });
    }

    /** Reads to the end or one byte beyond the limit, as a file may grow or not tell its size. */
    private byte[] content(Folder folder, int limit) throws IOException {
        try (var in = Channels.newInputStream(folder.read(name()))) {
            var bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw tooLarge(limit + " bytes");
            }
            return bytes;
        }
    }

    void write(byte[] content) throws IOException {
        translated(() -> {
            var name = name();
            try (var folder = walk(parents(), true)) {
                var old = folder.find(name);
                if (old != null) {
                    requireReplaceable(folder, old);
                }
                try (var draft = Draft.in(folder)) {
                    draft.fill(content);
                    if (old != null) {
                        draft.lookLike(name);
                    }
                    draft.place(name);
                }
            }
            return content;
        });
    }

    List<String> list(int maxEntries) throws IOException {
        return translated(() -> {
            try (var folder = walk(path.segments(), false)) {
                var names = folder.names(Math.min(maxEntries, LARGEST) + 1);
                if (names.size() > maxEntries) {
                    throw tooLarge(maxEntries + " entries");
                }
                names.sort(null);
                return List.copyOf(names);
            }
        });
    }

    /** Where a folder really is, for programs that work in it: known only while nobody moves it. */
    Path folder() throws IOException {
        return translated(() -> {
            walk(path.segments(), false).close();
            var folder = root.folder().resolve(String.join("/", path.segments()));
            Folder.requireReal(folder);
            return folder;
        });
    }

    private String name() throws IOException {
        if (path.segments().isEmpty()) {
            throw new FileSystemException("", null, "is a folder");
        }
        return path.segments().getLast();
    }

    private List<String> parents() {
        return path.segments().subList(0, path.segments().size() - 1);
    }

    private Folder walk(List<String> names, boolean make) throws IOException {
        var here = Folder.of(root);
        for (var name : names) {
            try (var parent = here) { // not needed once its child is open
                here = enter(parent, name, make);
            }
        }
        return here;
    }

    private Folder enter(Folder parent, String name, boolean make) throws IOException {
        if (make) {
            makeMissing(parent, name);
        }
        var found = parent.find(name);
        if (found == null) {
            throw new NoSuchFileException(name);
        }
        if (!found.isDirectory()) {
            throw new NotDirectoryException(name);
        }
        return parent.open(name);
    }

    /** One at a time for each root: a folder that two make at once could replace the other's before it is filled. */
    private void makeMissing(Folder parent, String name) throws IOException {
        root.making().lock();
        try {
            if (parent.find(name) == null) {
                parent.make(name);
                parent.sync();
            }
        } finally {
            root.making().unlock();
        }
    }

    private static void requireFile(BasicFileAttributes entry) throws IOException {
        if (entry.isDirectory()) {
            throw new FileSystemException("", null, "is a folder");
        }
        if (!entry.isRegularFile()) {
            throw new Unsafe("it is neither a file nor a folder");
        }
    }

    private void requireReplaceable(Folder folder, BasicFileAttributes entry) throws IOException {
        requireFile(entry);
        if (folder.links(name()) > 1) {
            throw new Unsafe("the file has other names, which may lie outside (hard links)");
        }
    }

    private TooLarge tooLarge(String limit) {
        return new TooLarge("'" + path + "' has more than the " + limit + " that were allowed");
    }

    private interface Work<T> {
        T done() throws IOException;
    }

    /** Does the work; whatever fails is told by the lexical path, never by a path of the host. */
    private <T> T translated(Work<T> work) throws IOException {
        try {
            return work.done();
        } catch (Unsafe e) {
            throw guard.refuse(resource, "'" + path + "' is out of reach: " + e.getMessage());
        } catch (IOException e) {
            throw FileFailure.of(path, e);
        }
    }
}

package io.naestro.core.access;

import io.naestro.base.LexicalPath;
import io.naestro.json.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The folders that a host opens to tools, each under a name. No folder lies in another one, so that a file has one name
 * only and a rule about one root cannot be evaded through another.
 */
public final class Roots {
    private static final List<String> OF_THE_SYSTEM = List.of("/proc", "/sys", "/dev");

    private final SortedMap<String, Root> roots;

    private Roots(SortedMap<String, Root> roots) {
        this.roots = Collections.unmodifiableSortedMap(roots);
    }

    /**
     * A folder of the host.
     *
     * @param folder its real path
     * @param foldsNames whether its file system may take differently spelled names for the same
     * @param making held while a missing folder is made below it
     */
    record Root(Path folder, boolean foldsNames, ReentrantLock making) {
        static Root of(Path folder) {
            return new Root(folder, foldsNames(folder), new ReentrantLock());
        }

        /** Asks without writing: does the folder's own path answer to letters of the other case? */
        private static boolean foldsNames(Path folder) {
            var text = folder.toString();
            var upper = text.toUpperCase(Locale.ROOT);
            var other = upper.equals(text) ? text.toLowerCase(Locale.ROOT) : upper;
            return Files.exists(folder.getFileSystem().getPath(other));
        }
    }

    /** No folders: every file is out of reach. */
    public static Roots none() {
        return of(Map.of());
    }

    /**
     * Folders by name. Those that do not exist are made.
     *
     * @param folders folder by root name; a name is a lower-case letter, then lower-case letters, digits and hyphens
     * @throws IllegalArgumentException if a name has another form, a folder cannot be made or is a file, lies in
     *     {@code /proc}, {@code /sys} or {@code /dev} or holds them, or lies in the folder of another root
     */
    public static Roots of(Map<String, Path> folders) {
        var roots = new TreeMap<String, Root>();
        new TreeMap<>(folders).forEach((name, folder) -> {
            checkName(name);
            var real = real(name, folder);
            refuseSystem(name, real);
            roots.forEach((other, root) -> refuseNested(name, real, other, root.folder()));
            roots.put(name, Root.of(real));
        });
        return new Roots(roots);
    }

    /** The names of the roots, sorted. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(roots.keySet()));
    }

    /** The root of that name, or null when there is none. */
    @Nullable Root find(String name) {
        return roots.get(name);
    }

    /** The name of the root that something lies in, or null when it lies in none. */
    @Nullable String holder(Path real) {
        return roots.entrySet().stream()
                .filter(root -> real.startsWith(root.getValue().folder()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static void checkName(String name) {
        try {
            new LexicalPath(name, List.of());
        } catch (InputException e) {
            throw new IllegalArgumentException(
                    "root '" + name + "': a name is a lower-case letter, then lower-case letters, digits and hyphens",
                    e);
        }
    }

    private static Path real(String name, Path folder) {
        try {
            return Files.createDirectories(folder).toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "root '" + name + "': '" + folder + "' is not a folder and cannot be made one", e);
        }
    }

    private static void refuseSystem(String name, Path real) {
        for (var text : OF_THE_SYSTEM) {
            var system = real.getFileSystem().getPath(text);
            if (real.startsWith(system) || system.startsWith(real)) {
                throw new IllegalArgumentException("root '" + name + "': '" + real + "' lies in or holds " + text
                        + ", which is not open to tools; choose a folder of its own");
            }
        }
    }

    private static void refuseNested(String name, Path real, String other, Path otherReal) {
        if (real.startsWith(otherReal) || otherReal.startsWith(real)) {
            throw new IllegalArgumentException("roots '" + other + "' and '" + name + "' overlap: '" + otherReal
                    + "' and '" + real + "'; a file must have one name only, so drop one of them");
        }
    }
}

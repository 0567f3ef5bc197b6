package io.naestro.core.access;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that a program works in.
 *
 * @param path where it is
 * @param temporary whether it is removed at the end
 */
record WorkFolder(Path path, boolean temporary) implements AutoCloseable {

    static WorkFolder at(Path path) {
        return new WorkFolder(path, false);
    }

    /** A new folder that only this user may enter. */
    static WorkFolder anew() throws IOException {
        return new WorkFolder(Files.createTempDirectory("naestro-"), true);
    }

    /** Removes what is temporary, without following links. What cannot be removed is left to the system. */
    @Override
    public void close() {
        if (temporary) {
            remove(path);
        }
    }

    @SuppressWarnings("ResultOfMethodCallIgnored") // left to the system, as is said above
    private static void remove(Path path) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            inside(path).forEach(WorkFolder::remove);
        }
        path.toFile().delete();
    }

    private static List<Path> inside(Path folder) {
        return Stream.ofNullable(folder.toFile().listFiles())
                .flatMap(Arrays::stream)
                .map(File::toPath)
                .toList();
    }
}

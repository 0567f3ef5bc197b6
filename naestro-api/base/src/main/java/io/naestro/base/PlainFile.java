package io.naestro.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Files that a store may write: whoever can put a link into its folder must not choose what is overwritten. */
public final class PlainFile {
    private PlainFile() {}

    /**
     * Refuses what is there but is no regular file, symbolic links above all.
     *
     * @param file the file; it may be missing
     * @throws IOException if something else has its name
     */
    public static void require(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no regular file; a store follows no links, so remove it");
        }
    }
}

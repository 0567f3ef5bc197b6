package io.naestro.house;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The jars that a host takes on.
 *
 * @param jars the files
 */
record Footprint(List<Path> jars) {

    /** Reads a class path that the build wrote to a file. */
    static Footprint read(Path file) {
        return new Footprint(Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(Layout.text(file).strip())
                .map(Path::of)
                .toList());
    }

    int count() {
        return jars.size();
    }

    long bytes() {
        return jars.stream().mapToLong(Footprint::size).sum();
    }

    /** One line a jar, largest first, for the message of a failure. */
    String table() {
        return jars.stream()
                .sorted(Comparator.comparingLong(Footprint::size).reversed())
                .map(jar -> "%,11d %s".formatted(size(jar), jar.getFileName()))
                .collect(Collectors.joining("\n", "%d jars, %,d bytes%n".formatted(count(), bytes()), ""));
    }

    private static long size(Path jar) {
        try {
            return Files.size(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

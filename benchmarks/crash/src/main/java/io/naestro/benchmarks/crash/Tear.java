package io.naestro.benchmarks.crash;

import io.naestro.base.SegmentLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a loss of power leaves that the loss of a process does not: the first bytes of a record behind the last whole
 * one. They are written while nobody has the journal open; the log is looked at in a copy, since looking repairs it.
 */
final class Tear {
    private final Path journal;
    private final Path copy;

    Tear(Path journal, Path copy) {
        this.journal = journal;
        this.copy = copy;
    }

    /** How many bytes of a torn tail opening the journal would cut off now. */
    long found() throws IOException {
        copyJournal();
        try (var log = SegmentLog.open(copy)) {
            return log.recovered();
        }
    }

    /** Leaves the first bytes of a record behind the last whole one; whether there was one. */
    boolean make(RandomGenerator random) throws IOException {
        copyJournal();
        byte[] frame;
        long end;
        try (var log = SegmentLog.open(copy);
                var reader = log.read(0)) {
            end = log.end();
            var last = -1L;
            while (reader.hasNext()) {
                last = reader.next().position();
            }
            if (last < 0) {
                return false;
            }
            frame = Arrays.copyOfRange(Files.readAllBytes(segments(copy).getFirst()), (int) last, (int) end);
        }
        try (var channel = FileChannel.open(segments(journal).getFirst(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(frame, 0, 4 + random.nextInt(frame.length - 4)), end);
        }
        return true;
    }

    private void copyJournal() throws IOException {
        Trees.delete(copy);
        Files.createDirectories(copy);
        for (var file : files(journal)) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
    }

    private static List<Path> segments(Path folder) throws IOException {
        var segments = files(folder).stream()
                .filter(file -> file.toString().endsWith(".log"))
                .toList();
        if (segments.size() != 1) {
            throw new IOException(folder + " has " + segments.size() + " segments, and a course is to fit in one");
        }
        return segments;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted(Comparator.naturalOrder()).toList();
        }
    }
}

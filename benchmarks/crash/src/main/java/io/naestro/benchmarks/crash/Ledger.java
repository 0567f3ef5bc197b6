package io.naestro.benchmarks.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What really happened: a file outside the journal, a line for each effect, forced before the effect counts as done.
 */
record Ledger(Path file) {
    /** Makes the effect: one write at the end of the file, which other processes append to as well. */
    void append(String key) throws IOException {
        var line = StandardCharsets.UTF_8.encode(key + "\n");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            write(channel, line);
            channel.force(true);
        }
    }

    private static void write(FileChannel channel, ByteBuffer line) throws IOException {
        var size = line.remaining();
        if (channel.write(line) != size) {
            throw new IOException("the ledger took only a part of a line; is the disk full?");
        }
    }

    /** How often each effect happened, by the key of its call. */
    Map<String, Integer> effects() throws IOException {
        var effects = new TreeMap<String, Integer>();
        for (var key : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            effects.merge(key, 1, Integer::sum);
        }
        return effects;
    }
}

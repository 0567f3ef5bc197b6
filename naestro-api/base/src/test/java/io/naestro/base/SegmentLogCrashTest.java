package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.LogFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power failures on a simulated disk: an ending of the process does not test what was forced, only this does. */
class SegmentLogCrashTest {
    private static final int SEEDS = 400;

    @TempDir
    Path folder;

    @Test
    void loses_nothing_that_was_forced_and_keeps_the_order() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(lost(seed, disk -> {})).as("seed %d", seed).isNull();
        }
    }

    @Test
    void loses_nothing_on_a_disk_that_is_full_now_and_then() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(lost(seed, disk -> disk.full = 0.3)).as("seed %d", seed).isNull();
        }
    }

    @Test
    void the_same_check_finds_a_force_that_was_dropped() throws IOException {
        var found = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            found += lost(seed, disk -> disk.lies = true) == null ? 0 : 1;
        }
        assertThat(found).isGreaterThan(SEEDS / 4);
    }

    /** What went wrong in some lives of a log that end with power failures; null if nothing did. */
    private String lost(long seed, Consumer<SimulatedDisk> faults) throws IOException {
        var random = new Random(seed);
        var store = Files.createTempDirectory(folder, "s");
        var disk = new SimulatedDisk(seed);
        faults.accept(disk);
        var appended = new ArrayList<String>();
        var safe = 0;
        for (int life = 0; life < 4; life++) {
            try {
                var log = open(store, disk);
                var found = texts(log);
                if (found.size() < safe || !appended.subList(0, found.size()).equals(found)) {
                    return "after life " + life + ": " + safe + " records were safe, found " + found.size();
                }
                appended.subList(found.size(), appended.size()).clear();
                safe = live(log, random, appended);
                disk.crash();
                end(log, disk);
            } catch (LogFailure e) {
                if (e.kind() == Kind.CORRUPT) {
                    return "after life " + life + ": " + e.getMessage();
                }
                throw e;
            }
        }
        return null;
    }

    /** Gives the folder free without touching the disk. */
    private static void end(SegmentLog log, SimulatedDisk disk) {
        disk.off = true;
        try {
            log.close();
        } catch (LogFailure e) {
            assertThat(e.kind()).isEqualTo(Kind.STORAGE);
        }
        disk.off = false;
    }

    /** Opens the log; a disk that is full is tried again. */
    private static SegmentLog open(Path store, SimulatedDisk disk) {
        while (true) {
            try {
                return SegmentLog.open(store, 200, disk);
            } catch (LogFailure e) {
                if (e.kind() != Kind.STORAGE) {
                    throw e;
                }
            }
        }
    }

    /** Appends and forces at random; answers how many records are safe. */
    private static int live(SegmentLog log, Random random, List<String> appended) {
        var safe = appended.size();
        for (int i = random.nextInt(30); i > 0; i--) {
            var batch = new ArrayList<String>();
            for (int k = random.nextInt(4); k > 0; k--) {
                batch.add((appended.size() + batch.size()) + " " + "x".repeat(random.nextInt(40)));
            }
            try {
                log.append(batch.stream()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList());
                appended.addAll(batch);
            } catch (LogFailure e) {
                assertThat(e.kind()).isEqualTo(Kind.FULL);
            }
            if (random.nextInt(3) == 0) {
                log.force();
                safe = appended.size();
            }
        }
        return safe;
    }

    private static List<String> texts(SegmentLog log) {
        var texts = new ArrayList<String>();
        try (var reader = log.read(0)) {
            reader.forEachRemaining(entry -> texts.add(new String(entry.payload(), StandardCharsets.UTF_8)));
        }
        return texts;
    }
}

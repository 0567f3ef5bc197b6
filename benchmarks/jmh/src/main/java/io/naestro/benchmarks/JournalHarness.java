package io.naestro.benchmarks;

import io.naestro.base.SegmentLog;
import io.naestro.core.journal.FileJournal;
import io.naestro.run.Journal.Durability;
import io.naestro.run.RunId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the journal on the disk of a folder: what a shared force reaches beside a bare loop with the same batch
 * sizes, how long a million records take to open, and what sleeping runs cost. Arguments: the folder, then
 * {@code commit}, {@code recover} or {@code sleeping}.
 */
public final class JournalHarness {
    private static final int WRITERS = 64;
    private static final int EACH = 3_000;
    private static final int BYTES = 250;

    private JournalHarness() {}

    /** Runs one measurement. */
    public static void main(String... args) throws Exception {
        var folder = Files.createTempDirectory(Files.createDirectories(Path.of(args[0])), "journal");
        switch (args[1]) {
            case "commit" -> commit(folder);
            case "recover" -> recover(folder);
            default -> sleeping(folder);
        }
    }

    private static void commit(Path folder) throws Exception {
        for (int round = 0; round < 4; round++) {
            Set<Long> forces = ConcurrentHashMap.newKeySet();
            double shared;
            try (var log = SegmentLog.open(folder.resolve("shared" + round))) {
                shared = shared(log, forces);
            }
            var batch = Math.max(1, WRITERS * EACH / forces.size());
            var bare = bare(folder.resolve("bare" + round), batch);
            System.out.printf(
                    "round %d: %d writers share %,.0f records/s in batches of %d; bare loop %,.0f; ratio %.2f%n",
                    round, WRITERS, shared, batch, bare, shared / bare);
        }
    }

    private static double shared(SegmentLog log, Set<Long> forces) throws Exception {
        var record = List.of(new byte[BYTES]);
        var start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int w = 0; w < WRITERS; w++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < EACH; i++) {
                        log.append(record);
                        log.force();
                        forces.add(log.durable());
                    }
                }));
            }
            for (var one : all) {
                one.get();
            }
        }
        return WRITERS * EACH / seconds(start);
    }

    /** Writes batches into a file whose room is taken before, and forces each. */
    private static double bare(Path file, int batch) throws IOException {
        var forces = WRITERS * EACH / batch;
        var bytes = ByteBuffer.allocateDirect(batch * (BYTES + 16));
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; at < (long) forces * bytes.capacity(); at += zeros.capacity()) {
                channel.write(zeros.clear(), at);
            }
            channel.force(true);
            var start = System.nanoTime();
            for (int i = 0; i < forces; i++) {
                channel.write(bytes.clear(), (long) i * bytes.capacity());
                channel.force(false);
            }
            return forces * batch / seconds(start);
        }
    }

    private static void recover(Path folder) {
        try (var journal = FileJournal.at(folder)) {
            for (int r = 0; r < 1_000; r++) {
                fill(journal, run(r), 1_000);
            }
        }
        for (int i = 0; i < 3; i++) {
            var start = System.nanoTime();
            try (var journal = FileJournal.at(folder)) {
                System.out.printf(
                        "1,000,000 records of %d runs opened in %.2f s%n",
                        journal.heads().size(), seconds(start));
            }
        }
    }

    private static void sleeping(Path folder) {
        try (var journal = FileJournal.at(folder)) {
            for (int r = 0; r < 100_000; r++) {
                fill(journal, run(r), 10);
            }
        }
        var start = System.nanoTime();
        try (var journal = FileJournal.at(folder)) {
            var heads = journal.heads();
            for (var head : heads) {
                journal.read(head.run(), 0, 1);
            }
            var took = seconds(start);
            System.gc();
            var runtime = Runtime.getRuntime();
            System.out.printf(
                    "%d sleeping runs of 10 records: opened, first records read in %.2f s; heap %d MiB%n",
                    heads.size(), took, (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        }
    }

    private static void fill(FileJournal journal, RunId run, int records) {
        var claim = journal.claim(run);
        for (int i = 0; i < records; i++) {
            journal.append(claim, i, List.of(new byte[BYTES]), Durability.BUFFERED);
        }
    }

    private static RunId run(int number) {
        return new RunId(new UUID(0x7000L + ((long) number << 16), 0x8000_0000_0000_0000L));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}

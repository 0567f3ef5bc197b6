package io.naestro.benchmarks.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** One journal and its ledger: processes work on it and are killed, then one finishes and all is compared. */
final class Course {
    private static final int LONGEST_START = 600;
    private static final int LONGEST_WORK = 250;

    private final Path folder;
    private final Store store;
    private final List<String> flags;
    private final SplittableRandom random;
    private final Ledger ledger;
    private final Set<String> acknowledged = Child.keys();
    private int kills;
    private int planted;
    private int healed;

    /**
     * A course.
     *
     * @param folder its own folder, empty
     * @param store its journal
     * @param flags more flags for the workers' virtual machines
     * @param seed decides when processes are killed
     */
    Course(Path folder, Store store, List<String> flags, long seed) {
        this.folder = folder;
        this.store = store;
        this.flags = flags;
        this.random = new SplittableRandom(seed);
        this.ledger = new Ledger(folder.resolve("ledger"));
    }

    /**
     * What a course showed.
     *
     * @param kills how many processes were killed at work
     * @param planted how many torn tails were left
     * @param healed how many of them, and of those that a kill left by itself, recovery cut off
     * @param found the comparison
     */
    record Report(int kills, int planted, int healed, Audit.Found found) {}

    /** Kills processes, one at a time or with another beside it, and compares in the end. */
    Report run(int wanted) throws IOException, InterruptedException {
        var workers = new Child[store.isShared() ? 2 : 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = start("w" + i);
        }
        for (int i = 0; kills < wanted; i++) {
            var victim = i % workers.length;
            var cameUp = let(workers[victim]);
            if (!workers[victim].kill()) {
                throw new IOException("a worker ended by itself:\n" + Files.readString(errors()));
            }
            kills++;
            if (cameUp && !store.isShared()) {
                tear();
            }
            workers[victim] = start("w" + victim);
        }
        for (var worker : workers) {
            worker.kill();
        }
        start("finisher", "finish").awaitFinished();
        try (var naestro = Workload.open(store.open(), ledger)) {
            return new Report(kills, planted, healed, Audit.of(naestro, ledger.effects(), acknowledged));
        }
    }

    /** Lets a process work for a while; one in eight is not let come up first. Whether it had its journal open. */
    private boolean let(Child worker) throws InterruptedException, IOException {
        if (random.nextInt(8) == 0) {
            Thread.sleep(random.nextInt(LONGEST_START));
            return false;
        }
        worker.awaitUp();
        Thread.sleep(random.nextInt(LONGEST_WORK));
        return true;
    }

    private void tear() throws IOException {
        var journal = folder.resolve("journal");
        if (random.nextInt(4) > 0 || !Files.exists(journal.resolve("last"))) {
            return;
        }
        var tear = new Tear(journal, folder.resolve("copy"));
        if (tear.found() > 0) {
            healed++; // a kill in the middle of a write left it
        } else if (tear.make(random)) {
            planted++;
            healed += tear.found() > 0 ? 1 : 0;
        }
    }

    private Child start(String... told) throws IOException {
        var args = new String[told.length + 2];
        args[0] = store.place();
        args[1] = ledger.file().toString();
        System.arraycopy(told, 0, args, 2, told.length);
        return Child.start(flags, errors(), acknowledged, args);
    }

    private Path errors() {
        return folder.resolve("errors");
    }
}

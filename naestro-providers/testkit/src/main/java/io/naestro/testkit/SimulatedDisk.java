package io.naestro.testkit;

import io.naestro.base.RecordChain;
import io.naestro.json.Digest;
import io.naestro.run.Journal.Beginning;
import io.naestro.run.Journal.Begun;
import io.naestro.run.Journal.Claim;
import io.naestro.run.Journal.Durability;
import io.naestro.run.Journal.Head;
import io.naestro.run.Journal.Snapshot;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.RunId;
import io.naestro.testkit.Simulation.Flaw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What processes leave behind: one log of all that was written, of which a power cut may lose the end that was not
 * forced. The order of the log always holds, as {@link io.naestro.run.Journal} promises. Used by one thread.
 */
final class SimulatedDisk {
    private final Set<Flaw> flaws;
    private final List<Entry> log = new ArrayList<>();
    private final Map<RunId, Holder> holders = new HashMap<>();
    private final List<Records> acknowledged = new ArrayList<>();
    private int forced;
    private long fences;

    SimulatedDisk(Set<Flaw> flaws) {
        this.flaws = flaws;
    }

    private sealed interface Entry {}

    private record Records(
            RunId run, List<byte[]> bytes, @Nullable Digest key) implements Entry {}

    private record Content(RunId run, Digest digest, byte[] bytes) implements Entry {}

    private record Picture(RunId run, Snapshot snapshot) implements Entry {}

    private record Erased(RunId run, boolean dropped) implements Entry {}

    /** Who drives a run: a process by its number, and the fence it holds. */
    private record Holder(int process, long fence) {}

    // ---- what a process does ----

    /**
     * Takes a run.
     *
     * @param alive the processes that others see as alive
     */
    Claim claim(RunId run, int process, Set<Integer> alive) {
        var holder = holders.get(run);
        if (holder != null && holder.process != process && alive.contains(holder.process)) {
            throw new JournalFailure(Kind.OWNED, "process " + holder.process + " drives run " + run, null);
        }
        holders.put(run, new Holder(process, ++fences));
        return new Claim(run, fences);
    }

    /** Begins a run, unless another has its key. */
    Begun begin(Beginning beginning, int process, Set<Integer> alive) {
        var run = beginning.run();
        var holder = holder(beginning.key());
        if (holder.isPresent()) {
            return new Begun.Before(holder.get());
        }
        beginning.contents().forEach((digest, content) -> keep(run, digest, content));
        var claim = claim(run, process, alive);
        append(claim, 0, beginning.records(), Durability.DURABLE, beginning.key());
        return new Begun.Now(claim);
    }

    void append(Claim claim, long first, List<byte[]> records, Durability durability) {
        append(claim, first, records, durability, null);
    }

    private void append(Claim claim, long first, List<byte[]> records, Durability durability, @Nullable Digest key) {
        var run = claim.run();
        requireThere(run);
        if (!flaws.contains(Flaw.DOES_NOT_FENCE)) {
            var holder = holders.get(run);
            if (holder == null || holder.fence != claim.fence()) {
                throw new JournalFailure(Kind.FENCED, "run " + run + " was claimed anew since", null);
            }
            var next = records(run).size();
            if (first != next && !flaws.contains(Flaw.WRITES_TWICE)) {
                throw new JournalFailure(Kind.NUMBER, "record " + first + " of " + run + "; next is " + next, null);
            }
        }
        log.add(new Records(run, copies(records), key));
        if (flaws.contains(Flaw.WRITES_TWICE)) {
            log.add(new Records(run, copies(records.subList(records.size() - 1, records.size())), null));
        }
        if (durability == Durability.DURABLE) {
            force();
            acknowledged.add(new Records(run, copies(records), key));
        }
    }

    private void force() {
        if (!flaws.contains(Flaw.FORGETS_TO_FORCE)) {
            forced = log.size();
        }
    }

    void keep(RunId run, Digest digest, byte[] content) {
        requireThere(run);
        if (content(run, digest).isEmpty()) {
            log.add(new Content(run, digest, content.clone()));
        }
    }

    void snapshot(Claim claim, Snapshot snapshot) {
        requireThere(claim.run());
        log.add(new Picture(
                claim.run(), new Snapshot(snapshot.next(), snapshot.bytes().clone())));
    }

    void erase(RunId run, boolean dropped) {
        if (dropped) {
            acknowledged.removeIf(records -> records.run.equals(run));
        }
        log.add(new Erased(run, dropped));
        force();
    }

    // ---- what is there ----

    List<byte[]> records(RunId run) {
        var records = new ArrayList<byte[]>();
        for (var entry : log) {
            switch (entry) {
                case Records added when added.run.equals(run) -> records.addAll(added.bytes);
                case Erased erased when erased.dropped && erased.run.equals(run) -> records.clear();
                default -> {}
            }
        }
        return records;
    }

    /** The run that has a key. */
    private Optional<RunId> holder(Digest key) {
        var holder = Optional.<RunId>empty();
        for (var entry : log) {
            switch (entry) {
                case Records added when key.equals(added.key) -> holder = Optional.of(added.run);
                case Erased erased when erased.dropped -> holder = holder.filter(run -> !run.equals(erased.run));
                default -> {}
            }
        }
        return holder;
    }

    List<Head> heads() {
        var heads = new LinkedHashMap<RunId, Head>();
        for (var entry : log) {
            if (entry instanceof Records added) {
                var records = records(added.run);
                var chain = RecordChain.digest(RecordChain.over(RecordChain.start(), records));
                heads.put(added.run, new Head(added.run, records.size(), chain));
            }
        }
        return heads.values().stream().filter(head -> head.next() > 0).toList();
    }

    Optional<byte[]> content(RunId run, Digest digest) {
        return Optional.ofNullable(contents(run).get(digest)).map(byte[]::clone);
    }

    Map<Digest, byte[]> contents(RunId run) {
        var contents = new LinkedHashMap<Digest, byte[]>();
        for (var entry : log) {
            if (entry instanceof Content content && content.run.equals(run)) {
                contents.put(content.digest, content.bytes);
            } else if (entry instanceof Erased erased && erased.run.equals(run)) {
                contents.clear();
            }
        }
        return contents;
    }

    Optional<Snapshot> snapshotOf(RunId run) {
        var snapshot = Optional.<Snapshot>empty();
        for (var entry : log) {
            if (entry instanceof Picture picture && picture.run.equals(run)) {
                snapshot = Optional.of(picture.snapshot);
            } else if (entry instanceof Erased erased && erased.run.equals(run)) {
                snapshot = Optional.empty();
            }
        }
        return snapshot;
    }

    private void requireThere(RunId run) {
        if (log.stream().anyMatch(entry -> entry instanceof Erased erased && erased.run.equals(run))) {
            throw new JournalFailure(Kind.GONE, "run " + run + " was erased", null);
        }
    }

    // ---- what happens to it ----

    /** Cuts the power: of what was not forced, the end is lost. */
    void cutPower(SeededRandom random) {
        var kept = forced + random.below(log.size() - forced + 1);
        log.subList(kept, log.size()).clear();
        holders.clear();
    }

    /** All records that a process was told are safe. */
    List<byte[]> acknowledged() {
        return acknowledged.stream().flatMap(records -> records.bytes.stream()).toList();
    }

    /** The records that a power cut now could not lose, of all runs. */
    List<byte[]> safe() {
        return log.subList(0, Math.min(forced, log.size())).stream()
                .flatMap(entry -> entry instanceof Records added ? added.bytes.stream() : Stream.of())
                .toList();
    }

    private static List<byte[]> copies(List<byte[]> records) {
        return records.stream().map(byte[]::clone).toList();
    }
}

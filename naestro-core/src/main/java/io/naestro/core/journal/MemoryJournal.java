package io.naestro.core.journal;

import io.naestro.base.RecordChain;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A journal that lasts as long as its process: the default, good for tests and for runs that may be lost. Nothing is
 * dropped by itself, so a long-lived host should use {@link FileJournal}.
 */
public final class MemoryJournal implements Journal {
    private final Map<RunId, Kept> runs = new LinkedHashMap<>();
    private final Map<Digest, RunId> starts = new HashMap<>();
    private long fences;
    private boolean closed;

    /** What is kept of a run. */
    private static final class Kept {
        private final List<byte[]> records = new ArrayList<>();
        private final Map<Digest, byte[]> contents = new HashMap<>();
        private @Nullable Snapshot snapshot;
        private @Nullable Digest start;
        private byte[] chain = RecordChain.start();
        private long fence;
        private boolean erased;
    }

    /** An empty journal. */
    public MemoryJournal() {}

    @Override
    public synchronized Begun begin(Beginning beginning) {
        requireOpen();
        var run = beginning.run();
        var holder = starts.get(beginning.key());
        if (holder != null) {
            return new Begun.Before(holder);
        }
        Numbering.require(run, 0, writable(run).records.size());
        beginning.contents().forEach((digest, content) -> keep(run, digest, content));
        var claim = claim(run);
        append(claim, 0, beginning.records(), Durability.DURABLE);
        starts.put(beginning.key(), run);
        known(run).start = beginning.key();
        return new Begun.Now(claim);
    }

    @Override
    public synchronized Claim claim(RunId run) {
        var kept = known(run);
        kept.fence = ++fences;
        return new Claim(run, kept.fence);
    }

    @Override
    public synchronized void append(Claim claim, long first, List<byte[]> added, Durability durability) {
        var kept = writable(claim.run());
        Numbering.requireLatest(claim, kept.fence);
        Numbering.require(claim.run(), first, kept.records.size());
        if (kept.records.isEmpty()) { // oldest first means: by the first record
            runs.remove(claim.run());
            runs.put(claim.run(), kept);
        }
        kept.chain = RecordChain.over(kept.chain, added);
        added.forEach(bytes -> kept.records.add(bytes.clone()));
    }

    @Override
    public synchronized List<byte[]> read(RunId run, long from, int most) {
        var known = known(run).records;
        var start = (int) Math.min(from, known.size());
        var end = (int) Math.min((long) start + most, known.size());
        return known.subList(start, end).stream().map(byte[]::clone).toList();
    }

    @Override
    public synchronized List<Head> heads() {
        requireOpen();
        return runs.entrySet().stream()
                .filter(one -> !one.getValue().records.isEmpty())
                .map(one ->
                        new Head(one.getKey(), one.getValue().records.size(), RecordChain.digest(one.getValue().chain)))
                .toList();
    }

    @Override
    public synchronized void keep(RunId run, Digest digest, byte[] content) {
        writable(run).contents.putIfAbsent(digest, content.clone());
    }

    @Override
    public synchronized Optional<byte[]> content(RunId run, Digest digest) {
        return Optional.ofNullable(known(run).contents.get(digest)).map(byte[]::clone);
    }

    @Override
    public synchronized List<Digest> contents(RunId run) {
        return List.copyOf(known(run).contents.keySet());
    }

    @Override
    public synchronized void snapshot(Claim claim, Snapshot snapshot) {
        var kept = writable(claim.run());
        Numbering.requireLatest(claim, kept.fence);
        kept.snapshot = new Snapshot(snapshot.next(), snapshot.bytes().clone());
    }

    @Override
    public synchronized Optional<Snapshot> snapshot(RunId run) {
        return Optional.ofNullable(known(run).snapshot)
                .map(kept -> new Snapshot(kept.next(), kept.bytes().clone()));
    }

    @Override
    public synchronized void erase(RunId run) {
        var kept = known(run);
        kept.erased = true;
        kept.contents.clear();
        kept.snapshot = null;
    }

    @Override
    public synchronized void drop(RunId run) {
        erase(run);
        var kept = known(run);
        kept.records.clear(); // the entry stays, so that the run cannot come back
        kept.chain = RecordChain.start();
        starts.remove(kept.start, run);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private Kept known(RunId run) {
        requireOpen();
        return runs.computeIfAbsent(run, key -> new Kept());
    }

    private Kept writable(RunId run) {
        var kept = known(run);
        if (kept.erased) {
            throw Numbering.gone(run);
        }
        return kept;
    }

    private void requireOpen() {
        if (closed) {
            throw Numbering.closed("the journal");
        }
    }
}

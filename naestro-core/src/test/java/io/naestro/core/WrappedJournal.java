package io.naestro.core;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.RunId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A journal in memory that tests change in some respect. */
class WrappedJournal implements Journal {
    final MemoryJournal inner = new MemoryJournal();
    private final Map<Digest, RunId> starts = new HashMap<>();

    /** By way of the methods that tests change. */
    @Override
    public synchronized Begun begin(Beginning beginning) {
        var run = beginning.run();
        var holder = starts.get(beginning.key());
        if (holder != null) {
            return new Begun.Before(holder);
        }
        beginning.contents().forEach((digest, content) -> keep(run, digest, content));
        var claim = claim(run);
        append(claim, 0, beginning.records(), Durability.DURABLE);
        starts.put(beginning.key(), run);
        return new Begun.Now(claim);
    }

    @Override
    public Claim claim(RunId run) {
        return inner.claim(run);
    }

    @Override
    public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
        inner.append(claim, first, records, durability);
    }

    @Override
    public List<byte[]> read(RunId run, long from, int most) {
        return inner.read(run, from, most);
    }

    @Override
    public List<Head> heads() {
        return inner.heads();
    }

    @Override
    public void keep(RunId run, Digest digest, byte[] content) {
        inner.keep(run, digest, content);
    }

    @Override
    public Optional<byte[]> content(RunId run, Digest digest) {
        return inner.content(run, digest);
    }

    @Override
    public List<Digest> contents(RunId run) {
        return inner.contents(run);
    }

    @Override
    public void snapshot(Claim claim, Snapshot snapshot) {
        inner.snapshot(claim, snapshot);
    }

    @Override
    public Optional<Snapshot> snapshot(RunId run) {
        return inner.snapshot(run);
    }

    @Override
    public void erase(RunId run) {
        inner.erase(run);
    }

    @Override
    public void drop(RunId run) {
        inner.drop(run);
        starts.values().remove(run);
    }

    @Override
    public void close() {
        inner.close();
    }
}

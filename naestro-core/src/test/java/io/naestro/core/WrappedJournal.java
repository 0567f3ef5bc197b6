package io.naestro.core;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.RunId;
import java.util.List;
import java.util.Optional;

/** A journal in memory that tests change in some respect. */
class WrappedJournal implements Journal {
    final MemoryJournal inner = new MemoryJournal();

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
    }

    @Override
    public void close() {
        inner.close();
    }
}

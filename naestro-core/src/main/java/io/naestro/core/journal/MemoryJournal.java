package io.naestro.core.journal;

import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A journal that lasts as long as its process: the default, good for tests and for runs that may be lost. Nothing is
 * ever dropped, so a long-lived host should use {@link FileJournal}.
 */
public final class MemoryJournal implements Journal {
    private final Map<RunId, List<byte[]>> records = new LinkedHashMap<>();
    private final Map<Digest, byte[]> contents = new HashMap<>();
    private boolean closed;

    /** An empty journal. */
    public MemoryJournal() {}

    @Override
    public synchronized void append(RunId run, long first, List<byte[]> added, Durability durability) {
        requireOpen();
        Numbering.require(run, first, records.getOrDefault(run, List.of()).size());
        if (!added.isEmpty()) {
            var all = records.computeIfAbsent(run, key -> new ArrayList<>());
            added.forEach(bytes -> all.add(bytes.clone()));
        }
    }

    @Override
    public synchronized List<byte[]> read(RunId run, long from, int most) {
        requireOpen();
        var known = records.getOrDefault(run, List.of());
        var start = (int) Math.min(from, known.size());
        var end = (int) Math.min((long) start + most, known.size());
        return known.subList(start, end).stream().map(byte[]::clone).toList();
    }

    @Override
    public synchronized List<RunId> runs() {
        requireOpen();
        return List.copyOf(records.keySet());
    }

    @Override
    public synchronized void keep(Digest digest, byte[] content) {
        requireOpen();
        contents.putIfAbsent(digest, content.clone());
    }

    @Override
    public synchronized Optional<byte[]> content(Digest digest) {
        requireOpen();
        return Optional.ofNullable(contents.get(digest)).map(byte[]::clone);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new JournalFailure("the journal is closed", null);
        }
    }
}

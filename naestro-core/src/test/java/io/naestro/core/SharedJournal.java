package io.naestro.core;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A journal that outlives the instances that use it, as one on disk does. Cut after an event, it is what a process that
 * was killed there leaves behind.
 */
class SharedJournal implements Journal {
    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryJournal contents;
    private int left = Integer.MAX_VALUE;
    private @Nullable RunId refused;

    SharedJournal() {
        contents = journal;
    }

    private SharedJournal(SharedJournal from, int events) {
        contents = from.contents;
        for (var run : from.runs()) {
            journal.append(run, 0, from.read(run, 0, events), Durability.DURABLE);
        }
    }

    /** From here on the disk is full after so many appends. */
    void failAfter(int appends) {
        left = appends;
    }

    /** From here on nothing more of this run can be written, for no reason that a journal would name. */
    void refuse(RunId run) {
        refused = run;
    }

    /** What is there when the process is killed after so many events of each run. */
    SharedJournal cutAfter(int events) {
        return new SharedJournal(this, events);
    }

    @Override
    public void append(RunId run, long first, List<byte[]> records, Durability durability) {
        if (run.equals(refused)) {
            throw new IllegalStateException("not this run");
        }
        if (left-- <= 0) {
            throw new JournalFailure("the disk is full", null);
        }
        journal.append(run, first, records, durability);
    }

    @Override
    public List<byte[]> read(RunId run, long from, int most) {
        return journal.read(run, from, most);
    }

    @Override
    public List<RunId> runs() {
        return journal.runs();
    }

    @Override
    public void keep(Digest digest, byte[] content) {
        contents.keep(digest, content);
    }

    @Override
    public Optional<byte[]> content(Digest digest) {
        return contents.content(digest);
    }

    @Override
    public void close() {
        // the next instance goes on with it
    }
}

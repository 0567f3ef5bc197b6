package io.naestro.core;

import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal that outlives the instances that use it, as one on disk does. Cut after an event, it is what a process that
 * was killed there leaves behind.
 */
class SharedJournal extends WrappedJournal {
    private int left = Integer.MAX_VALUE;
    private @Nullable RunId refused;

    SharedJournal() {}

    private SharedJournal(SharedJournal from, int events) {
        for (var head : from.heads()) {
            var run = head.run();
            for (var digest : from.contents(run)) {
                keep(run, digest, from.content(run, digest).orElseThrow());
            }
            inner.append(inner.claim(run), 0, from.read(run, 0, events), Durability.DURABLE);
        }
    }

    List<RunId> runs() {
        return heads().stream().map(Head::run).toList();
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
    public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
        if (claim.run().equals(refused)) {
            throw new IllegalStateException("not this run");
        }
        if (left-- <= 0) {
            throw new JournalFailure(JournalFailure.Kind.FULL, "the disk is full", null);
        }
        super.append(claim, first, records, durability);
    }

    @Override
    public void close() {
        // the next instance goes on with it
    }
}

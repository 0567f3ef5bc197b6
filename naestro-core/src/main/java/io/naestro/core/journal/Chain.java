package io.naestro.core.journal;

import io.naestro.base.RecordChain;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Head;

/**
 * The hash over the records of a run: {@code h(0) = 0}, {@code h(n+1) = SHA-256(h(n) ‖ record n)}. Whoever noted a
 * {@link Head} elsewhere can tell later that no record before it was changed, left out or added.
 */
public final class Chain {
    private static final int BATCH = 1_000;

    private Chain() {}

    /**
     * Whether the records of a run are those that its head stands for. Reads them all; works for erased runs too.
     *
     * @param journal the journal
     * @param head the head, of the journal or one that was noted earlier
     * @throws io.naestro.run.JournalFailure if they cannot be read
     */
    public static boolean verify(Journal journal, Head head) {
        var chain = RecordChain.start();
        var next = 0L;
        while (next < head.next()) {
            var records = journal.read(head.run(), next, (int) Math.min(BATCH, head.next() - next));
            if (records.isEmpty()) {
                return false;
            }
            chain = RecordChain.over(chain, records);
            next += records.size();
        }
        return RecordChain.digest(chain).equals(head.chain());
    }
}

package io.naestro.core.journal;

import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Head;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash over the records of a run: {@code h(0) = 0}, {@code h(n+1) = SHA-256(h(n) ‖ record n)}. Whoever noted a
 * {@link Head} elsewhere can tell later that no record before it was changed, left out or added.
 */
public final class Chain {
    private static final int BATCH = 1_000;
    static final int BYTES = 32;

    private Chain() {}

    /**
     * Whether the records of a run are those that its head stands for. Reads them all; works for erased runs too.
     *
     * @param journal the journal
     * @param head the head, of the journal or one that was noted earlier
     * @throws io.naestro.run.JournalFailure if they cannot be read
     */
    public static boolean verify(Journal journal, Head head) {
        var chain = new byte[BYTES];
        var next = 0L;
        while (next < head.next()) {
            var records = journal.read(head.run(), next, (int) Math.min(BATCH, head.next() - next));
            if (records.isEmpty()) {
                return false;
            }
            chain = over(chain, records);
            next += records.size();
        }
        return digest(chain).equals(head.chain());
    }

    static byte[] over(byte[] before, List<byte[]> records) {
        var sha = Sealing.sha256();
        var chain = before;
        for (var record : records) {
            sha.update(chain);
            chain = sha.digest(record);
        }
        return chain;
    }

    static Digest digest(byte[] hash) {
        return new Digest("sha256:" + HexFormat.of().formatHex(hash));
    }

    static byte[] hash(Digest digest) {
        return HexFormat.of().parseHex(digest.value().substring("sha256:".length()));
    }

    static byte[] start() {
        return new byte[BYTES];
    }
}

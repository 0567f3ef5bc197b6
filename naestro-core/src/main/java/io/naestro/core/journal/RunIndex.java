package io.naestro.core.journal;

import io.naestro.base.RecordChain;
import io.naestro.run.RunId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Where what is kept of one run is in the log. Guarded by the run's lock. */
final class RunIndex {
    final RunId run;
    final Map<Hash, Long> contents = new HashMap<>(4);
    byte[] chain = RecordChain.start();
    long next;
    long fence;
    long snapshot = -1;
    long erased = -1;

    @Nullable SecretKey key;

    /** What it began with, if that was since the journal was opened. */
    @Nullable Hash start;

    private long[] batches = new long[2];
    private long[] firsts = new long[2];
    private int count;

    /** A digest as its 32 bytes, because a store has very many of them. */
    record Hash(long a, long b, long c, long d) {
        static Hash of(byte[] hash) {
            return read(ByteBuffer.wrap(hash));
        }

        static Hash read(ByteBuffer in) {
            return new Hash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
        }

        byte[] bytes() {
            return ByteBuffer.allocate(RecordChain.BYTES)
                    .putLong(a)
                    .putLong(b)
                    .putLong(c)
                    .putLong(d)
                    .array();
        }
    }

    RunIndex(RunId run) {
        this.run = run;
    }

    void add(long position, int records, byte[] chainAfter) {
        if (count == batches.length) {
            batches = Arrays.copyOf(batches, 2 * count);
            firsts = Arrays.copyOf(firsts, 2 * count);
        }
        batches[count] = position;
        firsts[count] = next;
        count++;
        next += records;
        chain = chainAfter;
    }

    int batches() {
        return count;
    }

    /** The position of a batch. */
    long batch(int index) {
        return batches[index];
    }

    /** The positions of all that is still wanted. */
    Set<Long> positions() {
        var all = new HashSet<>(contents.values());
        Arrays.stream(batches, 0, count).forEach(all::add);
        all.add(snapshot);
        all.add(erased);
        return all;
    }

    /** The number of the first record in a batch. */
    long first(int index) {
        return firsts[index];
    }

    /** The batch that holds a record. */
    int holding(long record) {
        var found = Arrays.binarySearch(firsts, 0, count, record);
        return found >= 0 ? found : -found - 2;
    }
}

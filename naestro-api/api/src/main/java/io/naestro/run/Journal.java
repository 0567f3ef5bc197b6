package io.naestro.run;

import io.naestro.json.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where records are kept: bytes, in order, by run. It knows nothing of what they mean. Thread-safe; may block.
 *
 * <p>A run's records are numbered from 0 without gaps and chained by their hashes. A record that was appended
 * {@link Durability#DURABLE}, every record of any run before it, and everything kept before it survive the loss of the
 * process and of power. Whatever cannot be kept or read is a {@link JournalFailure}; only after
 * {@link JournalFailure.Kind#FULL} a failed write may be tried again.
 *
 * <p>Contents and snapshots are encrypted with a key of their run wherever they outlive the process, so that
 * {@link #erase} can make them unreadable for ever, in every copy that does not hold the keys. Records are not
 * encrypted.
 */
public interface Journal extends AutoCloseable {

    /** When an append returns. */
    enum Durability {
        /** Once the bytes are on their way; a crash may lose them, but never one without those after it. */
        BUFFERED,
        /** Once the bytes and all before them are safe. */
        DURABLE
    }

    /**
     * The right to drive a run.
     *
     * @param run the run
     * @param fence grows with every claim of the run; writes under an older claim are refused
     */
    record Claim(RunId run, long fence) {}

    /**
     * What is known of a run without reading it.
     *
     * @param run the run
     * @param next the number of its next record, and so how many it has
     * @param chain the hash over all its records: SHA-256 of the hash before (32 bytes of zero at first) and the
     *     record, record by record
     */
    record Head(RunId run, long next, Digest chain) {}

    /**
     * What someone made of the first records of a run, so that they need not be read again.
     *
     * @param next how many records went into it
     * @param bytes what was made of them
     */
    record Snapshot(long next, byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Snapshot that && next == that.next && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(next) + Arrays.hashCode(bytes);
        }
    }

    /**
     * What a run begins with.
     *
     * @param run the run; it must be new
     * @param key the digest of what only one run may have been started with: a tenant and a key
     * @param contents its contents so far, by their digests
     * @param records its first records
     */
    record Beginning(RunId run, Digest key, Map<Digest, byte[]> contents, List<byte[]> records) {
        /** Copies the containers, and keeps their order. */
        public Beginning {
            contents = Collections.unmodifiableMap(new LinkedHashMap<>(contents));
            records = List.copyOf(records);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Beginning that && run.equals(that.run) && bytes().equals(that.bytes());
        }

        @Override
        public int hashCode() {
            return bytes().hashCode();
        }

        /** All but the run, compared by what is in it. */
        private List<Object> bytes() {
            var kept = new HashMap<Digest, ByteBuffer>();
            contents.forEach((digest, content) -> kept.put(digest, ByteBuffer.wrap(content)));
            return List.of(key, kept, records.stream().map(ByteBuffer::wrap).toList());
        }
    }

    /** What became of a run that was to begin. */
    sealed interface Begun {
        /**
         * It has begun.
         *
         * @param claim the right to drive it
         */
        record Now(Claim claim) implements Begun {}

        /**
         * Another run began with the key; nothing was kept of this one.
         *
         * @param holder the run that has the key
         */
        record Before(RunId holder) implements Begun {}
    }

    /**
     * Begins a run, durably, unless its key belongs to another: claims it and keeps its contents and records and that
     * it has the key, all or none. Of any number of runs that begin with one key at once, in whatever processes, one
     * does, and the others are told which. The run has the key until it is {@link #drop dropped}.
     *
     * <p>A store that only one process can have open at a time need not remember keys longer than it is open, as
     * whoever opens it reads how its runs began.
     *
     * @param beginning what it begins with
     * @throws JournalFailure if it cannot be kept, the run has records already, or was erased; its key is free then
     */
    Begun begin(Beginning beginning);

    /**
     * Takes a run, known or new, for this process. Who held it before can write it no more.
     *
     * @param run the run
     * @throws JournalFailure of kind {@code OWNED} if another process that is alive has it
     */
    Claim claim(RunId run);

    /**
     * Adds records to a run, all or none.
     *
     * @param claim the right to do so
     * @param first the number of the first record; must be the run's next
     * @param records the records
     * @param durability when to return
     * @throws JournalFailure if they cannot be kept, the claim is not the latest, or the number is not the run's next
     */
    void append(Claim claim, long first, List<byte[]> records, Durability durability);

    /**
     * Records of a run, in order; empty when there are none from there on.
     *
     * @param run the run
     * @param from the number of the first record
     * @param most the most records to return, at least 1
     * @throws JournalFailure if they cannot be read
     */
    List<byte[]> read(RunId run, long from, int most);

    /**
     * All runs that have records, oldest first.
     *
     * @throws JournalFailure if they cannot be read
     */
    List<Head> heads();

    /**
     * Keeps a piece of a run's content under its digest; keeping it twice is harmless. It is durable with the next
     * durable append.
     *
     * @param run the run; it need not have records yet
     * @param digest the digest
     * @param content the content
     * @throws JournalFailure if it cannot be kept, or the run was erased
     */
    void keep(RunId run, Digest digest, byte[] content);

    /**
     * A piece of content, or empty when the run has none, or was erased.
     *
     * @param run the run
     * @param digest the digest
     * @throws JournalFailure if it cannot be read
     */
    Optional<byte[]> content(RunId run, Digest digest);

    /**
     * The digests of all contents of a run that can be read, in no order.
     *
     * @param run the run
     */
    List<Digest> contents(RunId run);

    /**
     * Keeps what was made of the first records of a run, in place of what was kept before. It may be lost in a crash;
     * then the one before, or none, is found.
     *
     * @param claim the right to do so
     * @param snapshot the snapshot
     * @throws JournalFailure if it cannot be kept, the claim is not the latest, or the run was erased
     */
    void snapshot(Claim claim, Snapshot snapshot);

    /**
     * The last snapshot of a run, or empty when there is none, or the run was erased.
     *
     * @param run the run
     * @throws JournalFailure if it cannot be read
     */
    Optional<Snapshot> snapshot(RunId run);

    /**
     * Destroys the key of a run, durably: its contents and snapshot cannot be read any more. Its records stay, and so
     * does the chain over them; nothing can be added.
     *
     * @param run the run
     * @throws JournalFailure if that cannot be done
     */
    void erase(RunId run);

    /**
     * Erases a run and forgets its records and its key too. The room may be given back later.
     *
     * @param run the run
     * @throws JournalFailure if that cannot be done
     */
    void drop(RunId run);

    /** Makes everything durable, gives the claimed runs free and lets go of the store. */
    @Override
    void close();
}

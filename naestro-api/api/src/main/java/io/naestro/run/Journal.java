package io.naestro.run;

import io.naestro.json.Digest;
import java.util.List;
import java.util.Optional;

/**
 * Where records are kept: bytes, in order, by run. It knows nothing of what they mean. Thread-safe; may block.
 *
 * <p>A run's records are numbered from 0 without gaps. A record that was appended {@link Durability#DURABLE} and every
 * record and blob before it survive the loss of the process and of power. Whatever cannot be kept or read is a
 * {@link JournalFailure}; after a failed write nothing more is accepted.
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
     * Adds records to a run, all or none.
     *
     * @param run the run
     * @param first the number of the first record; must be the run's next
     * @param records the records
     * @param durability when to return
     * @throws JournalFailure if they cannot be kept, or the number is not the run's next
     */
    void append(RunId run, long first, List<byte[]> records, Durability durability);

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
     * All runs, oldest first.
     *
     * @throws JournalFailure if they cannot be read
     */
    List<RunId> runs();

    /**
     * Keeps a piece of content under its digest; keeping it twice is harmless. It is durable with the next durable
     * append.
     *
     * @param digest the digest
     * @param content the content
     * @throws JournalFailure if it cannot be kept
     */
    void keep(Digest digest, byte[] content);

    /**
     * A piece of content, or empty when there is none.
     *
     * @param digest the digest
     * @throws JournalFailure if it cannot be read
     */
    Optional<byte[]> content(Digest digest);

    /** Makes everything durable and lets go of the store. */
    @Override
    void close();
}

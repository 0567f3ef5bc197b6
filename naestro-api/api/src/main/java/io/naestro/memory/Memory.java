package io.naestro.memory;

import java.time.Instant;
import java.util.List;

/**
 * Remembers. Records are never changed in place: a newer one supersedes an older one. Thread-safe, blocking,
 * interruptible; runs reach it only through the gate. A {@link MemoryScope} is the right to a part of it.
 */
public interface Memory {

    /**
     * Keeps records, all or none. A record whose id is known already is left as it is, so that keeping twice is
     * harmless.
     *
     * @param scope whose memory
     * @param records the records
     * @throws MemoryFailure if they cannot be kept
     */
    void keep(MemoryScope scope, List<MemoryRecord> records);

    /**
     * Finds what may help.
     *
     * @param scope whose memory
     * @param query what is looked for
     * @throws MemoryFailure if memory cannot be read
     */
    Recall recall(MemoryScope scope, RecallQuery query);

    /**
     * Stops claiming a record: we no longer say that it was ever so.
     *
     * @param scope whose memory
     * @param record the record's id
     * @param at the moment of the retraction
     * @throws MemoryFailure if memory cannot be written
     */
    void retract(MemoryScope scope, String record, Instant at);

    /**
     * Erases everything that came from a source, and what was derived from it alone.
     *
     * @param scope whose memory
     * @param source the id of a record or run
     * @return ids of all records that were erased
     * @throws MemoryFailure if memory cannot be written
     */
    List<String> erase(MemoryScope scope, String source);
}

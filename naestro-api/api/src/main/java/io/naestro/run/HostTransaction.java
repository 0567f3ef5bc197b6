package io.naestro.run;

import java.util.Optional;

/**
 * A transaction of the host in the database of its journal, which starts of runs can join: they are committed or rolled
 * back with what else the host writes. A journal that lies in a host's database gives one from a connection.
 */
public interface HostTransaction {
    /** The journal whose database it is in. */
    Journal journal();

    /**
     * Begins a run as a part of the transaction, as {@link Journal#begin} does by itself. Nobody drives the run; after
     * the commit whoever comes first may claim it. A start of the same key elsewhere waits until the transaction ends.
     *
     * @param beginning what it begins with
     * @return the run that has the key already, or empty when this one begins with the commit
     * @throws JournalFailure if it cannot be kept, or the transaction cannot be used; roll it back then
     * @throws IllegalStateException if no transaction is open
     */
    Optional<RunId> begin(Journal.Beginning beginning);
}

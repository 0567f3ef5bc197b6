package io.naestro.core;

import io.naestro.run.Run;
import io.naestro.run.RunId;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A run that begins with the commit of the host's transaction, from {@link WithinHost}; or one that has its key
 * already, whatever becomes of the transaction. When the host forgets to say that it has committed, nothing is lost:
 * the run is taken up by the next {@link Naestro#resume()}, here or elsewhere, or by a start with its key.
 *
 * @param <T> the type of its result
 */
public final class PendingRun<T> {
    private final RunId id;
    private final Supplier<Optional<Run<T>>> committed;

    PendingRun(RunId id, Supplier<Optional<Run<T>>> committed) {
        this.id = id;
        this.committed = committed;
    }

    /** The run. */
    public RunId id() {
        return id;
    }

    /**
     * Takes the run up, once the host has committed. May be called again, by any thread.
     *
     * @throws IllegalStateException if the run is not in the journal: the host has not committed yet, has rolled back,
     *     or the connection was lost before; or if the instance is closed
     * @throws io.naestro.run.JournalFailure if the journal cannot be read
     */
    public Run<T> committed() {
        return committed
                .get()
                .orElseThrow(() -> new IllegalStateException("run " + id
                        + " is not in the journal: its transaction was not committed, or was rolled back; start it anew"
                        + " if it is still wanted"));
    }
}

package io.naestro.run;

import io.naestro.policy.Principal;
import java.util.List;
import java.util.Optional;

/** The runs of a store, ended ones included. Thread-safe. */
public interface Runs {

    /**
     * The run that was started under a key in the default tenant, or empty.
     *
     * @param key the host's name for the run
     */
    default Optional<RunSummary> find(RunKey key) {
        return find(Principal.DEFAULT_TENANT, key);
    }

    /**
     * The run that was started under a key in a tenant, or empty.
     *
     * @param tenant the tenant
     * @param key the host's name for the run
     */
    Optional<RunSummary> find(String tenant, RunKey key);

    /**
     * A run by its identity, or empty.
     *
     * @param id the run's identity
     */
    Optional<RunSummary> find(RunId id);

    /**
     * Runs, newest first.
     *
     * @param most the most runs to return, at least 1
     */
    List<RunSummary> list(int most);

    /**
     * What happened in a run, in order; empty when there is no such run.
     *
     * @param id the run's identity
     * @param from the sequence number to start at; 0 is the start
     * @param most the most events to return, at least 1
     */
    List<Recorded> events(RunId id, long from, int most);
}

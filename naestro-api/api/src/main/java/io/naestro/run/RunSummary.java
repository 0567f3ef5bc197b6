package io.naestro.run;

import io.naestro.policy.Principal;
import java.time.Instant;

/**
 * A run in a list.
 *
 * @param id the run's identity
 * @param key the host's name for it
 * @param principal on whose behalf it acts
 * @param title what it is: the plan's name and version, or the goal's wish
 * @param started the moment of its start
 * @param updated the moment of its last event
 * @param state in a word what is so: running, waiting, done, stopped or failed
 * @param spent what it cost so far
 */
public record RunSummary(
        RunId id,
        RunKey key,
        Principal principal,
        String title,
        Instant started,
        Instant updated,
        State state,
        Spend spent) {
    /**
     * A run in a list, by what stands in its first event.
     *
     * @param id the run's identity
     * @param accepted its first event
     * @param started the moment of that event
     * @param updated the moment of its last event
     * @param state what is so
     * @param spent what it cost so far
     */
    public static RunSummary of(
            RunId id, RunEvent.RunAccepted accepted, Instant started, Instant updated, State state, Spend spent) {
        return new RunSummary(
                id, accepted.key(), accepted.principal(), accepted.title(), started, updated, state, spent);
    }

    /** What is so with a run, in a word. */
    public enum State {
        /** It goes on, or would if its process ran. */
        RUNNING,
        /** It waits for people. */
        WAITING,
        /** It reached its result. */
        DONE,
        /** It was stopped before its result. */
        STOPPED,
        /** It failed. */
        FAILED
    }
}

package io.naestro.observe;

import io.naestro.policy.ApprovalRequest;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import java.util.List;

/**
 * Sees what runs do, as spans and metrics. Spans are opened live, on the thread that does the work, so that spans of
 * the host nest in them; metrics are a fold over {@link #event events}. All methods may be called from several threads
 * and must not block; what they throw is logged and changes nothing in the run.
 */
@FunctionalInterface
public interface Observer {
    /** Sees nothing, which costs nothing. */
    Observer NONE = (id, accepted, open) -> RunObserver.NONE;

    /**
     * A run was accepted, or is taken up in this process. Called on the thread that did so, whose context (trace,
     * security, tenant) an observer may keep for the threads of the run's calls.
     *
     * @param id the run
     * @param accepted how it began
     * @param open the questions that it waits on; none when it is new
     * @return what sees this run from here on
     */
    RunObserver run(RunId id, RunEvent.RunAccepted accepted, List<ApprovalRequest> open);

    /**
     * An event was written to the journal. Events of one run come in their order, and each comes once to one process.
     * Does nothing unless overridden.
     *
     * @param event the event; its texts are for people and may be confidential
     */
    default void event(Recorded event) {}
}

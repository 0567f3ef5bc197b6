package io.naestro.providers.micrometer;

import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.naestro.observe.Observer;
import io.naestro.observe.RunObserver;
import io.naestro.policy.ApprovalRequest;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import java.util.List;

/**
 * Shows runs to Micrometer: each stretch of work, call and thought as an observation, and what the journal tells as
 * meters. Timers come from the observations, so the registry needs a {@code DefaultMeterObservationHandler}, and spans
 * need {@link StretchTracingHandler} and a {@code DefaultTracingObservationHandler}; Spring Boot sets the default ones
 * by itself. What is in the thread's context where a run is started (as libraries register it with context propagation)
 * is there again on the threads of its calls.
 *
 * <p>Labels of meters are names that a host, a plan or a policy gives; ids of runs and steps are on spans only.
 * Prompts, arguments and results are on none unless {@link #withContents()} says so.
 */
public final class MicrometerObserver implements Observer {
    /** The host's current observation is left out: a stretch is its child, and calls are children of the stretch. */
    private static final ContextSnapshotFactory CONTEXT = ContextSnapshotFactory.builder()
            .captureKeyPredicate(key -> !ObservationThreadLocalAccessor.KEY.equals(key))
            .build();

    private final ObservationRegistry observations;
    private final RunMeters meters;
    private final boolean contents;

    private MicrometerObserver(ObservationRegistry observations, RunMeters meters, boolean contents) {
        this.observations = observations;
        this.meters = meters;
        this.contents = contents;
    }

    /**
     * An observer that shows no contents.
     *
     * @param observations where stretches, calls and thoughts are observed
     * @param meters where counts, sums and open questions are kept
     */
    public static MicrometerObserver of(ObservationRegistry observations, MeterRegistry meters) {
        return new MicrometerObserver(observations, new RunMeters(meters), false);
    }

    /**
     * This observer, showing on spans what models and tools are told and what they answer, each up to 16,384
     * characters. Parts that are labeled as secret are hidden, personal data is not: whoever sees the spans sees it.
     */
    public MicrometerObserver withContents() {
        return new MicrometerObserver(observations, meters, true);
    }

    @Override
    public RunObserver run(RunId id, RunEvent.RunAccepted accepted, List<ApprovalRequest> open) {
        meters.taken(id, open);
        var name = accepted.goal() == null ? accepted.title() : "goal"; // a goal's title is what somebody wished
        return new ObservedRun(observations, meters, id, name, CONTEXT.captureAll(), contents);
    }

    @Override
    public void event(Recorded event) {
        meters.count(event);
    }
}

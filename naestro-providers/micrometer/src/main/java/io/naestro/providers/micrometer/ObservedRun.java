package io.naestro.providers.micrometer;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.naestro.effect.Effect;
import io.naestro.observe.RunObserver;
import io.naestro.observe.Span;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import org.jspecify.annotations.Nullable;

/** Observes one run. */
final class ObservedRun implements RunObserver {
    private final ObservationRegistry registry;
    private final RunMeters meters;
    private final RunId id;
    private final String name;
    private final ContextSnapshot host;
    private final boolean contents;
    private volatile Observation stretch = Observation.NOOP;

    /**
     * The observer of a run.
     *
     * @param registry where it is observed
     * @param meters what is counted
     * @param id the run
     * @param name what it is, in a word that many runs share
     * @param host the context of the thread that started it
     * @param contents whether contents are shown
     */
    ObservedRun(
            ObservationRegistry registry,
            RunMeters meters,
            RunId id,
            String name,
            ContextSnapshot host,
            boolean contents) {
        this.registry = registry;
        this.meters = meters;
        this.id = id;
        this.name = name;
        this.host = host;
        this.contents = contents;
    }

    @Override
    public String begin(String before) {
        var begun = Observation.createNotStarted(
                        GenAi.INVOKE_AGENT_DURATION, () -> new StretchContext(before), registry)
                .contextualName(GenAi.INVOKE_WORKFLOW + " " + name)
                .lowCardinalityKeyValue(GenAi.OPERATION_NAME, GenAi.INVOKE_WORKFLOW)
                .lowCardinalityKeyValue(GenAi.AGENT_NAME, name)
                .highCardinalityKeyValue(GenAi.CONVERSATION_ID, id.toString());
        if (!before.isEmpty()) {
            begun.highCardinalityKeyValue(GenAi.PREVIOUS, before);
        }
        stretch = begun.start();
        return TraceParent.of(stretch);
    }

    @Override
    public void end(@Nullable RunEvent end) {
        var outcome = end == null ? "waiting" : RunMeters.outcome(end);
        stretch.lowCardinalityKeyValue(GenAi.OUTCOME, outcome);
        if (end instanceof RunEvent.RunFailed failed) {
            CallFailure.tell(stretch, failed.cause());
        }
        stretch.stop();
    }

    @Override
    public Span call(Effect effect, String step, int attempt) {
        return switch (effect) {
            case Effect.ModelCall call ->
                open(new ModelSpan(called(ModelSpan.observe(call, registry), step, attempt), call, meters, contents));
            case Effect.ToolCall call ->
                open(new ToolSpan(
                        called(ToolSpan.observe(call, registry), step, attempt)
                                .highCardinalityKeyValue(GenAi.TOOL_CALL_ID, id + "/" + step + "#" + attempt),
                        call,
                        meters,
                        contents));
            default -> Span.NONE;
        };
    }

    private Observation called(Observation call, String step, int attempt) {
        return call.highCardinalityKeyValue(GenAi.CONVERSATION_ID, id.toString())
                .highCardinalityKeyValue(GenAi.STEP, step)
                .highCardinalityKeyValue(GenAi.ATTEMPT, Integer.toString(attempt));
    }

    @Override
    public Span work(String kind) {
        return open(new WorkSpan(Observation.createNotStarted(GenAi.WORK_DURATION, registry)
                .contextualName(kind + " " + name)
                .lowCardinalityKeyValue(GenAi.OPERATION_NAME, kind)
                .lowCardinalityKeyValue(GenAi.AGENT_NAME, name)
                .highCardinalityKeyValue(GenAi.CONVERSATION_ID, id.toString())));
    }

    /** Opens a span on this thread, inside of the one that is open there if it belongs to the run. */
    private Span open(ObservedSpan span) {
        var current = registry.getCurrentObservation();
        if (current != null && isInside(current)) {
            span.open(host, current, true);
        } else {
            span.open(host, stretch, false);
        }
        return span;
    }

    private boolean isInside(ObservationView observation) {
        for (var at = observation; at != null; at = at.getContextView().getParentObservation()) {
            if (at.equals(stretch)) {
                return true;
            }
        }
        return false;
    }
}

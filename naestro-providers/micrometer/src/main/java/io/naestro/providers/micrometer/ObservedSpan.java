package io.naestro.providers.micrometer;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.observation.Observation;
import io.naestro.base.JsonText;
import io.naestro.effect.Label;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.observe.Span;
import java.util.Set;

/** An observation while its work is done, with the host's context around it. Used by one thread. */
abstract class ObservedSpan implements Span {
    private static final int LONGEST = 16_384;

    private final Observation observation;
    private ContextSnapshot.Scope context = Observation.Scope.NOOP::close;
    private Observation.Scope around = Observation.Scope.NOOP;
    private Observation.Scope scope = Observation.Scope.NOOP;

    ObservedSpan(Observation observation) {
        this.observation = observation;
    }

    final Observation observation() {
        return observation;
    }

    /**
     * Opens it on this thread.
     *
     * @param host the context of the host that is to be there
     * @param parent what it is part of
     * @param current whether that is open on this thread already; tracers take what is open for the parent
     */
    final void open(ContextSnapshot host, Observation parent, boolean current) {
        context = host.setThreadLocals();
        around = current ? Observation.Scope.NOOP : parent.openScope();
        scope = observation.parentObservation(parent).start().openScope();
    }

    @Override
    public final String trace() {
        return TraceParent.of(observation);
    }

    @Override
    public final void close() {
        scope.close();
        around.close();
        context.close();
        observation.stop();
    }

    /** A value as it is shown on spans: without secrets, and not beyond all measure. */
    static String shown(Payload payload) {
        return bounded(JsonText.write(withoutSecrets(payload)));
    }

    static Json withoutSecrets(Payload payload) {
        return payload.hiding(Set.of(Label.SECRET)).value();
    }

    static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}

package io.naestro.providers.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;

/**
 * Links the span of each stretch of a run's work to that of the stretch before, which may have ended days ago or in
 * another process. Give it to the registry ahead of the {@code DefaultTracingObservationHandler}, both in one
 * {@code FirstMatchingCompositeObservationHandler}; without it all is the same but for the links.
 */
public final class StretchTracingHandler extends DefaultTracingObservationHandler {

    /**
     * A handler.
     *
     * @param tracer makes the spans
     */
    public StretchTracingHandler(Tracer tracer) {
        super(tracer);
    }

    @Override
    public void onStart(Observation.Context context) {
        var before = ((StretchContext) context).before();
        var builder = getTracer().spanBuilder().name(getSpanName(context));
        var parent = getParentSpan(context);
        if (parent != null) {
            builder.setParent(parent.context());
        }
        TraceParent.read(before, getTracer()).ifPresent(earlier -> builder.addLink(new Link(earlier)));
        getTracingContext(context).setSpan(builder.start());
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof StretchContext;
    }
}

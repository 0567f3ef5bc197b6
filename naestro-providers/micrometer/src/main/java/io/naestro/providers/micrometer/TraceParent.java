package io.naestro.providers.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header {@code traceparent} of W3C Trace Context, level 1: version, trace, span and flags in hexadecimal digits.
 */
final class TraceParent {
    private static final Pattern FORM = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])");

    private TraceParent() {}

    /** The parent that an observation's span is to others; empty when it has no span that could be named. */
    static String of(Observation observation) {
        TracingContext tracing = observation.getContextView().get(TracingContext.class);
        return tracing == null || tracing.getSpan() == null
                ? ""
                : of(tracing.getSpan().context());
    }

    private static String of(TraceContext context) {
        var trace = "0".repeat(Math.max(0, 32 - context.traceId().length())) + context.traceId();
        var parent = "00-" + trace + "-" + context.spanId() + (Boolean.TRUE.equals(context.sampled()) ? "-01" : "-00");
        return FORM.matcher(parent).matches() ? parent : "";
    }

    /** What a parent names, or empty when it is none. */
    static Optional<TraceContext> read(String parent, Tracer tracer) {
        var form = FORM.matcher(parent);
        return form.matches()
                ? Optional.of(tracer.traceContextBuilder()
                        .traceId(form.group(1))
                        .spanId(form.group(2))
                        .sampled(form.group(3).equals("1"))
                        .build())
                : Optional.empty();
    }
}

package io.naestro.providers.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.naestro.base.Digests;
import io.naestro.core.Naestro;
import io.naestro.core.NaestroBuilder;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host with Micrometer, OpenTelemetry and Prometheus, and an engine that it observes. */
final class Rig {
    static final Digest DIGEST = Digests.of("policy/v1", Json.of("test"));

    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final ObservationRegistry observations = ObservationRegistry.create();
    final Tracer tracer;
    final MicrometerObserver observer = MicrometerObserver.of(observations, meters);
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();

    Rig() {
        var provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exported))
                .build();
        tracer = new OtelTracer(provider.get("test"), new OtelCurrentTraceContext(), event -> {});
        observations
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(meters))
                .observationHandler(new FirstMatchingCompositeObservationHandler(
                        new StretchTracingHandler(tracer), new DefaultTracingObservationHandler(tracer)));
    }

    /** An engine in mode AUTO whose policy allows all but denies tools named {@code forbidden}. */
    NaestroBuilder engine() {
        return Naestro.builder().mode(Mode.AUTO).policy(new Open()).observer(observer);
    }

    MeterRegistry meters() {
        return meters;
    }

    double counter(String name, String... labels) {
        return meters.get(name).tags(labels).counter().count();
    }

    /** The spans that ended, in the order of their ends. */
    List<SpanData> spans() {
        return exported.getFinishedSpanItems();
    }

    SpanData span(String name) {
        return spans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span '" + name + "' in " + names()));
    }

    List<String> names() {
        return spans().stream().map(SpanData::getName).toList();
    }

    static @Nullable String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }

    static String traceParent(SpanData span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
    }

    /** Allows all but what the plan itself asks people about, and tools named {@code forbidden}. */
    private static final class Open implements Policy {
        @Override
        public Constraints constraints(Actor actor, Step step) {
            return Constraints.NONE;
        }

        @Override
        public Decision decide(Effect effect) {
            if (effect instanceof Effect.ToolCall call && call.contract().name().equals("forbidden")) {
                return Decision.deny(Mode.AUTO, "no-forbidden", "it is forbidden", "", DIGEST);
            }
            return effect instanceof Effect.Agreement
                    ? Decision.ask(Mode.AUTO, "ask", "the plan asks", DIGEST)
                    : Decision.allow(Mode.AUTO, "allow", DIGEST);
        }

        @Override
        public Digest digest() {
            return DIGEST;
        }
    }
}

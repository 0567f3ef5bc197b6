package io.naestro.providers.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.naestro.core.Naestro;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/observability.md}. */
class ExampleTest {
    private static final Path SOURCE = Path.of("src/test/java/io/naestro/providers/micrometer/ExampleTest.java");

    private static void handlers(ObservationRegistry observations, MeterRegistry meters, Tracer tracer) {
        observations
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(meters))
                .observationHandler(new FirstMatchingCompositeObservationHandler(
                        new StretchTracingHandler(tracer), new DefaultTracingObservationHandler(tracer)));
    }

    private static void observed(ObservationRegistry observations, MeterRegistry meters) {
        var observer = MicrometerObserver.of(observations, meters);
        try (var naestro = Naestro.builder().observer(observer).build()) {
            // runs of this instance are seen from here on
            assertThat(naestro.runs().list(1)).isEmpty();
        }
    }

    @Test
    void the_code_in_the_documentation_is_this_code() throws IOException {
        var observations = ObservationRegistry.create();
        var meters = new SimpleMeterRegistry();
        handlers(observations, meters, Tracer.NOOP);
        observed(observations, meters);
        assertThat(meters.getMeters()).isNotEmpty();
        var here = Files.readString(SOURCE).lines().map(String::strip).toList();
        var blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../../docs/observability.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(2);
        assertThat(blocks)
                .allSatisfy(block -> assertThat(here)
                        .containsAll(block.lines().map(String::strip).toList()));
    }
}

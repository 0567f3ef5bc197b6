package io.naestro.providers.micrometer;

import io.micrometer.observation.Observation;

/** The context of the observation of a stretch of a run's work; names the stretch before. */
final class StretchContext extends Observation.Context {
    private final String before;

    StretchContext(String before) {
        this.before = before;
    }

    /** The {@code traceparent} of the stretch before, or empty. */
    String before() {
        return before;
    }
}

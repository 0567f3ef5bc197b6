package io.naestro.providers.micrometer;

import io.micrometer.observation.Observation;

/** Work that is no call of its own: planning, judging, remembering. */
final class WorkSpan extends ObservedSpan {
    WorkSpan(Observation observation) {
        super(observation);
    }
}

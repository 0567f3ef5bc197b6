package io.naestro.run;

import io.naestro.json.Json;

/**
 * Progress or partial output of a call, as its tool or model told it.
 *
 * @param step the step, such as {@code crawl}, or {@code fetch[3]} for an element of a map
 * @param delta what was told; its shape is the tool's or model's own
 */
public record StepDelta(String step, Json delta) {}

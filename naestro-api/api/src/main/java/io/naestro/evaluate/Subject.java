package io.naestro.evaluate;

import io.naestro.effect.Payload;
import io.naestro.json.Json;

/**
 * What is judged.
 *
 * @param task what was to be done, in words
 * @param input what was given
 * @param output what came of it
 * @param expected what should have come of it, or JSON null when nobody knows
 */
public record Subject(String task, Payload input, Payload output, Json expected) {}

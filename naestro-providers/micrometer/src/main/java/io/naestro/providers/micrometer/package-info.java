/**
 * Runs as observations and meters of Micrometer, in the names of OpenTelemetry's conventions for generative AI. Start
 * with {@link io.naestro.providers.micrometer.MicrometerObserver}.
 */
@NullMarked
package io.naestro.providers.micrometer;

import org.jspecify.annotations.NullMarked;

/**
 * Recorded HTTP exchanges, answered by a server on loopback and read by the real adapters. Start with
 * {@link io.naestro.benchmarks.traffic.TrafficReplay}.
 */
@NullMarked
package io.naestro.benchmarks.traffic;

import org.jspecify.annotations.NullMarked;

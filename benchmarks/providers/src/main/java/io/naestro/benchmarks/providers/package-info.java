/**
 * Measures the providers beside others against one server on loopback. Start with
 * {@link io.naestro.benchmarks.providers.CallBenchmark}.
 */
@NullMarked
package io.naestro.benchmarks.providers;

import org.jspecify.annotations.NullMarked;

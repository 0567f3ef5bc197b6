/**
 * The same graphs of steps that do nothing, run by the engine and by others in one process. Start with
 * {@link io.naestro.benchmarks.engine.EngineHarness}.
 */
@NullMarked
package io.naestro.benchmarks.engine;

import org.jspecify.annotations.NullMarked;

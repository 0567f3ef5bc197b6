/** Micro benchmarks of the engine. Start with the benchmark that measures what you are about to change. */
@NullMarked
package io.naestro.benchmarks;

import org.jspecify.annotations.NullMarked;

/** Judging results: evaluators and their outcomes. Start with {@link io.naestro.evaluate.Evaluator}. */
@NullMarked
package io.naestro.evaluate;

import org.jspecify.annotations.NullMarked;

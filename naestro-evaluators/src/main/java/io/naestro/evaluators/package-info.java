/** Evaluators that judge outputs. Start with {@code io.naestro.evaluate.Evaluator}, which this package implements. */
@NullMarked
package io.naestro.evaluators;

import org.jspecify.annotations.NullMarked;

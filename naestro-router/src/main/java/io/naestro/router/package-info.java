/**
 * Which model for which step, learned from how earlier choices turned out. Start with
 * {@link io.naestro.router.LearningRouter}, which needs no configuration.
 */
@NullMarked
package io.naestro.router;

import org.jspecify.annotations.NullMarked;

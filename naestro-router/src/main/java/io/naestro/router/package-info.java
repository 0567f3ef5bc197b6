/**
 * Which model for which step, learned from how earlier choices turned out. Start with {@code io.naestro.route.Router},
 * which this package implements.
 */
@NullMarked
package io.naestro.router;

import org.jspecify.annotations.NullMarked;

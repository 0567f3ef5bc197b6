/**
 * Which model does which step, what to do when it fails, and what is learnt from it. Start with
 * {@link io.naestro.route.Router}.
 */
@NullMarked
package io.naestro.route;

import org.jspecify.annotations.NullMarked;

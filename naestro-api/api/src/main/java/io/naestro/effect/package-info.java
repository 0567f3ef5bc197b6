/**
 * What can cost, leak or change something, and where the values in it come from. Start with
 * {@link io.naestro.effect.Effect}.
 */
@NullMarked
package io.naestro.effect;

import org.jspecify.annotations.NullMarked;

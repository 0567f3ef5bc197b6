/**
 * Checks on all modules together: direction of use, the one gate, what is public, footprint, module path. Start with
 * {@code Rules}, then {@code HouseTest}.
 */
@NullMarked
package io.naestro.house;

import org.jspecify.annotations.NullMarked;

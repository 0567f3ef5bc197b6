/** The engine: it plans, runs, gates and journals. Start with {@code Naestro}. */
@NullMarked
package io.naestro.core;

import org.jspecify.annotations.NullMarked;

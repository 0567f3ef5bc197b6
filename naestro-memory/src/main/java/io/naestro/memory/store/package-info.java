/**
 * Where episodes, facts, skills and preferences are kept. Start with {@code io.naestro.memory.Memory}, which this
 * package implements.
 */
@NullMarked
package io.naestro.memory.store;

import org.jspecify.annotations.NullMarked;

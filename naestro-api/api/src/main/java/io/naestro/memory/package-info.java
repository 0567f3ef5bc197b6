/**
 * What runs leave behind and later runs may know: episodes, facts, skills and preferences. Start with
 * {@link io.naestro.memory.Memory}.
 */
@NullMarked
package io.naestro.memory;

import org.jspecify.annotations.NullMarked;

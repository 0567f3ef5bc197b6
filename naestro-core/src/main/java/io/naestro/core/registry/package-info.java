/**
 * The tools that an engine knows, with their contracts checked and their schemas compiled. Start with
 * {@link io.naestro.core.registry.ToolRegistry}.
 */
@NullMarked
package io.naestro.core.registry;

import org.jspecify.annotations.NullMarked;

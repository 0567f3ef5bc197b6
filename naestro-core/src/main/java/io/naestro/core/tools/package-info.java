/**
 * The tools that come with the engine: files by lexical path and pages by web address. Start with
 * {@link io.naestro.core.tools.Tools}, which also makes a tool of a host's own function.
 */
@NullMarked
package io.naestro.core.tools;

import org.jspecify.annotations.NullMarked;

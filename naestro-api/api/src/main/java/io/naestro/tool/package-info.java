/**
 * Tools and their contracts: what a tool needs, gives, touches and may be asked twice. Start with
 * {@link io.naestro.tool.Tool}.
 */
@NullMarked
package io.naestro.tool;

import org.jspecify.annotations.NullMarked;

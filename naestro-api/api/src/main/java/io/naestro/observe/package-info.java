/**
 * How a host sees runs as spans and metrics. Start with {@link io.naestro.observe.Observer}; an adapter such as
 * {@code naestro-provider-micrometer} implements it.
 */
@NullMarked
package io.naestro.observe;

import org.jspecify.annotations.NullMarked;

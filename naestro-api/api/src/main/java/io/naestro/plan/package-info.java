/**
 * Plans as data: typed steps, what each reads, and the checks its result must pass. Start with
 * {@link io.naestro.plan.Plan#named(String, int)}.
 */
@NullMarked
package io.naestro.plan;

import org.jspecify.annotations.NullMarked;

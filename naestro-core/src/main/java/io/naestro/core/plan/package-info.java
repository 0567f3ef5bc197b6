/**
 * What can be done with a plan before it runs: read and write it as text, check it, compare it, explain it. Start with
 * {@link io.naestro.core.plan.PlanText} and {@link io.naestro.core.plan.PlanValidator}.
 */
@NullMarked
package io.naestro.core.plan;

import org.jspecify.annotations.NullMarked;

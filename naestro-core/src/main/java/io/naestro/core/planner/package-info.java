/**
 * From a goal to the best plan there is, without a model: what tools and skills need and yield is searched for the
 * cheapest allowed plan, with the reasons for it or against one. Start at
 * {@link io.naestro.core.planner.SymbolicPlanner}.
 */
@NullMarked
package io.naestro.core.planner;

import org.jspecify.annotations.NullMarked;

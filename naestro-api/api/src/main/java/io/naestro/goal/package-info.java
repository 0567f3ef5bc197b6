/** What a host asks for and what it may cost: goals, budgets and money. Start with {@link io.naestro.goal.Goal}. */
@NullMarked
package io.naestro.goal;

import org.jspecify.annotations.NullMarked;

/** Agents: roles with prompts, tools, memory and a share of the budget. Start with {@link io.naestro.agent.Role}. */
@NullMarked
package io.naestro.agent;

import org.jspecify.annotations.NullMarked;

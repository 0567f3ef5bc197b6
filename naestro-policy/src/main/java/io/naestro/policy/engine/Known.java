package io.naestro.policy.engine;

import io.naestro.plan.ToolRef;
import java.util.Set;

/**
 * What a host has, so that a file can be held to it: a rule that names anything else is a mistake, and a deny that is
 * misspelled protects nothing.
 *
 * @param tools the tools that are registered
 * @param roles the roles in which steps act, apart from those that files declare
 * @param roots the roots that paths may be below
 */
public record Known(Set<ToolRef> tools, Set<String> roles, Set<String> roots) {
    public Known {
        tools = Set.copyOf(tools);
        roles = Set.copyOf(roles);
        roots = Set.copyOf(roots);
    }
}

package io.naestro.agent;

import io.naestro.memory.RetrievalPolicy;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.policy.Mode;
import java.util.Set;

/**
 * What an agent is: the one record that planner, policy and memory speak of.
 *
 * @param name the role's name, as in {@link io.naestro.plan.StepOptions#role()}
 * @param prompt its instruction
 * @param tools names of the tools it may call
 * @param needs what its models must have
 * @param retrieval what it may remember
 * @param budgetShare the largest part of what is left of the run's budget that it may take, from 0 to 1
 * @param ceiling the most it may do by itself
 * @param maxTurns the most turns of one task, at least 1
 */
public record Role(
        String name,
        Prompt prompt,
        Set<String> tools,
        ModelNeeds needs,
        RetrievalPolicy retrieval,
        double budgetShare,
        Mode ceiling,
        int maxTurns) {

    public Role {
        if (!(budgetShare >= 0 && budgetShare <= 1)) {
            throw new IllegalArgumentException(
                    "role '" + name + "': budgetShare '" + budgetShare + "' must lie between 0 and 1");
        }
        if (maxTurns < 1) {
            throw new IllegalArgumentException("role '" + name + "': maxTurns '" + maxTurns + "' must be at least 1");
        }
        tools = Set.copyOf(tools);
    }

    /**
     * A role with these tools that may use any model, remembers nothing, may spend all that is left, asks before it
     * acts, and takes at most 20 turns.
     *
     * @param name the role's name
     * @param prompt its instruction
     * @param tools names of the tools it may call
     */
    public static Role of(String name, Prompt prompt, String... tools) {
        return new Role(name, prompt, Set.of(tools), ModelNeeds.ANY, RetrievalPolicy.NOTHING, 1, Mode.COPILOT, 20);
    }

    /**
     * A copy with that ceiling.
     *
     * @param mode the most it may do by itself
     */
    public Role withCeiling(Mode mode) {
        return new Role(name, prompt, tools, needs, retrieval, budgetShare, mode, maxTurns);
    }

    /**
     * A copy with that memory.
     *
     * @param policy what it may remember
     */
    public Role withRetrieval(RetrievalPolicy policy) {
        return new Role(name, prompt, tools, needs, policy, budgetShare, ceiling, maxTurns);
    }

    /**
     * A copy with those needs.
     *
     * @param wanted what its models must have
     */
    public Role withNeeds(ModelNeeds wanted) {
        return new Role(name, prompt, tools, wanted, retrieval, budgetShare, ceiling, maxTurns);
    }

    /**
     * A copy with that limit on turns.
     *
     * @param most the most turns of one task, at least 1
     */
    public Role withMaxTurns(int most) {
        return new Role(name, prompt, tools, needs, retrieval, budgetShare, ceiling, most);
    }

    /**
     * A copy with that share of the budget.
     *
     * @param share the largest part of what is left, from 0 to 1
     */
    public Role withBudgetShare(double share) {
        return new Role(name, prompt, tools, needs, retrieval, share, ceiling, maxTurns);
    }
}

package io.naestro.core.plan;

import io.naestro.model.ModelCard;
import io.naestro.plan.Step;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.tool.ToolContract;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a plan may speak of: the tools, models and evaluators that are known, and what the policy says. */
public interface PlanWorld {

    /**
     * The contract of a tool, or empty when there is no such tool. Aliases count as names.
     *
     * @param tool the tool's name and version
     */
    Optional<ToolContract<?, ?>> tool(ToolRef tool);

    /** All tools, for suggestions where a name is not known. */
    List<ToolRef> tools();

    /** The names of all evaluators. */
    Set<String> evaluators();

    /** The cards of all models. */
    List<ModelCard> models();

    /**
     * What the policy allows a step to use.
     *
     * @param step the step
     */
    Constraints constraints(Step step);
}

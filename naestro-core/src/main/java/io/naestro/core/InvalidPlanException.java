package io.naestro.core;

import io.naestro.plan.PlanProblem;
import java.util.List;
import java.util.stream.Collectors;

/** A plan cannot be started: it has problems, which are all listed. Nothing was started and nothing was written. */
public final class InvalidPlanException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<PlanProblem> problems;

    /**
     * A plan with problems.
     *
     * @param plan the plan's name and version
     * @param problems what is wrong
     */
    public InvalidPlanException(String plan, List<PlanProblem> problems) {
        super(plan + " cannot be started: "
                + problems.stream().map(PlanProblem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, most basic first. */
    public List<PlanProblem> problems() {
        return problems;
    }
}

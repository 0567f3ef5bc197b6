package io.naestro.run;

import io.naestro.model.ModelFailure;
import io.naestro.plan.PlanProblem;
import io.naestro.tool.ToolFailure;
import java.util.List;
import java.util.stream.Collectors;

/** Why a step or run failed. */
public sealed interface FailureCause {

    /**
     * A model gave no usable answer.
     *
     * @param model the id of the model, or empty when none was reached
     * @param failure why
     */
    record ModelCause(String model, ModelFailure failure) implements FailureCause {}

    /**
     * A tool did not do its work.
     *
     * @param tool the tool's name and version
     * @param failure why
     */
    record ToolCause(String tool, ToolFailure failure) implements FailureCause {}

    /**
     * A result did not pass its checks.
     *
     * @param failed what did not hold
     */
    record CheckCause(List<String> failed) implements FailureCause {
        public CheckCause {
            failed = List.copyOf(failed);
        }
    }

    /**
     * No model will do.
     *
     * @param reason for each model why
     */
    record RouteCause(String reason) implements FailureCause {}

    /**
     * There is no plan, or the planner's plan is not valid.
     *
     * @param problems what is wrong
     */
    record PlanCause(List<PlanProblem> problems) implements FailureCause {
        public PlanCause {
            problems = List.copyOf(problems);
        }
    }

    /**
     * A value that a step wants to read is not there or does not fit.
     *
     * @param reason what is wrong
     */
    record DataCause(String reason) implements FailureCause {}

    /**
     * Naestro itself or the store behind it failed.
     *
     * @param reason what happened
     */
    record EngineCause(String reason) implements FailureCause {}

    /** Why, as one line for people. */
    default String message() {
        return switch (this) {
            case ModelCause cause ->
                "model " + cause.model() + ": " + cause.failure().kind() + ", "
                        + cause.failure().message();
            case ToolCause cause ->
                "tool " + cause.tool() + ": " + cause.failure().kind() + ", "
                        + cause.failure().message();
            case CheckCause cause -> "check failed: " + String.join("; ", cause.failed());
            case RouteCause cause -> "no model will do: " + cause.reason();
            case PlanCause cause ->
                cause.problems().stream().map(PlanProblem::toString).collect(Collectors.joining("; "));
            case DataCause cause -> cause.reason();
            case EngineCause cause -> cause.reason();
        };
    }
}

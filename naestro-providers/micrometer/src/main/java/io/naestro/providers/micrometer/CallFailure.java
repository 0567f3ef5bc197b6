package io.naestro.providers.micrometer;

import io.micrometer.observation.Observation;
import io.naestro.run.FailureCause;
import java.util.Locale;

/** Marks a span as failed by its kind alone: what a failure says in words may be confidential. */
final class CallFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private CallFailure(String kind) {
        super(kind, null, false, false);
    }

    /** Tells an observation why its work failed. */
    static void tell(Observation observation, FailureCause cause) {
        var kind = kind(cause);
        observation
                .lowCardinalityKeyValue(GenAi.OUTCOME, kind)
                .highCardinalityKeyValue(GenAi.ERROR_TYPE, kind)
                .error(new CallFailure(kind));
    }

    /** The kind of a failure, in lower case: one of few words. */
    static String kind(FailureCause cause) {
        return switch (cause) {
            case FailureCause.ModelCause model -> model.failure().kind().name().toLowerCase(Locale.ROOT);
            case FailureCause.ToolCause tool -> tool.failure().kind().name().toLowerCase(Locale.ROOT);
            case FailureCause.CheckCause check -> "check";
            case FailureCause.RouteCause route -> "no_route";
            case FailureCause.PlanCause plan -> "no_plan";
            case FailureCause.DataCause data -> "data";
            case FailureCause.EngineCause engine -> "engine";
        };
    }
}

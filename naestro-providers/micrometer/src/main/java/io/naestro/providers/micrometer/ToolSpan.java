package io.naestro.providers.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.naestro.effect.Effect;
import io.naestro.effect.Payload;
import io.naestro.run.FailureCause;
import io.naestro.run.Spend;
import org.jspecify.annotations.Nullable;

/** A call of a tool. */
final class ToolSpan extends ObservedSpan {
    private final Effect.ToolCall call;
    private final RunMeters meters;
    private final boolean contents;

    ToolSpan(Observation observation, Effect.ToolCall call, RunMeters meters, boolean contents) {
        super(observation);
        this.call = call;
        this.meters = meters;
        this.contents = contents;
        if (contents) {
            observation.highCardinalityKeyValue(GenAi.TOOL_ARGUMENTS, shown(call.input()));
        }
    }

    static Observation observe(Effect.ToolCall call, ObservationRegistry registry) {
        var tool = call.contract().name();
        return Observation.createNotStarted(GenAi.EXECUTE_TOOL_DURATION, registry)
                .contextualName(GenAi.EXECUTE_TOOL + " " + tool)
                .lowCardinalityKeyValue(GenAi.OPERATION_NAME, GenAi.EXECUTE_TOOL)
                .lowCardinalityKeyValue(GenAi.TOOL_NAME, tool)
                .lowCardinalityKeyValue(GenAi.TOOL_TYPE, GenAi.FUNCTION)
                .lowCardinalityKeyValue(GenAi.OUTCOME, GenAi.OK);
    }

    @Override
    public void ended(@Nullable Payload output, @Nullable FailureCause failure, Spend spent) {
        if (failure != null) {
            CallFailure.tell(observation(), failure);
        }
        if (contents && output != null) {
            observation().highCardinalityKeyValue(GenAi.TOOL_RESULT, shown(output));
        }
        meters.compare(call.estimate(), spent, "tool");
    }
}

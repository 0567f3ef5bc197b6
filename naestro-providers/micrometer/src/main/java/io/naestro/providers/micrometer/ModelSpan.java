package io.naestro.providers.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.naestro.base.JsonText;
import io.naestro.effect.Effect;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.run.FailureCause;
import io.naestro.run.Spend;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A call of a model. */
final class ModelSpan extends ObservedSpan {
    private final Effect.ModelCall call;
    private final RunMeters meters;
    private final boolean contents;

    ModelSpan(Observation observation, Effect.ModelCall call, RunMeters meters, boolean contents) {
        super(observation);
        this.call = call;
        this.meters = meters;
        this.contents = contents;
        if (contents) {
            observation.highCardinalityKeyValue(GenAi.INPUT_MESSAGES, message("user", call.content()));
        }
    }

    static Observation observe(Effect.ModelCall call, ObservationRegistry registry) {
        var model = call.model().wireName();
        return Observation.createNotStarted(GenAi.CLIENT_OPERATION_DURATION, registry)
                .contextualName(GenAi.CHAT + " " + model)
                .lowCardinalityKeyValue(GenAi.OPERATION_NAME, GenAi.CHAT)
                .lowCardinalityKeyValue(GenAi.PROVIDER_NAME, call.model().provider())
                .lowCardinalityKeyValue(GenAi.REQUEST_MODEL, model)
                .lowCardinalityKeyValue(GenAi.OUTCOME, GenAi.OK);
    }

    @Override
    public void answered(ChatResponse response) {
        var usage = response.usage();
        observation()
                .highCardinalityKeyValue(GenAi.RESPONSE_MODEL, response.servedBy())
                .highCardinalityKeyValue(
                        GenAi.FINISH_REASONS, response.finish().name().toLowerCase(Locale.ROOT))
                .highCardinalityKeyValue(GenAi.INPUT_TOKENS, Long.toString(usage.input()))
                .highCardinalityKeyValue(GenAi.CACHE_READ_TOKENS, Long.toString(usage.cachedInput()))
                .highCardinalityKeyValue(GenAi.OUTPUT_TOKENS, Long.toString(usage.output()))
                .highCardinalityKeyValue(GenAi.REASONING_TOKENS, Long.toString(usage.reasoning()));
        meters.used(call.model(), usage);
    }

    @Override
    public void ended(@Nullable Payload output, @Nullable FailureCause failure, Spend spent) {
        if (failure != null) {
            CallFailure.tell(observation(), failure);
        }
        if (contents && output != null) {
            observation().highCardinalityKeyValue(GenAi.OUTPUT_MESSAGES, message("assistant", output));
        }
        meters.compare(call.estimate(), spent, "model");
    }

    /** What is told or answered, as a list of one message with one part of text. */
    private static String message(String role, Payload payload) {
        var value = withoutSecrets(payload);
        var text = value instanceof Json.Str string ? string.value() : JsonText.write(value);
        var part = Json.object().with("type", "text").with("content", bounded(text));
        var message = Json.object().with("role", role).with("parts", new Json.Arr(List.of(part)));
        return JsonText.write(new Json.Arr(List.of(message)));
    }
}

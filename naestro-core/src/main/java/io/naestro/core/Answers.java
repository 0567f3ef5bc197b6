package io.naestro.core;

import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Schemas;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.ChatResponse;
import io.naestro.model.ModelFailure;
import java.util.Optional;

/** Reads a model's answer as the value that a step wants. */
final class Answers {
    private static final Json TEXT = Json.of("string");

    private Answers() {}

    /** Whether the wanted value is plain text, which is taken as it is. */
    static boolean isText(Shape<?> shape) {
        return Schemas.of(shape).get("type").filter(TEXT::equals).isPresent();
    }

    /**
     * The value of an answer.
     *
     * @param response the answer
     * @param shape the wanted shape
     * @throws InputException if the answer is not JSON or does not fit
     */
    static Json value(ChatResponse response, Shape<?> shape) {
        if (isText(shape)) {
            return Json.of(response.text());
        }
        var json = JsonText.parse("answer", unfenced(response.text()), Limits.MESSAGE);
        JsonSchema.compile(Schemas.of(shape)).require(json);
        return json;
    }

    /** Why an answer cannot be read at all, or empty. */
    static Optional<ModelFailure> unusable(ChatResponse response, Shape<?> shape) {
        if (response.text().length() > Limits.MESSAGE.maxBytes()) {
            return Optional.of(ModelFailure.of(
                    ModelFailure.Kind.INVALID_ANSWER,
                    "the answer has " + response.text().length() + " characters; at most " + Limits.MESSAGE.maxBytes()
                            + " are read"));
        }
        if (response.finish() == ChatResponse.Finish.LENGTH && !isText(shape)) {
            return Optional.of(ModelFailure.of(
                            ModelFailure.Kind.TRUNCATED,
                            "the answer reached the limit on output tokens before it was complete")
                    .with("finish", Json.of("length")));
        }
        if (response.finish() == ChatResponse.Finish.TOOL_USE) {
            return Optional.of(ModelFailure.of(
                    ModelFailure.Kind.INVALID_ANSWER, "the model asked for tools where a model step offers none"));
        }
        return Optional.empty();
    }

    /** Models often put JSON in a Markdown fence although they were asked not to. */
    private static String unfenced(String text) {
        var trimmed = text.strip();
        if (!trimmed.startsWith("```") || !trimmed.endsWith("```") || trimmed.length() < 6) {
            return trimmed;
        }
        var line = trimmed.indexOf('\n');
        return line < 0
                ? trimmed
                : trimmed.substring(line + 1, trimmed.length() - 3).strip();
    }
}

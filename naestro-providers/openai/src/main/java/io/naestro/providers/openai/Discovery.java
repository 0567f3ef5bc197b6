package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.providers.http.Fields;
import io.naestro.run.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the list at {@code /models}. OpenAI's own has names only; the size of a context is {@code max_model_len} at
 * vLLM, {@code context_length} at OpenRouter, {@code context_window} at Groq and {@code max_context_length} at Mistral.
 */
final class Discovery extends ListReading {
    private final List<Served.Model> models = new ArrayList<>();

    Discovery(Classifier classifier, TimeSource time) {
        super(classifier, time);
    }

    List<Served.Model> models() {
        return models;
    }

    @Override
    void take(List<Json> items) {
        for (var item : items) {
            var fields = Fields.object(item);
            var name = Fields.text(fields, "id");
            if (!name.isEmpty()) {
                models.add(new Served.Model(name, context(fields), output(fields)));
            }
        }
    }

    private static long context(Json.Obj model) {
        return Stream.of("max_model_len", "context_length", "context_window", "max_context_length")
                .flatMap(name -> model.get(name).flatMap(Tokens::count).stream())
                .findFirst()
                .orElse(0L);
    }

    private static long output(Json.Obj model) {
        return Stream.of(model, Fields.object(model, "top_provider"))
                .flatMap(place -> place.get("max_completion_tokens").flatMap(Tokens::count).stream())
                .findFirst()
                .orElse(0L);
    }
}

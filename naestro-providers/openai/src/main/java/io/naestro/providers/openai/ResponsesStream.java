package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The events of a streamed answer of {@code /responses}. Source: {@code ResponseStreamEvent} in OpenAI's published API
 * description. The last event holds the whole answer; where a server leaves the output out of it, the items that were
 * told to be done are taken. Events of unknown types are passed over.
 */
final class ResponsesStream implements Surface.Pieces {
    private final Consumer<String> sink;
    private final List<Json> items = new ArrayList<>();
    private Json.Obj last = Json.Obj.EMPTY;

    ResponsesStream(Consumer<String> sink) {
        this.sink = sink;
    }

    @Override
    public boolean take(Json event) {
        var fields = Fields.object(event);
        switch (Fields.text(fields, "type")) {
            case "response.output_text.delta" -> say(Fields.text(fields, "delta"));
            case "response.output_item.done" -> items.add(Fields.object(fields, "item"));
            case "response.completed", "response.incomplete" -> last = Fields.object(fields, "response");
            default -> {} // what begins, what was told in pieces before, thinking
        }
        return last.members().isEmpty() && !event.equals(DONE);
    }

    private void say(String piece) {
        if (!piece.isEmpty()) {
            sink.accept(piece);
        }
    }

    @Override
    public Json.Obj whole() {
        if (last.members().isEmpty()) {
            throw new Refusal(Kind.TRUNCATED, "the stream ended before response.completed");
        }
        return Fields.list(last, "output").items().isEmpty() ? last.with("output", new Json.Arr(items)) : last;
    }
}

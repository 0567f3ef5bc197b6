package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Shown;
import java.util.Optional;
import java.util.function.Consumer;

/** The Responses API. */
final class Responses implements Surface {
    private final ResponsesBody body;
    private final ResponsesAnswer answer;

    Responses(Dialect dialect, Shown shown, String wireName) {
        body = new ResponsesBody(dialect);
        answer = new ResponsesAnswer(shown, wireName);
    }

    @Override
    public String path() {
        return "/responses";
    }

    @Override
    public Json.Obj body(String model, ChatRequest request, boolean stream) {
        return body.of(model, request, stream);
    }

    /**
     * An error in an answer, in the answer that an event holds, or as an event of its own; where there is no output,
     * whatever reads like an error.
     */
    @Override
    public Optional<ServerError> error(Json said) {
        var fields = Fields.object(said);
        var type = Fields.text(fields, "type");
        var place = type.startsWith("response.") ? Fields.object(fields, "response") : fields;
        var told = place.get("error").filter(error -> !error.equals(Json.NULL)).isPresent();
        if (told || type.equals("error") || type.equals("response.failed")) {
            return Optional.of(ServerError.in(place).orElse(ServerError.NONE));
        }
        return type.isEmpty() && fields.get("output").isEmpty() ? ServerError.in(said) : Optional.empty();
    }

    @Override
    public ChatResponse answer(Json whole) {
        return answer.of(whole);
    }

    @Override
    public Pieces pieces(Consumer<String> text) {
        return new ResponsesStream(text);
    }
}

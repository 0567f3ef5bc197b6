package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Shown;
import java.util.Optional;
import java.util.function.Consumer;

/** Chat Completions: what every server of the protocol knows. */
final class ChatCompletions implements Surface {
    private static final Pointer ERROR = Pointer.of("/error");
    private static final Pointer CHOICE = Pointer.of("/choices/0");

    private final Dialect dialect;
    private final ChatBody body;
    private final ChatAnswer answer;

    ChatCompletions(Dialect dialect, Shown shown, String wireName) {
        this.dialect = dialect;
        body = new ChatBody(dialect);
        answer = new ChatAnswer(shown, wireName);
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public Json.Obj body(String model, ChatRequest request, boolean stream) {
        var json = body.of(model, request);
        if (!stream) {
            return json;
        }
        var streamed = json.with("stream", Json.of(true));
        return dialect.asksForUsage()
                ? streamed.with("stream_options", Json.object().with("include_usage", Json.of(true)))
                : streamed;
    }

    /**
     * An error beside the choices or in the first one; where there is no choice, whatever reads like an error. Groq
     * says in {@code x_groq.error} why it stopped a stream early.
     */
    @Override
    public Optional<ServerError> error(Json said) {
        var choice = said.at(CHOICE);
        var place = said.at(ERROR).filter(error -> !error.equals(Json.NULL)).isPresent() ? said : choice.orElse(said);
        return ServerError.in(place).or(() -> ServerError.in(Fields.object(Fields.object(said), "x_groq")));
    }

    @Override
    public ChatResponse answer(Json whole) {
        return answer.of(whole);
    }

    @Override
    public Pieces pieces(Consumer<String> text) {
        return new ChatStream(text);
    }
}

package io.naestro.providers.openai;

import io.naestro.base.JsonText;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Shown;

/** Reads the tool calls of an answer. Lenient: {@code arguments} may be an object or empty, an id may be missing. */
final class ToolCalls {
    private static final int LONGEST_RAW = 2000;

    private final Shown shown;

    ToolCalls(Shown shown) {
        this.shown = shown;
    }

    /**
     * A call.
     *
     * @param given its id, or empty
     * @param number the how-manieth it is, counted from one
     * @param function its {@code name} and {@code arguments}
     * @param whole all that the server says of it
     * @param finish why the model stopped, in the server's words
     * @throws Refusal if it cannot be called so
     */
    Message.ToolUse read(String given, int number, Json.Obj function, Json whole, String finish) {
        var id = given.isEmpty() ? "call_" + number : given;
        var name = Fields.text(function, "name");
        if (name.isEmpty()) {
            throw invalid(id, name, JsonText.write(whole), finish, "the model called a tool without a name");
        }
        return new Message.ToolUse(id, name, arguments(function, id, name, finish));
    }

    private Json arguments(Json.Obj function, String id, String name, String finish) {
        var arguments = function.get("arguments").orElse(Json.NULL);
        if (!(arguments instanceof Json.Str text)) {
            return arguments.equals(Json.NULL) ? Json.object() : arguments;
        }
        try {
            return text.value().isBlank() ? Json.object() : JsonText.parse(text.value());
        } catch (InputException e) {
            var problem = "the model called tool '" + shown.line(name) + "' with arguments that are not JSON"
                    + NotJson.place(e);
            throw invalid(id, name, text.value(), finish, problem);
        }
    }

    private Refusal invalid(String id, String tool, String raw, String finish, String problem) {
        return new Refusal(ModelFailure.of(Kind.INVALID_TOOL_CALL, problem)
                .with("id", Json.of(shown.line(id)))
                .with("tool", Json.of(shown.line(tool)))
                .with("raw", Json.of(shown.cut(raw, LONGEST_RAW)))
                .with("finish", Json.of(shown.line(finish))));
    }
}

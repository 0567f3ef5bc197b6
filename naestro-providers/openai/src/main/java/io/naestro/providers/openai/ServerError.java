package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a server says of a failure, whichever of the usual forms it has: {@code {"error": {...}}} (OpenAI, vLLM and most
 * others), the same in a list, {@code {"object": "error", ...}} (TensorRT-LLM, older vLLM), {@code {"error": "text"}}
 * (Ollama), {@code {"detail": ...}} (FastAPI).
 *
 * @param message the server's words, or empty
 * @param words {@code code} and {@code type}, in this order, where they are there
 * @param param the parameter that it is about, or empty
 * @param fields the object that holds all this
 */
record ServerError(String message, List<String> words, String param, Json.Obj fields) {
    /** For a failure of which the server says nothing that can be read. */
    static final ServerError NONE = new ServerError("", List.of(), "", Json.Obj.EMPTY);

    private static final Pointer FIRST = Pointer.of("/0");

    /** What a body says; empty where it says nothing in a known form. */
    static Optional<ServerError> in(Json body) {
        return switch (body) {
            case Json.Obj object -> in(object);
            case Json.Arr list -> list.at(FIRST).flatMap(ServerError::in);
            default -> Optional.empty();
        };
    }

    private static Optional<ServerError> in(Json.Obj body) {
        return body.get("error")
                .flatMap(ServerError::said)
                .or(() -> body.get("detail").flatMap(ServerError::said))
                .or(() -> text(body, "message").isEmpty() ? Optional.empty() : Optional.of(of(body)));
    }

    private static Optional<ServerError> said(Json said) {
        return switch (said) {
            case Json.Str text -> Optional.of(new ServerError(text.value(), List.of(), "", Json.Obj.EMPTY));
            case Json.Obj object when object.get("error").isPresent() -> in(object);
            case Json.Obj object -> Optional.of(of(object));
            case Json.Arr list -> list.at(FIRST).map(ServerError::invalid);
            default -> Optional.empty();
        };
    }

    private static ServerError of(Json.Obj error) {
        var words = Stream.of("code", "type")
                .map(name -> text(error, name))
                .filter(word -> !word.isEmpty())
                .toList();
        return new ServerError(text(error, "message"), words, text(error, "param"), error);
    }

    /** An item of FastAPI's list: {@code loc} is the path of what is wrong, {@code msg} why. */
    private static ServerError invalid(Json item) {
        var fields = item instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        var place = fields.get("loc").orElse(Json.NULL) instanceof Json.Arr path
                        && !path.items().isEmpty()
                ? scalar(path.items().getLast()).orElse("")
                : "";
        return new ServerError(text(fields, "msg"), List.of(), place, Json.Obj.EMPTY);
    }

    private static String text(Json.Obj object, String name) {
        return object.get(name).flatMap(ServerError::scalar).orElse("");
    }

    private static Optional<String> scalar(Json json) {
        return switch (json) {
            case Json.Str text -> Optional.of(text.value());
            case Json.Num number -> Optional.of(number.value().toPlainString());
            default -> Optional.empty();
        };
    }
}

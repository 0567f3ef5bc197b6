package io.naestro.core;

import io.naestro.base.Values;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.run.RunEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads events as any release wrote them: unknown members are ignored, an unknown event is kept as it is. */
final class Events {
    private static final Shape<RunEvent> EVENT = Shape.of(RunEvent.class);
    private static final Set<String> KINDS = Arrays.stream(RunEvent.class.getPermittedSubclasses())
            .map(type -> type.getSimpleName().substring(0, 1).toLowerCase(Locale.ROOT)
                    + type.getSimpleName().substring(1))
            .collect(Collectors.toUnmodifiableSet());

    private Events() {}

    /** Members that came later, as they count in events from before. */
    private static final Json.Obj RECEIPT = Json.object()
            .with("id", "")
            .with("purpose", "")
            .with("categories", new Json.Arr(List.of()))
            .with("method", "")
            .with("position", -1);

    private static final Json.Obj REQUEST = Json.object().with("categories", new Json.Arr(List.of()));
    private static final Json.Obj ADOPTED = Json.object().with("tools", Json.object());
    private static final Json.Obj INTENT = Json.object().with("accounts", new Json.Arr(List.of()));

    private static Json filled(Json json) {
        return json instanceof Json.Obj event && event.get("kind").orElse(Json.NULL) instanceof Json.Str kind
                ? switch (kind.value()) {
                    case "planAdopted" -> filled(event, ADOPTED);
                    case "stepIntent" -> filled(event, INTENT);
                    case "approvalAsked" -> inside(event, "request", REQUEST);
                    case "approvalAnswered" -> inside(event, "receipt", RECEIPT);
                    default -> event;
                }
                : json;
    }

    private static Json inside(Json.Obj event, String member, Json.Obj defaults) {
        return event.get(member).orElse(Json.NULL) instanceof Json.Obj part
                ? event.with(member, filled(part, defaults))
                : event;
    }

    private static Json filled(Json.Obj part, Json.Obj defaults) {
        var all = new LinkedHashMap<>(defaults.members());
        all.putAll(part.members());
        return new Json.Obj(all);
    }

    static RunEvent read(Json json) {
        if (json instanceof Json.Obj object
                && object.get("kind").orElse(Json.NULL) instanceof Json.Str kind
                && !KINDS.contains(kind.value())) {
            return new RunEvent.Other(kind.value(), object);
        }
        return Values.lenient().from(filled(json), EVENT);
    }
}

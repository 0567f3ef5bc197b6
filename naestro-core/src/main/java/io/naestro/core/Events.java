package io.naestro.core;

import io.naestro.base.Values;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.run.RunEvent;
import java.util.Arrays;
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

    static RunEvent read(Json json) {
        if (json instanceof Json.Obj object
                && object.get("kind").orElse(Json.NULL) instanceof Json.Str kind
                && !KINDS.contains(kind.value())) {
            return new RunEvent.Other(kind.value(), object);
        }
        return Values.lenient().from(json, EVENT);
    }
}

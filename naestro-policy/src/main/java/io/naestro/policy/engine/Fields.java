package io.naestro.policy.engine;

import io.naestro.json.Json;
import java.util.List;
import java.util.Optional;

/** Reads members of a file that conforms to the schema; what is absent is empty. */
final class Fields {
    private Fields() {}

    static String text(Json value) {
        return ((Json.Str) value).value();
    }

    static String text(Json.Obj object, String name) {
        return object.get(name).map(Fields::text).orElse("");
    }

    static List<String> texts(Json.Obj object, String name) {
        return items(object, name).stream().map(Fields::text).toList();
    }

    static List<Json> items(Json.Obj object, String name) {
        return object.get(name).map(value -> ((Json.Arr) value).items()).orElse(List.of());
    }

    static Json.Obj object(Json.Obj object, String name) {
        return object.get(name).map(Json.Obj.class::cast).orElse(Json.Obj.EMPTY);
    }

    static boolean flag(Json.Obj object, String name) {
        return object.get(name).equals(Optional.of(Json.of(true)));
    }
}

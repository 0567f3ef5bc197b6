package io.naestro.providers.openai;

import io.naestro.json.Json;

/** Members of an object, where what is missing or of another type is taken as empty. */
final class Fields {
    private Fields() {}

    static Json.Obj object(Json json) {
        return json instanceof Json.Obj object ? object : Json.Obj.EMPTY;
    }

    static Json.Obj object(Json.Obj object, String name) {
        return object(object.get(name).orElse(Json.NULL));
    }

    static Json.Arr list(Json.Obj object, String name) {
        return object.get(name).orElse(Json.NULL) instanceof Json.Arr list ? list : Json.Arr.EMPTY;
    }

    static String text(Json.Obj object, String name) {
        return object.get(name).orElse(Json.NULL) instanceof Json.Str text ? text.value() : "";
    }
}

package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An enum, written as the names of its constants. */
final class EnumCodec extends Codec {
    private final TypeRef type;
    private final Map<String, Object> constants = new LinkedHashMap<>();
    private final Map<Object, String> names = new LinkedHashMap<>();

    EnumCodec(TypeRef type) {
        this.type = type;
        for (var constant : type.raw().getEnumConstants()) {
            var name = Names.ofConstant((Enum<?>) constant);
            constants.put(name, constant);
            names.put(constant, name);
        }
    }

    @Override
    Json.Obj schema(SchemaBuilder schemas) {
        return Json.object().with("type", "string").with("enum", Json.strings(constants.keySet()));
    }

    @Override
    Json write(Object value) {
        return Json.of(Objects.requireNonNull(names.get(value)));
    }

    @Override
    void write(Object value, JsonBytes out) {
        out.string(Objects.requireNonNull(names.get(value)));
    }

    @Override
    @Nullable Object read(Json json, Pointer at, Reading reading) {
        var value = json instanceof Json.Str text ? constants.get(text.value()) : null;
        if (value == null) {
            reading.problem(at, json, "is not allowed", constants.keySet().toArray(String[]::new));
        }
        return value;
    }

    @Override
    String name() {
        return type.schemaName();
    }
}

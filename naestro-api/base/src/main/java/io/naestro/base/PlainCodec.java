package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plain JSON that satisfies a schema. */
final class PlainCodec extends Codec {
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

    private final Json.Obj schema;
    private final String place;

    /** The place is where the schema will stand in a larger one, such as {@code /items}. */
    PlainCodec(Json.Obj schema, String place) {
        this.schema = schema;
        this.place = place;
    }

    @Override
    Json.Obj schema(SchemaBuilder schemas) {
        return place.isEmpty() ? schema : moved(schema);
    }

    @Override
    Json write(Object value) {
        return (Json) value;
    }

    @Override
    @Nullable Object read(Json json, Pointer at, Reading reading) {
        if (!schema.members().isEmpty()) {
            JsonSchema.cached(schema).check(json).forEach(problem -> reading.add(at, problem));
        }
        return json;
    }

    /** The schema with its references led to where it will stand. */
    private Json.Obj moved(Json.Obj part) {
        var members = new LinkedHashMap<String, Json>();
        part.members().forEach((name, value) -> members.put(name, DATA.contains(name) ? value : moved(name, value)));
        return new Json.Obj(members);
    }

    private Json moved(String name, Json value) {
        return switch (value) {
            case Json.Obj object -> moved(object);
            case Json.Arr array ->
                new Json.Arr(array.items().stream().map(item -> moved("", item)).toList());
            case Json.Str text
            when name.equals("$ref") && text.value().startsWith("#") ->
                Json.of("#" + place + text.value().substring(1));
            default -> value;
        };
    }
}

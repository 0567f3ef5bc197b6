package io.naestro.base;

import io.naestro.json.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts the schemas of codecs together. What is used more than once, and so whatever holds itself, is defined once under
 * {@code $defs}.
 */
final class SchemaBuilder {
    private final Map<Codec, Integer> uses = new HashMap<>();
    private final Map<Codec, String> names = new HashMap<>();
    private final Map<String, Json> definitions = new LinkedHashMap<>();

    private SchemaBuilder() {}

    static Json.Obj build(Codec root) {
        var builder = new SchemaBuilder();
        builder.count(root);
        var schema = builder.of(root);
        return builder.definitions.isEmpty() ? schema : schema.with("$defs", new Json.Obj(builder.definitions));
    }

    /** The schema of a codec, or a reference to it. */
    Json.Obj of(Codec codec) {
        if (codec.name().isEmpty() || uses.getOrDefault(codec, 0) < 2) {
            return codec.schema(this);
        }
        var name = names.get(codec);
        return Json.object().with("$ref", "#/$defs/" + (name == null ? define(codec) : name));
    }

    private String define(Codec codec) {
        var name = codec.name();
        for (int i = 2; definitions.containsKey(name); i++) {
            name = codec.name() + i;
        }
        names.put(codec, name);
        definitions.put(name, Json.NULL); // keeps the place, so that definitions stand in the order of first use
        definitions.put(name, codec.schema(this));
        return name;
    }

    private void count(Codec codec) {
        if (uses.merge(codec, 1, Integer::sum) == 1) {
            codec.parts().forEach(this::count);
        }
    }

    /** The same schema, null allowed beside it. */
    static Json.Obj orNull(Json.Obj schema) {
        var type = schema.members().get("type");
        if (schema.members().isEmpty()) {
            return schema;
        }
        if (type instanceof Json.Str && !schema.members().containsKey("enum")) {
            return schema.with("type", Json.array(type, Json.of("null")));
        }
        return Json.object().with("anyOf", Json.array(schema, Json.object().with("type", "null")));
    }
}

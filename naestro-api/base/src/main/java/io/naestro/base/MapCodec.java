package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A map whose keys are text: a JSON object. It is written sorted by key, so that the same map gives the same text. */
final class MapCodec extends Codec {
    private final Codec key;
    private final Codec value;

    MapCodec(Codec key, Codec value) {
        this.key = key;
        this.value = value;
    }

    @Override
    Json.Obj schema(SchemaBuilder schemas) {
        var schema = Json.object().with("type", "object").with("additionalProperties", schemas.of(value));
        var names = schemas.of(key);
        return names.members().size() == 1 ? schema : schema.with("propertyNames", names);
    }

    @Override
    Json write(Object map) {
        var members = new TreeMap<String, Json>();
        ((Map<?, ?>) map).forEach((name, item) -> {
            var text = Scalars.textOf(Codecs.write(key, name, "a key"));
            members.put(text, Codecs.write(value, item, "the value of '" + text + "'"));
        });
        return new Json.Obj(members);
    }

    @Override
    void write(Object map, JsonBytes out) {
        var members = new TreeMap<String, Object>();
        ((Map<?, ?>) map).forEach((name, item) -> {
            if (name == null || item == null) {
                out.giveUp();
            } else {
                members.put(Scalars.textOf(key.write(name)), item);
            }
        });
        out.beginObject();
        members.forEach((name, item) -> value.write(item, out.name(name)));
        out.endObject();
    }

    @Override
    @Nullable Object read(Json json, Pointer at, Reading reading) {
        if (!(json instanceof Json.Obj object)) {
            reading.wrongType(at, json, "object");
            return null;
        }
        var map = new LinkedHashMap<Object, Object>();
        object.members().forEach((name, item) -> {
            var here = at.child(name);
            var readKey = key.read(Json.of(name), here, reading);
            var readValue = value.read(item, here, reading);
            if (readKey != null && readValue != null && map.put(readKey, readValue) != null) {
                reading.problem(here, Json.of(name), "is the same key as one before it");
            }
        });
        return Collections.unmodifiableMap(map);
    }

    @Override
    List<Codec> parts() {
        return List.of(key, value);
    }
}

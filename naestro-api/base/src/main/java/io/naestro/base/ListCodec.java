package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list, or a set: a JSON array. A set is written sorted, so that the same set always gives the same text. */
final class ListCodec extends Codec {
    private final Codec element;
    private final boolean unique;

    ListCodec(Codec element, boolean unique) {
        this.element = element;
        this.unique = unique;
    }

    @Override
    Json.Obj schema(SchemaBuilder schemas) {
        var schema = Json.object().with("type", "array").with("items", schemas.of(element));
        return unique ? schema.with("uniqueItems", Json.of(true)) : schema;
    }

    @Override
    Json write(Object value) {
        var items = new ArrayList<Json>();
        for (var item : (Collection<?>) value) {
            items.add(Codecs.write(element, item, "an element"));
        }
        if (unique) {
            items.sort(Comparator.comparing(JsonText::write));
        }
        return new Json.Arr(items);
    }

    @Override
    void write(Object value, JsonBytes out) {
        if (unique) {
            out.value(write(value));
            return;
        }
        out.beginArray();
        for (var item : (Collection<?>) value) {
            if (item == null) {
                out.giveUp();
            } else {
                element.write(item, out);
            }
        }
        out.endArray();
    }

    @Override
    @Nullable Object read(Json json, Pointer at, Reading reading) {
        if (!(json instanceof Json.Arr array)) {
            reading.wrongType(at, json, "array");
            return null;
        }
        Collection<Object> values = unique ? new LinkedHashSet<>() : new ArrayList<>();
        for (int i = 0; i < array.items().size(); i++) {
            var item = array.items().get(i);
            var value = element.read(item, at.child(i), reading);
            if (value != null && !values.add(value)) {
                reading.problem(at.child(i), item, "stands in the array for the second time");
            }
        }
        return unique
                ? Collections.unmodifiableSet((LinkedHashSet<?>) values)
                : Collections.unmodifiableList((ArrayList<?>) values);
    }

    @Override
    List<Codec> parts() {
        return List.of(element);
    }
}

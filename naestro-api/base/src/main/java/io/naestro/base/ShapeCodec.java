package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import org.jspecify.annotations.Nullable;

/** A shape, written as its JSON Schema and read as the shape of plain JSON that satisfies it. */
final class ShapeCodec extends Codec {
    @Override
    Json.Obj schema(SchemaBuilder schemas) {
        return Json.object().with("type", "object");
    }

    @Override
    Json write(Object value) {
        return Schemas.of((Shape<?>) value);
    }

    @Override
    @Nullable Object read(Json json, Pointer at, Reading reading) {
        if (json instanceof Json.Obj schema) {
            return Shape.schema(schema);
        }
        reading.wrongType(at, json, "object");
        return null;
    }
}

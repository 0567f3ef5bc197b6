package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import org.jspecify.annotations.Nullable;

/** A type variable that nothing binds: its values can be written, by their own class, but have no schema. */
final class DynamicCodec extends Codec {
    private final String path;

    DynamicCodec(String path) {
        this.path = path;
    }

    @Override
    Json.Obj schema(SchemaBuilder schemas) {
        throw unsupported();
    }

    @Override
    Json write(Object value) {
        return Values.write(value);
    }

    @Override
    @Nullable Object read(Json json, Pointer at, Reading reading) {
        throw unsupported();
    }

    private IllegalArgumentException unsupported() {
        return new IllegalArgumentException(
                path + " has a type that is not known here; bind the type parameter to a class, or use Json");
    }
}

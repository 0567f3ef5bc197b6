package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one Java type look as JSON. Schema, writing and reading of a type come from one codec, so that they
 * agree.
 */
abstract class Codec {
    /** The schema of what {@link #write} gives and {@link #read} takes. */
    abstract Json.Obj schema(SchemaBuilder schemas);

    abstract Json write(Object value);

    /** Writes what {@link #write(Object)} gives; gives up where that would refuse the value. */
    void write(Object value, JsonBytes out) {
        out.value(write(value));
    }

    /** The Java value, or null after having told the problems why not. */
    abstract @Nullable Object read(Json json, Pointer at, Reading reading);

    /** The codecs of the parts of a value. */
    List<Codec> parts() {
        return List.of();
    }

    /** The name under which the schema is defined once when it is used more than once; empty to repeat it. */
    String name() {
        return "";
    }
}

package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One component of a record.
 *
 * @param name its name in JSON
 * @param written its name as it stands in JSON text
 * @param description what models are told about it; may be empty
 * @param path where it is declared, for errors
 * @param accessor reads it
 * @param codec how its value looks
 * @param need whether it may be absent
 */
record RecordPart(
        String name, JsonBytes.Name written, String description, String path, Method accessor, Codec codec, Need need) {
    /** Whether a component may be absent, and what Java calls that. */
    enum Need {
        REQUIRED,
        NULLABLE,
        OPTIONAL
    }

    Json.Obj schema(SchemaBuilder schemas) {
        var schema = need == Need.REQUIRED ? schemas.of(codec) : SchemaBuilder.orNull(schemas.of(codec));
        return description.isEmpty() ? schema : schema.with("description", description);
    }

    /** The member's value, or null to leave the member out. */
    @Nullable Json write(Object holder) {
        var inner = inner(holder);
        return inner == null && need != Need.REQUIRED ? null : Codecs.write(codec, inner, path);
    }

    /** Writes the member, or leaves it out. */
    void write(Object holder, JsonBytes out) {
        var inner = inner(holder);
        if (inner != null) {
            codec.write(inner, out.name(written));
        } else if (need == Need.REQUIRED) {
            out.giveUp();
        }
    }

    private @Nullable Object inner(Object holder) {
        var value = Reflect.<@Nullable Object>attempt(() -> accessor.invoke(holder));
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    /** The component's value; null when absent or after having told the problem. */
    @Nullable Object read(Json.Obj object, Pointer at, Reading reading) {
        var value = readValue(object.members().get(name), at, reading);
        return need == Need.OPTIONAL ? Optional.ofNullable(value) : value;
    }

    private @Nullable Object readValue(@Nullable Json json, Pointer at, Reading reading) {
        if (json != null && (need == Need.REQUIRED || !(json instanceof Json.Null))) {
            return codec.read(json, at.child(name), reading);
        }
        if (need == Need.REQUIRED) {
            reading.problem(at, Json.of(""), "the member '" + name + "' is missing");
        }
        return null;
    }
}

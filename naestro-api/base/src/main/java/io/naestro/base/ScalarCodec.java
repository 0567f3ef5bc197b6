package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.time.DateTimeException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Java type that is one JSON string, number or boolean. */
final class ScalarCodec<T> extends Codec {
    private final Class<T> type;
    private final Json.Obj schema;
    private final Function<T, Json> print;
    private final Function<Json, @Nullable T> parse;

    /** The parser answers null for a wrong JSON type, and throws what it says for a wrong value. */
    ScalarCodec(Class<T> type, Json.Obj schema, Function<T, Json> print, Function<Json, @Nullable T> parse) {
        this.type = type;
        this.schema = schema;
        this.print = print;
        this.parse = parse;
    }

    /** Whether values are JSON strings. */
    boolean isText() {
        return Json.of("string").equals(schema.members().get("type"));
    }

    @Override
    Json.Obj schema(SchemaBuilder schemas) {
        return schema;
    }

    @Override
    Json write(Object value) {
        return print.apply(type.cast(value));
    }

    @Override
    @Nullable Object read(Json json, Pointer at, Reading reading) {
        try {
            var value = parse.apply(json);
            if (value == null) {
                reading.wrongType(at, json, Scalars.textOf(schema.members().getOrDefault("type", Json.of("any"))));
            }
            return value;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException | InputException e) {
            reading.problem(
                    at, json, "does not fit " + type.getSimpleName() + ": " + InputProblem.excerpt(Json.of(reason(e))));
            return null;
        }
    }

    private static String reason(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }
}

package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Shape;

/**
 * The JSON Schema (draft 2020-12) of a shape. Deterministic: the same type gives the same schema in every process.
 *
 * <p>A record is an object with a property for each component, in their order, and no others; all are required but
 * those that are {@code Optional} or marked {@code @Nullable}, which may be absent or null. A {@code List} is an array,
 * a {@code Set} one of unique items, a {@code Map} an object, an enum the names of its constants. A sealed interface of
 * records is any of its records, each led by a member {@code kind}: the record's simple name without the interface's
 * name at its end, first letter in lower case ({@code type} or {@code variant} where a record has a component named
 * {@code kind}). {@code @JsonProperty} renames and {@code @JsonPropertyDescription} describes.
 */
public final class Schemas {
    /** A large plan names the same class again and again. */
    private static final ClassValue<Json.Obj> KNOWN = new ClassValue<>() {
        @Override
        protected Json.Obj computeValue(Class<?> type) {
            return SchemaBuilder.build(Codecs.of(type));
        }
    };

    private Schemas() {}

    /**
     * The schema of a shape.
     *
     * @param shape the shape
     * @throws IllegalArgumentException if a type in it has no JSON form; names the component
     */
    public static Json.Obj of(Shape<?> shape) {
        return shape instanceof Shape.OfClass<?> type ? KNOWN.get(type.type()) : SchemaBuilder.build(Codecs.of(shape));
    }
}

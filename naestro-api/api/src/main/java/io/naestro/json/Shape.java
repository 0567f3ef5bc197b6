package io.naestro.json;

import java.util.List;
import java.util.Objects;

/**
 * What a value that crosses a border (a goal's result, a step's input or output, a tool's argument) must look like.
 * Values travel as {@link Json}; a shape says which Java type they are read into and, through it, which JSON Schema
 * (2020-12) they must satisfy. Core derives the schema of a Java type; a plan that was read from a file knows schemas
 * only.
 *
 * @param <T> the Java type of the value
 */
public sealed interface Shape<T> {

    /**
     * The shape of a Java type: a record of shapes, an enum, a sealed interface of records, {@code String}, a boxed
     * number or boolean, {@code BigDecimal}, {@code Instant}, {@code Duration}, {@code URI}, {@link Json}, and the
     * value types of this library. Components that are {@code @Nullable} or {@code Optional} may be absent; unknown
     * members are refused.
     *
     * @param type the class
     * @param <T> the type
     */
    record OfClass<T>(Class<T> type) implements Shape<T> {
        public OfClass {
            if (type.isPrimitive()) {
                throw new IllegalArgumentException(
                        "shape of primitive type '" + type + "' is not possible; use its boxed class");
            }
        }
    }

    /**
     * The shape of a list.
     *
     * @param element the shape of each element
     * @param <E> the type of an element
     */
    record OfList<E>(Shape<E> element) implements Shape<List<E>> {
        public OfList {
            Objects.requireNonNull(element, "element");
        }
    }

    /**
     * The shape of plain JSON that satisfies a schema.
     *
     * @param schema a JSON Schema, draft 2020-12, without remote references
     */
    record OfSchema(Json.Obj schema) implements Shape<Json> {
        public OfSchema {
            Objects.requireNonNull(schema, "schema");
        }
    }

    /** Any JSON value. */
    Shape<Json> ANY = new OfSchema(Json.Obj.EMPTY);

    /** Nothing of interest: the value is JSON {@code null}. */
    Shape<Json> NOTHING = new OfSchema(Json.object().with("type", "null"));

    /**
     * The shape of a Java type.
     *
     * @param type the class
     * @param <T> the type
     */
    static <T> Shape<T> of(Class<T> type) {
        return new OfClass<>(type);
    }

    /**
     * The shape of a list of a Java type.
     *
     * @param element the class of each element
     * @param <E> the type of an element
     */
    static <E> Shape<List<E>> listOf(Class<E> element) {
        return new OfList<>(of(element));
    }

    /**
     * The shape of plain JSON that satisfies a schema.
     *
     * @param schema a JSON Schema, draft 2020-12, without remote references
     */
    static Shape<Json> schema(Json.Obj schema) {
        return new OfSchema(schema);
    }
}

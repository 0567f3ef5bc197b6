package io.naestro.core.planner;

import io.naestro.base.JsonText;
import io.naestro.base.Schemas;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The type of a value, as far as a planner tells types apart: Java classes by their name, everything else by its schema
 * without what only describes.
 *
 * @param schema the schema, references followed
 * @param key the schema's text, the same for the same schema
 * @param java the Java type, or null where only a schema is known
 */
record Kind(Json.Obj schema, String key, @Nullable Type java) {
    private static final int DEEPEST = 4;
    private static final Set<String> DESCRIBES =
            Set.of("title", "description", "default", "examples", "$schema", "$comment", "$defs");
    private static final Set<String> SCALARS = Set.of("string", "number", "integer", "boolean");

    /** The kind of a shape. */
    static Kind of(Shape<?> shape) {
        var schema = Schemas.of(shape);
        return of(plain(schema, schema, 0), javaOf(shape));
    }

    private static Kind of(Json schema, @Nullable Type java) {
        var object = schema instanceof Json.Obj known ? known : Json.Obj.EMPTY;
        return new Kind(object, JsonText.write(object), java);
    }

    private static @Nullable Type javaOf(Shape<?> shape) {
        return switch (shape) {
            case Shape.OfClass<?> type -> type.type();
            case Shape.OfList<?> list -> {
                var element = javaOf(list.element());
                yield element == null ? null : new ListOf(element);
            }
            case Shape.OfSchema schema -> null;
        };
    }

    private record ListOf(Type element) implements Type {
        @Override
        public String getTypeName() {
            return element.getTypeName() + "[]";
        }
    }

    /** A schema with its references followed, its members in order, and without what only describes. */
    private static Json plain(Json part, Json.Obj root, int depth) {
        return switch (part) {
            case Json.Obj object ->
                target(object, root, depth)
                        .map(target -> plain(target, root, depth + 1))
                        .orElseGet(() -> members(object, root, depth));
            case Json.Arr array ->
                new Json.Arr(array.items().stream()
                        .map(item -> plain(item, root, depth))
                        .toList());
            default -> part;
        };
    }

    private static Optional<Json> target(Json.Obj schema, Json.Obj root, int depth) {
        return schema.members().get("$ref") instanceof Json.Str reference
                        && reference.value().startsWith("#/")
                        && depth < DEEPEST
                ? root.at(Pointer.of(reference.value().substring(1)))
                : Optional.empty();
    }

    private static Json members(Json.Obj schema, Json.Obj root, int depth) {
        var members = new TreeMap<String, Json>();
        schema.members().forEach((name, value) -> {
            if (name.equals("properties") && value instanceof Json.Obj properties) {
                var each = new TreeMap<String, Json>();
                properties.members().forEach((member, below) -> each.put(member, plain(below, root, depth)));
                members.put(name, new Json.Obj(each));
            } else if (!DESCRIBES.contains(name)) {
                members.put(name, plain(value, root, depth));
            }
        });
        return new Json.Obj(members);
    }

    /** Whether the values are texts, numbers or truth values, which only a name tells apart. */
    boolean isScalar() {
        return schema.get("enum").isPresent() || scalar().isPresent();
    }

    private Optional<String> scalar() {
        return schema.get("type")
                .filter(Json.Str.class::isInstance)
                .map(type -> ((Json.Str) type).value())
                .filter(SCALARS::contains);
    }

    /** Whether the kind says nothing at all. */
    boolean isAnything() {
        return schema.members().isEmpty();
    }

    /** Whether the values are objects with known members. */
    boolean isObject() {
        return schema.get("properties").isPresent();
    }

    /** Whether the only value is null. */
    boolean isNothing() {
        return schema.get("type").equals(Optional.of(Json.of("null")));
    }

    /** The members by name, in order. */
    Map<String, Kind> members() {
        var members = new LinkedHashMap<String, Kind>();
        if (schema.members().get("properties") instanceof Json.Obj properties) {
            properties.members().forEach((name, member) -> members.put(name, of(member, component(name))));
        }
        return members;
    }

    private @Nullable Type component(String name) {
        if (!(java instanceof Class<?> type) || !type.isRecord()) {
            return null;
        }
        return Stream.of(type.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .map(component -> boxed(component.getGenericType()))
                .orElse(null);
    }

    private static @Nullable Type boxed(Type type) {
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() == List.class) {
            var element = boxed(parameterized.getActualTypeArguments()[0]);
            return element == null ? null : new ListOf(element);
        }
        return type instanceof Class<?> ? type : null;
    }

    /** The names of the members that are always there. */
    Set<String> required() {
        return schema.members().get("required") instanceof Json.Arr names
                ? names.items().stream().map(name -> ((Json.Str) name).value()).collect(Collectors.toSet())
                : Set.of();
    }

    /** What the elements of a list are, or empty when this is no list of anything known. */
    Optional<Kind> element() {
        return schema.get("items")
                .map(items -> of(items, java instanceof ListOf list ? list.element() : null))
                .filter(element -> !element.isAnything());
    }

    /** The kind of a list of these. */
    Kind list() {
        var members = new TreeMap<String, Json>();
        members.put("items", schema);
        members.put("type", Json.of("array"));
        return of(new Json.Obj(members), java == null ? null : new ListOf(java));
    }

    /** The name of the Java type, or empty where only the schema tells kinds apart. */
    Optional<String> nominal() {
        return isScalar() || java == null ? Optional.empty() : Optional.of(java.getTypeName());
    }

    /** The kind in a word, for people. */
    String label() {
        var items = element();
        if (items.isPresent()) {
            return items.get().label() + "[]";
        }
        if (schema.get("enum").isPresent()) {
            return "one of " + schema.members().get("enum");
        }
        return scalar().orElseGet(() -> java instanceof Class<?> type
                ? type.getSimpleName()
                : isObject() ? "{" + String.join(", ", members().keySet()) + "}" : "value");
    }
}

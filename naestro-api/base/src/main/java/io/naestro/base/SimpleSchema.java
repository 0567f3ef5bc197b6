package io.naestro.base;

import io.naestro.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schema that says so little that a look tells whether a value conforms: types, members and items. Most schemas of
 * arguments and results are. What does not conform is left to the full check, which says why.
 */
final class SimpleSchema {
    private static final Set<String> KNOWN =
            Set.of("type", "properties", "required", "additionalProperties", "items", "title", "description");

    private final @Nullable String type;
    private final Map<String, SimpleSchema> properties = new HashMap<>();
    private final Set<String> required = new HashSet<>();
    private final boolean closed;
    private final @Nullable SimpleSchema others;
    private final @Nullable SimpleSchema items;

    /** That a schema says more. */
    private static final class SaysMore extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SaysMore() {
            super("", null, false, false);
        }
    }

    private SimpleSchema(Json json) {
        var schema = object(json);
        if (!KNOWN.containsAll(schema.keySet())) {
            throw new SaysMore();
        }
        type = type(schema.get("type"));
        members(schema.get("properties")).forEach((name, part) -> properties.put(name, new SimpleSchema(part)));
        if (schema.get("required") instanceof Json.Arr names) {
            names.items().forEach(name -> required.add(((Json.Str) name).value()));
        }
        var more = schema.get("additionalProperties");
        closed = Json.of(false).equals(more);
        others = closed || more == null ? null : new SimpleSchema(more);
        items = schema.get("items") == null ? null : new SimpleSchema(Objects.requireNonNull(schema.get("items")));
    }

    /**
     * What a schema says, or null when it says more than this.
     *
     * @param schema a schema that compiles
     */
    static @Nullable SimpleSchema of(Json.Obj schema) {
        try {
            return new SimpleSchema(schema);
        } catch (SaysMore e) {
            return null;
        }
    }

    private static Map<String, Json> object(Json json) {
        if (json instanceof Json.Obj object) {
            return object.members();
        }
        throw new SaysMore();
    }

    private static Map<String, Json> members(@Nullable Json json) {
        return json == null ? Map.of() : object(json);
    }

    private static @Nullable String type(@Nullable Json json) {
        if (json == null || json instanceof Json.Str) {
            return json == null ? null : ((Json.Str) json).value();
        }
        throw new SaysMore();
    }

    /** Whether a value conforms for sure. */
    boolean takes(Json value) {
        return isOfType(value)
                && switch (value) {
                    case Json.Obj object -> takes(object.members());
                    case Json.Arr array ->
                        items == null || array.items().stream().allMatch(items::takes);
                    default -> true;
                };
    }

    private boolean isOfType(Json value) {
        return type == null
                || (type.equals("integer")
                        ? value instanceof Json.Num number && number.isInteger()
                        : value.type().equals(type));
    }

    private boolean takes(Map<String, Json> members) {
        return members.keySet().containsAll(required)
                && members.entrySet().stream().allMatch(member -> takes(member.getKey(), member.getValue()));
    }

    private boolean takes(String name, Json value) {
        var schema = properties.getOrDefault(name, others);
        return schema == null ? !closed : schema.takes(value);
    }
}

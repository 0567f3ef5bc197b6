package io.naestro.providers.openai;

import io.naestro.json.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A schema in the subset that OpenAI calls strict: each object requires all of its properties and allows no others, the
 * root is an object, and some keywords are not used. Whatever satisfies the schema that comes of it satisfies the one
 * that was given. Source: "Structured outputs", section "Supported schemas", platform.openai.com/docs.
 */
final class WholeSchema {
    private static final Set<String> UNKNOWN_THERE = Set.of(
            "allOf",
            "oneOf",
            "not",
            "if",
            "then",
            "else",
            "dependentRequired",
            "dependentSchemas",
            "patternProperties",
            "propertyNames",
            "unevaluatedProperties",
            "unevaluatedItems",
            "prefixItems",
            "contains",
            "uniqueItems");

    /** Keywords whose value is data and not a schema. */
    private static final Set<String> DATA = Set.of("enum", "const", "default", "examples", "required");

    /** Keywords whose value is schemas by name. */
    private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");

    private static final Json OBJECT = Json.of("object");
    private static final Json CLOSED = Json.of(false);

    private WholeSchema() {}

    /** The schema in that subset, or empty when it cannot be put so. */
    static Optional<Json.Obj> of(Json.Obj schema) {
        var isObject = schema.get("type").filter(OBJECT::equals).isPresent();
        return isObject && fits(schema) ? Optional.of(whole(schema)) : Optional.empty();
    }

    private static boolean fits(Json json) {
        return switch (json) {
            case Json.Obj schema ->
                isClosed(schema)
                        && schema.members().entrySet().stream()
                                .allMatch(member -> fits(member.getKey(), member.getValue()));
            case Json.Arr schemas -> schemas.items().stream().allMatch(WholeSchema::fits);
            default -> true;
        };
    }

    private static boolean fits(String keyword, Json value) {
        if (DATA.contains(keyword)) {
            return true;
        }
        if (NAMED.contains(keyword) && value instanceof Json.Obj named) {
            return named.members().values().stream().allMatch(WholeSchema::fits);
        }
        return !UNKNOWN_THERE.contains(keyword) && fits(value);
    }

    /** Whether an object has named properties only, all that it requires among them. */
    private static boolean isClosed(Json.Obj schema) {
        var named = properties(schema).members().keySet().stream().map(Json::of).collect(Collectors.toSet());
        return (!mayBeObject(schema) || schema.get("properties").isPresent())
                && schema.get("additionalProperties").orElse(CLOSED).equals(CLOSED)
                && named.containsAll(required(schema));
    }

    private static boolean mayBeObject(Json.Obj schema) {
        var type = schema.get("type").orElse(Json.NULL);
        return type.equals(OBJECT)
                || (type instanceof Json.Arr types && types.items().contains(OBJECT));
    }

    private static Json.Obj properties(Json.Obj schema) {
        return schema.get("properties").orElse(Json.Obj.EMPTY) instanceof Json.Obj properties
                ? properties
                : Json.Obj.EMPTY;
    }

    private static Collection<Json> required(Json.Obj schema) {
        return schema.get("required").orElse(Json.Arr.EMPTY) instanceof Json.Arr names ? names.items() : List.of();
    }

    private static Json.Obj whole(Json.Obj schema) {
        var members = new LinkedHashMap<String, Json>();
        schema.members().forEach((keyword, value) -> members.put(keyword, whole(keyword, value)));
        if (schema.get("properties").isPresent()) {
            members.put("required", Json.strings(properties(schema).members().keySet()));
            members.put("additionalProperties", CLOSED);
        }
        return new Json.Obj(members);
    }

    private static Json whole(String keyword, Json value) {
        if (DATA.contains(keyword)) {
            return value;
        }
        return switch (value) {
            case Json.Obj named
            when NAMED.contains(keyword) -> {
                var all = new LinkedHashMap<String, Json>();
                named.members().forEach((name, schema) -> all.put(name, whole("", schema)));
                yield new Json.Obj(all);
            }
            case Json.Obj schema -> whole(schema);
            case Json.Arr schemas ->
                new Json.Arr(
                        schemas.items().stream().map(item -> whole("", item)).toList());
            default -> value;
        };
    }
}

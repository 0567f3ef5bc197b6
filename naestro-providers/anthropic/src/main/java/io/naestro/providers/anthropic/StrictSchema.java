package io.naestro.providers.anthropic;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A schema in the subset that Anthropic's structured outputs take. What the subset lacks is left out, which only allows
 * more: whoever gave the schema checks the answer against it. Where that is not so (objects of unknown members,
 * recursion, references to elsewhere), there is none. Source: "Structured outputs", section "JSON Schema limitations",
 * platform.claude.com/docs.
 */
final class StrictSchema {
    private static final Set<String> KEPT =
            Set.of("type", "enum", "const", "default", "required", "title", "description");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");
    private static final Pattern DEFINITION = Pattern.compile("#/(?:\\$defs|definitions)/[^/~%]+");
    private static final Json OBJECT = Json.of("object");
    private static final Json CLOSED = Json.of(false);

    private final Json.Obj root;
    private final Set<String> following = new HashSet<>();
    private final Set<String> followed = new HashSet<>();

    private StrictSchema(Json.Obj root) {
        this.root = root;
    }

    /** Says that a schema cannot be put so. */
    private static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unfit() {
            super("", null, false, false);
        }
    }

    /** The schema in that subset, or empty when it cannot be put so. */
    static Optional<Json.Obj> of(Json.Obj schema) {
        try {
            return Optional.of(new StrictSchema(schema).strict(schema));
        } catch (Unfit e) {
            return Optional.empty();
        }
    }

    private Json.Obj strict(Json json) {
        var schema = object(json);
        requireClosed(schema);
        var members = new LinkedHashMap<String, Json>();
        schema.members().forEach((keyword, value) -> {
            switch (keyword) {
                case "properties", "$defs", "definitions" -> members.put(keyword, named(value));
                case "allOf" -> members.put(keyword, listed(value));
                case "anyOf", "oneOf" -> members.put("anyOf", listed(value));
                case "items" -> members.put(keyword, strict(value));
                case "$ref" -> members.put(keyword, followed(value));
                case "format" -> {
                    if (value instanceof Json.Str format && FORMATS.contains(format.value())) {
                        members.put(keyword, value);
                    }
                }
                default -> {
                    if (KEPT.contains(keyword)) {
                        members.put(keyword, value);
                    }
                }
            }
        });
        if (members.containsKey("properties")) {
            members.put("additionalProperties", CLOSED);
        }
        return new Json.Obj(members);
    }

    private static Json.Obj object(Json json) {
        if (json instanceof Json.Obj object) {
            return object;
        }
        throw new Unfit(); // true and false are schemas too, but have no form there
    }

    private static void requireClosed(Json.Obj schema) {
        var type = schema.get("type").orElse(Json.NULL);
        var mayBeObject = type.equals(OBJECT)
                || (type instanceof Json.Arr types && types.items().contains(OBJECT));
        if ((mayBeObject && schema.get("properties").isEmpty())
                || !schema.get("additionalProperties").orElse(CLOSED).equals(CLOSED)) {
            throw new Unfit();
        }
    }

    private Json named(Json schemas) {
        var all = new LinkedHashMap<String, Json>();
        object(schemas).members().forEach((name, schema) -> all.put(name, strict(schema)));
        return new Json.Obj(all);
    }

    private Json listed(Json schemas) {
        if (schemas instanceof Json.Arr array) {
            return new Json.Arr(
                    array.items().stream().map(schema -> (Json) strict(schema)).toList());
        }
        throw new Unfit();
    }

    /** A reference into the schema's own definitions, after which it does not come back to itself. */
    private Json followed(Json reference) {
        if (!(reference instanceof Json.Str ref)
                || !DEFINITION.matcher(ref.value()).matches()
                || following.contains(ref.value())) {
            throw new Unfit();
        }
        if (followed.add(ref.value())) {
            following.add(ref.value());
            var unused = strict(
                    root.at(Pointer.of(ref.value().substring(1))).orElse(Json.NULL)); // only to see whether it fits
            following.remove(ref.value());
        }
        return reference;
    }
}

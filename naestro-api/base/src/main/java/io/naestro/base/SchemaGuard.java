package io.naestro.base;

import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a schema from outside before the schema library sees it: size, depth, references, patterns. Knows which
 * keywords hold schemas (2020-12 core, sections 8 and 10), so that a property that is named {@code $ref} is not taken
 * for a reference.
 */
final class SchemaGuard {
    static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

    private static final Limits LIMITS = Limits.SCHEMA;
    private static final Set<String> ONE = Set.of(
            "additionalProperties",
            "unevaluatedProperties",
            "items",
            "unevaluatedItems",
            "contains",
            "propertyNames",
            "not",
            "if",
            "then",
            "else",
            "contentSchema");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> MAPS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    private static final Set<String> UNSUPPORTED = Set.of(
            "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$anchor", "$vocabulary", "id");

    private final List<InputProblem> problems = new ArrayList<>();
    private final Set<Pointer> schemas = new HashSet<>();
    private final Map<Pointer, String> references = new LinkedHashMap<>();
    private int nodes;

    private SchemaGuard() {}

    static List<InputProblem> check(Json.Obj schema) {
        var guard = new SchemaGuard();
        guard.size(schema, 1);
        if (guard.problems.isEmpty()) {
            guard.schema(schema, Pointer.ROOT);
            guard.references.forEach(guard::resolve);
        }
        return guard.problems;
    }

    /** Counts the values; says once when there are too many or when they are nested too deep. */
    private void size(Json json, int depth) {
        nodes++;
        if (!problems.isEmpty()) {
            return;
        }
        if (nodes > LIMITS.maxNodes() || depth > LIMITS.maxDepth()) {
            problem(
                    Pointer.ROOT,
                    Json.of(""),
                    "the schema is larger than " + LIMITS.maxNodes() + " values or deeper than " + LIMITS.maxDepth()
                            + " levels");
            return;
        }
        switch (json) {
            case Json.Obj object -> object.members().values().forEach(value -> size(value, depth + 1));
            case Json.Arr array -> array.items().forEach(item -> size(item, depth + 1));
            default -> {
                // a scalar holds nothing
            }
        }
    }

    private void schema(Json json, Pointer here) {
        schemas.add(here);
        if (json instanceof Json.Obj object) {
            object.members().forEach((keyword, value) -> keyword(keyword, value, here.child(keyword)));
        }
    }

    private void keyword(String keyword, Json value, Pointer here) {
        if (ONE.contains(keyword)) {
            schema(value, here);
        } else if (LISTS.contains(keyword) && value instanceof Json.Arr array) {
            for (int i = 0; i < array.items().size(); i++) {
                schema(array.items().get(i), here.child(i));
            }
        } else if (MAPS.contains(keyword) && value instanceof Json.Obj object) {
            object.members().forEach((name, below) -> schema(below, here.child(name)));
            if (keyword.equals("patternProperties")) {
                object.members().keySet().forEach(regex -> pattern(Json.of(regex), here.child(regex)));
            }
        } else if (keyword.equals("pattern")) {
            pattern(value, here);
        } else {
            identity(keyword, value, here);
        }
    }

    private void identity(String keyword, Json value, Pointer here) {
        if (keyword.equals("$ref")) {
            references.put(here, Scalars.textOf(value));
        } else if (keyword.equals("$schema")) {
            if (!DRAFT.equals(Scalars.textOf(value).replaceFirst("#$", ""))) {
                problem(here, value, "is not a supported draft", DRAFT);
            }
        } else if (keyword.equals("$id")) {
            if (here.segments().size() > 1) {
                problem(here, value, "changes the base of references; '$id' may stand at the root only");
            }
        } else if (UNSUPPORTED.contains(keyword)) {
            problem(
                    here,
                    value,
                    "belongs to the keyword '" + keyword + "', which is not supported",
                    "$ref with '#/...'");
        }
    }

    private void pattern(Json value, Pointer here) {
        var reason = value instanceof Json.Str regex ? LinearPattern.problem(regex.value()) : null;
        if (reason != null) {
            problem(here, value, reason);
        }
    }

    private void resolve(Pointer here, String reference) {
        if (reference.equals(DRAFT)) {
            return;
        }
        var target = target(reference);
        if (target == null) {
            problem(here, Json.of(reference), "is a reference out of the schema", "#", "#/...", DRAFT);
        } else if (!schemas.contains(target)) {
            problem(
                    here,
                    Json.of(reference),
                    "is a reference to no schema here; schemas live under '$defs' and the keywords that hold schemas");
        }
    }

    private static @Nullable Pointer target(String reference) {
        if (!reference.startsWith("#")) {
            return null;
        }
        try {
            return Pointer.of(URI.create(reference).getFragment());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void problem(Pointer here, Json value, String message, String... allowed) {
        problems.add(InputProblem.at(here, value, message, allowed));
    }
}

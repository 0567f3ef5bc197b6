package io.naestro.core.plan;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts in and takes out the members that a schema gives a {@code default}, so that texts say only what is special.
 * Knows the keywords that the plan schema is written with: {@code properties}, {@code additionalProperties},
 * {@code items}, {@code allOf}, {@code if} and {@code then}, and {@code $ref} inside the schema. The first {@code if}
 * that holds counts, and its {@code then} says all. Immutable.
 */
final class SchemaDefaults {
    private final Json.Obj root;
    private final IdentityHashMap<Json, Node> nodes = new IdentityHashMap<>();

    SchemaDefaults(Json.Obj root) {
        this.root = root;
        prepare(root);
    }

    /** The value with every default spelled out. */
    Json fill(Json value) {
        return walk(value, root, true);
    }

    /** The value without the members that equal their default. */
    Json strip(Json value) {
        return walk(value, root, false);
    }

    /** What one schema, and all that it refers to, says of members and items. */
    private static final class Node {
        private final Map<String, Json.Obj> properties = new LinkedHashMap<>();
        private final Map<String, Json> defaults = new LinkedHashMap<>();
        private final List<Branch> branches = new ArrayList<>();
        private Json.@Nullable Obj others;
        private Json.@Nullable Obj items;
    }

    /** What is said instead of objects that have these constants. */
    private record Branch(Map<String, Json> constants, Node node) {}

    private void prepare(Json json) {
        if (json instanceof Json.Obj schema) {
            var node = new Node();
            collect(schema, node);
            nodes.put(schema, node);
            schema.members().values().forEach(this::prepare);
        } else if (json instanceof Json.Arr list) {
            list.items().forEach(this::prepare);
        }
    }

    private void collect(Json.Obj schema, Node node) {
        if (schema.members().get("if") instanceof Json.Obj question && asksObjects(question)) {
            var then = new Node();
            collect((Json.Obj) schema.get("then").orElseThrow(), then);
            node.branches.add(new Branch(constants(question), then));
        }
        if (schema.members().get("$ref") instanceof Json.Str ref) {
            collect(target(ref.value()), node);
        }
        if (schema.members().get("allOf") instanceof Json.Arr all) {
            all.items().forEach(part -> collect((Json.Obj) part, node));
        }
        if (schema.members().get("properties") instanceof Json.Obj properties) {
            properties.members().forEach((name, property) -> property(name, (Json.Obj) property, node));
        }
        if (schema.members().get("additionalProperties") instanceof Json.Obj others) {
            node.others = others;
        }
        if (schema.members().get("items") instanceof Json.Obj items) {
            node.items = items;
        }
    }

    /** Only objects are asked, so a question for another type is always answered with no. */
    private static boolean asksObjects(Json.Obj question) {
        return Json.of("object").equals(question.get("type").orElse(Json.of("object")));
    }

    private static Map<String, Json> constants(Json.Obj question) {
        var constants = new LinkedHashMap<String, Json>();
        members(question.get("properties").orElse(Json.object()))
                .forEach((name, wanted) -> constants.put(
                        name, Objects.requireNonNull(members(wanted).get("const"))));
        return constants;
    }

    private static Map<String, Json> members(Json json) {
        return ((Json.Obj) json).members();
    }

    private void property(String name, Json.Obj schema, Node node) {
        node.properties.put(name, schema);
        for (Json.@Nullable Obj here = schema; here != null; here = next(here)) {
            here.get("default").ifPresent(value -> node.defaults.putIfAbsent(name, value));
        }
    }

    private Json.@Nullable Obj next(Json.Obj schema) {
        return schema.members().get("$ref") instanceof Json.Str ref ? target(ref.value()) : null;
    }

    private Json.Obj target(String reference) {
        return (Json.Obj) root.at(Pointer.of(reference.substring(1))).orElseThrow();
    }

    private Json walk(Json value, Json.@Nullable Obj schema, boolean fill) {
        if (schema == null) {
            return value;
        }
        return switch (value) {
            case Json.Obj object -> members(object, node(schema), fill);
            case Json.Arr array
            when node(schema).items != null ->
                new Json.Arr(array.items().stream()
                        .map(item -> walk(item, node(schema).items, fill))
                        .toList());
            default -> value;
        };
    }

    private Node node(Json.Obj schema) {
        return Objects.requireNonNull(nodes.get(schema));
    }

    private Json.Obj members(Json.Obj object, Node node, boolean fill) {
        var branch = branch(object, node);
        var members = new LinkedHashMap<String, Json>();
        object.members().forEach((name, value) -> {
            var walked = walk(value, branch.properties.getOrDefault(name, branch.others), fill);
            if (fill || !walked.equals(branch.defaults.get(name))) {
                members.put(name, walked);
            }
        });
        if (fill) {
            branch.defaults.forEach((name, value) ->
                    members.computeIfAbsent(name, absent -> walk(value, branch.properties.get(name), true)));
        }
        return members.equals(object.members()) ? object : new Json.Obj(members);
    }

    /** What is said of this object: a plan has many, so without streams. */
    private static Node branch(Json.Obj object, Node node) {
        for (var one : node.branches) {
            if (holds(object, one.constants())) {
                return one.node();
            }
        }
        return node;
    }

    private static boolean holds(Json.Obj object, Map<String, Json> constants) {
        for (var constant : constants.entrySet()) {
            if (!constant.getValue().equals(object.members().get(constant.getKey()))) {
                return false;
            }
        }
        return true;
    }
}

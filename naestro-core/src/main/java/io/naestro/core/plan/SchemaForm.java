package io.naestro.core.plan;

import io.naestro.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one alternative of a schema says of types, constants, members and items. Empty means that it says nothing.
 *
 * @param types the names of the types that a value may have
 * @param values the constants that a value may be
 * @param properties the members that are named
 * @param required the names of the members that must be there
 * @param closed whether no other members may be there
 * @param others what other members must be
 * @param items what the items of an array must be
 */
record SchemaForm(
        Set<String> types,
        Set<Json> values,
        Map<String, SchemaView> properties,
        Set<String> required,
        boolean closed,
        Optional<SchemaView> others,
        Optional<SchemaView> items) {

    private static final Set<String> NOTES = Set.of(
            "$defs", "$schema", "title", "description", "default", "examples", "deprecated", "$comment", "format");

    /** What may stand beside constants without ruling some of them out; types are looked at. */
    private static final Set<String> BESIDE_VALUES = Set.of("type");

    /** What rules out no type, no member and no item as such, or is looked at. */
    private static final Set<String> UNDERSTOOD = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minItems",
            "uniqueItems");

    /**
     * The alternatives of a schema that values come from. Empty when the schema has a keyword that may rule out what
     * the others allow: then nothing is sure.
     */
    static List<SchemaForm> ofSource(SchemaView view) {
        var forms = new ArrayList<SchemaForm>();
        return collect(view, true, new HashSet<>(), forms) ? forms : List.of();
    }

    /** The alternatives of a schema that values go to; what is not understood is taken to allow everything. */
    static List<SchemaForm> ofReader(SchemaView view) {
        var forms = new ArrayList<SchemaForm>();
        return collect(view, false, new HashSet<>(), forms) ? forms : List.of();
    }

    private static boolean collect(SchemaView view, boolean strict, Set<Json> seen, List<SchemaForm> forms) {
        var target = view.target().orElse(Json.Obj.EMPTY);
        if (target.members().isEmpty() || !seen.add(target) || (strict && !understood(target))) {
            return false;
        }
        var alternatives = alternatives(target);
        if (alternatives.isEmpty()) {
            forms.add(form(view.root(), target));
        }
        return alternatives.stream().allMatch(part -> collect(view.of(part), strict, seen, forms));
    }

    private static boolean understood(Json.Obj schema) {
        var keywords = new HashSet<>(schema.members().keySet());
        keywords.removeAll(NOTES);
        for (var decisive : List.of("anyOf", "oneOf")) {
            if (keywords.remove(decisive)) {
                return keywords.isEmpty();
            }
        }
        for (var decisive : List.of("enum", "const")) {
            if (keywords.remove(decisive)) {
                return BESIDE_VALUES.containsAll(keywords);
            }
        }
        return UNDERSTOOD.containsAll(keywords);
    }

    private static List<Json> alternatives(Json.Obj schema) {
        for (var keyword : List.of("anyOf", "oneOf")) {
            if (schema.members().get(keyword) instanceof Json.Arr parts) {
                return parts.items();
            }
        }
        return List.of();
    }

    private static SchemaForm form(Json.Obj root, Json.Obj schema) {
        var view = new SchemaView(schema, root);
        var values = values(schema);
        var properties = new LinkedHashMap<String, SchemaView>();
        if (schema.members().get("properties") instanceof Json.Obj named) {
            named.members().forEach((name, part) -> properties.put(name, view.of(part)));
        }
        var open = schema.members().containsKey("patternProperties");
        var additional = open ? Optional.<Json>empty() : schema.get("additionalProperties");
        return new SchemaForm(
                types(schema, values),
                values,
                properties,
                texts(schema.members().get("required")),
                additional.filter(Json.of(false)::equals).isPresent(),
                additional.filter(Json.Obj.class::isInstance).map(view::of),
                schema.members().containsKey("prefixItems")
                        ? Optional.empty()
                        : schema.get("items").map(view::of));
    }

    private static Set<Json> values(Json.Obj schema) {
        if (schema.members().get("enum") instanceof Json.Arr choices) {
            return new LinkedHashSet<>(choices.items());
        }
        return schema.get("const").map(Set::of).orElse(Set.of());
    }

    private static Set<String> types(Json.Obj schema, Set<Json> values) {
        var types = schema.members().get("type");
        if (types instanceof Json.Str one) {
            return Set.of(one.value());
        }
        var named = texts(types);
        if (named.isEmpty()) {
            values.forEach(value -> named.add(value.type()));
        }
        return named;
    }

    private static Set<String> texts(@Nullable Json list) {
        var texts = new LinkedHashSet<String>();
        if (list instanceof Json.Arr array) {
            for (var item : array.items()) {
                if (item instanceof Json.Str text) {
                    texts.add(text.value());
                }
            }
        }
        return texts;
    }

    boolean mayBe(String type) {
        return types.isEmpty() || types.contains(type);
    }

    /** Whether a value of this type is allowed as far as types go. */
    boolean takes(String type) {
        return mayBe(type) || (type.equals("integer") && types.contains("number"));
    }

    /** Whether a constant is allowed as far as types and constants go. */
    boolean takes(Json value) {
        var whole = value instanceof Json.Num number && number.isInteger();
        return (values.isEmpty() || values.contains(value)) && takes(whole ? "integer" : value.type());
    }
}

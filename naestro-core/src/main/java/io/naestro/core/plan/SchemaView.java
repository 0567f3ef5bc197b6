package io.naestro.core.plan;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * A schema inside a larger one, whose definitions it may refer to.
 *
 * @param schema the schema: an object or a boolean
 * @param root the larger one
 */
record SchemaView(Json schema, Json.Obj root) {
    private static final int LONGEST_CHAIN = 32;
    private static final Set<String> BESIDE =
            Set.of("$ref", "$defs", "$schema", "title", "description", "default", "examples", "$comment");

    static SchemaView of(Json.Obj schema) {
        return new SchemaView(schema, schema);
    }

    SchemaView of(Json part) {
        return new SchemaView(part, root);
    }

    /**
     * The schema that a chain of references ends at; empty when it leads nowhere or round in a circle, or when
     * something beside a reference narrows what it refers to.
     */
    Optional<Json.Obj> target() {
        var here = schema;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            if (!(here instanceof Json.Obj object)) {
                return Optional.empty();
            }
            if (!(object.members().get("$ref") instanceof Json.Str reference)) {
                return Optional.of(object);
            }
            here = BESIDE.containsAll(object.members().keySet())
                    ? follow(reference.value()).orElse(Json.NULL)
                    : Json.NULL;
        }
        return Optional.empty();
    }

    private Optional<Json> follow(String reference) {
        try {
            var fragment = URI.create(reference);
            return reference.startsWith("#") ? root.at(Pointer.of(fragment.getFragment())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

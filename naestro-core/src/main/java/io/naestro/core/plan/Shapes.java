package io.naestro.core.plan;

import io.naestro.base.JsonSchema;
import io.naestro.base.Schemas;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The schemas of shapes, each made and compiled once. One instance serves one validation; which schemas compile is
 * remembered longer.
 */
final class Shapes {

    /**
     * A schema, or why there is none.
     *
     * @param view the schema; one that says nothing when there is none
     * @param problem why it cannot be used, in words
     */
    record Known(SchemaView view, Optional<String> problem) {}

    private record Compiled(Optional<JsonSchema> schema, Optional<String> problem) {}

    /** A schema that says nothing. */
    static final SchemaView ANYTHING = SchemaView.of(Json.Obj.EMPTY);

    private static final SoundSchemas SOUND = new SoundSchemas(4_096, 8_192);

    private final Map<Shape<?>, Known> known = new HashMap<>();
    private final Map<Json, Compiled> compiled = new HashMap<>();

    /** The schema of a shape. */
    Known of(Shape<?> shape) {
        return known.computeIfAbsent(shape, this::make);
    }

    private Known make(Shape<?> shape) {
        try {
            var schema = Schemas.of(shape);
            return problem(schema)
                    .map(problem -> new Known(ANYTHING, Optional.of(problem)))
                    .orElseGet(() -> new Known(SchemaView.of(schema), Optional.empty()));
        } catch (IllegalArgumentException e) {
            return new Known(ANYTHING, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** Why a schema does not compile, or empty when it does. */
    Optional<String> problem(Json.Obj schema) {
        if (SOUND.contains(schema)) {
            return Optional.empty();
        }
        var problem = compile(schema).problem();
        if (problem.isEmpty()) {
            SOUND.add(schema);
        }
        return problem;
    }

    /** What is wrong with a constant by a schema, or empty when it conforms or that cannot be told. */
    Optional<String> violation(Json value, SchemaView view) {
        if (!(view.schema() instanceof Json.Obj schema)) {
            return Optional.empty();
        }
        var whole =
                view.root().get("$defs").map(all -> schema.with("$defs", all)).orElse(schema);
        return compile(whole)
                .schema()
                .flatMap(ready -> ready.check(value).stream().findFirst())
                .map(Object::toString);
    }

    private Compiled compile(Json.Obj schema) {
        return compiled.computeIfAbsent(schema, absent -> {
            try {
                return new Compiled(Optional.of(JsonSchema.compile(schema)), Optional.empty());
            } catch (InputException e) {
                return new Compiled(
                        Optional.empty(), Optional.of(e.problems().getFirst().toString()));
            }
        });
    }
}

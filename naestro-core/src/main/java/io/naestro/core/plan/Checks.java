package io.naestro.core.plan;

import io.naestro.base.Values;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies the checks that need nothing but the value: conditions and schemas. {@link Check.EvaluatorCheck}s need an
 * evaluator, so they are the engine's and passed over here.
 */
public final class Checks {
    private Checks() {}

    /**
     * What a value does not satisfy.
     *
     * @param checks the checks
     * @param value the value
     * @return what was wrong, in the order of the checks; empty when all hold
     * @throws IllegalArgumentException as {@link Conditions#holds}
     */
    public static List<String> failed(List<Check> checks, Json value) {
        var failed = new ArrayList<String>();
        for (var check : checks) {
            switch (check) {
                case Check.ConditionCheck condition -> {
                    if (!Conditions.holds(condition.condition(), value)) {
                        failed.add(condition.message());
                    }
                }
                case Check.SchemaCheck schema -> failed.addAll(violations(schema.schema(), value));
                case Check.EvaluatorCheck evaluator -> {
                    // the engine's
                }
            }
        }
        return failed;
    }

    private static List<String> violations(Json.Obj schema, Json value) {
        try {
            Values.read(value, Shape.schema(schema));
            return List.of();
        } catch (InputException e) {
            return e.problems().stream().map(Object::toString).toList();
        }
    }
}

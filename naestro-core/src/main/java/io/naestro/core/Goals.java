package io.naestro.core;

import io.naestro.base.Schemas;
import io.naestro.base.Values;
import io.naestro.effect.Payload;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Check;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text form of goals, in which the type of the result is its schema. */
final class Goals {

    /** A goal without its Java type. */
    private record Written(
            String wish,
            Json inputs,
            Json result,
            Budget budget,
            @Nullable Instant deadline,
            List<Check> success) {}

    private Goals() {}

    static Json write(Goal<?> goal) {
        return Values.write(new Written(
                goal.wish(), goal.inputs(), Schemas.of(goal.result()), goal.budget(), goal.deadline(), goal.success()));
    }

    /**
     * Reads a goal.
     *
     * @param json its text form
     * @param given what is given, with origins and labels, which are kept apart from it
     */
    static Goal<Json> read(Json json, Payload given) {
        var written = Values.lenient().from(json, Shape.of(Written.class));
        return new Goal<>(
                written.wish(),
                given,
                Shape.schema((Json.Obj) written.result()),
                written.budget(),
                written.deadline(),
                written.success());
    }
}

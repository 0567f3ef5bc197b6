package io.naestro.goal;

import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Check;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host wants, in words and in data: the wish, what is given, the type of the result, what it may cost, until
 * when, and how to tell that it was reached. A planner turns it into a {@link io.naestro.plan.Plan}.
 *
 * @param wish the wish in plain words; models may read it
 * @param given what is given: an object with a member for each thing, which the user wrote unless it says otherwise
 * @param result the shape of the wanted result
 * @param budget the most that reaching it may cost; unlimited unless set
 * @param deadline the moment after which the result is of no use, or null for none
 * @param success checks that the result must pass; none unless set
 * @param <T> the type of the wanted result
 */
public record Goal<T>(
        String wish,
        Payload given,
        Shape<T> result,
        Budget budget,
        @Nullable Instant deadline,
        List<Check> success) {

    private static final Payload NOTHING = Payload.of(Json.Obj.EMPTY, Origin.USER);

    public Goal {
        if (wish.isBlank()) {
            throw new IllegalArgumentException("a goal needs a wish in words");
        }
        if (!(given.value() instanceof Json.Obj)) {
            throw new IllegalArgumentException("what is given must be an object with a member for each thing");
        }
        success = List.copyOf(success);
    }

    /** What is given, by name. */
    public Json.Obj inputs() {
        return (Json.Obj) given.value();
    }

    /**
     * A goal whose result is any JSON value.
     *
     * @param wish the wish in plain words
     */
    public static Goal<Json> of(String wish) {
        return new Goal<>(wish, NOTHING, Shape.ANY, Budget.UNLIMITED, null, List.of());
    }

    /**
     * A copy that wants a result of that type.
     *
     * @param type the class of the result
     * @param <R> the type of the result
     */
    public <R> Goal<R> yielding(Class<R> type) {
        return yielding(Shape.of(type));
    }

    /**
     * A copy that wants a result of that shape.
     *
     * @param shape the shape of the result
     * @param <R> the type of the result
     */
    public <R> Goal<R> yielding(Shape<R> shape) {
        return new Goal<>(wish, given, shape, budget, deadline, success);
    }

    /**
     * A copy with one thing more that is given, which the user wrote.
     *
     * @param name its name
     * @param value its value
     */
    public Goal<T> given(String name, Json value) {
        return given(name, Payload.of(value, Origin.USER));
    }

    /**
     * A copy with one thing more that is given, with where it comes from and how confidential it is: a mail that came
     * in is not what the user wrote.
     *
     * @param name its name
     * @param value its value, with origins and labels
     */
    public Goal<T> given(String name, Payload value) {
        return new Goal<>(wish, given.adding(name, value), result, budget, deadline, success);
    }

    /**
     * A copy with one text more that is given, which the user wrote.
     *
     * @param name its name
     * @param value its value
     */
    public Goal<T> given(String name, String value) {
        return given(name, Json.of(value));
    }

    /**
     * A copy with that budget.
     *
     * @param limit the most that reaching the goal may cost
     */
    public Goal<T> within(Budget limit) {
        return new Goal<>(wish, given, result, limit, deadline, success);
    }

    /**
     * A copy with that deadline.
     *
     * @param moment the moment after which the result is of no use
     */
    public Goal<T> by(Instant moment) {
        return new Goal<>(wish, given, result, budget, moment, success);
    }

    /**
     * A copy with one success criterion more.
     *
     * @param check a check on the result
     */
    public Goal<T> until(Check check) {
        var checks = new ArrayList<>(success);
        checks.add(check);
        return new Goal<>(wish, given, result, budget, deadline, checks);
    }
}

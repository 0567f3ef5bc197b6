package io.naestro.plan;

import io.naestro.json.Json;

/**
 * What a result must satisfy before the plan goes on, as data. A failed check is a failed attempt: it is retried if the
 * step's {@link Retry} allows, with what was wrong told to the model.
 */
public sealed interface Check {

    /**
     * A condition on the result.
     *
     * @param condition what must hold
     * @param message what to say when it does not, for people and for a model that tries again
     */
    record ConditionCheck(Condition condition, String message) implements Check {}

    /**
     * The result must satisfy a JSON Schema beyond its own shape.
     *
     * @param schema a JSON Schema, draft 2020-12, without remote references
     */
    record SchemaCheck(Json.Obj schema) implements Check {}

    /**
     * An evaluator must pass the result.
     *
     * @param evaluator the name of an evaluator known to this Naestro instance
     * @param atLeast the lowest score that passes, from 0 to 1; evaluators that only pass or fail give 1 or 0
     */
    record EvaluatorCheck(String evaluator, double atLeast) implements Check {
        public EvaluatorCheck {
            if (!(atLeast >= 0 && atLeast <= 1)) {
                throw new IllegalArgumentException("atLeast '" + atLeast + "' must lie between 0 and 1");
            }
        }
    }

    /**
     * A condition on the result.
     *
     * @param condition what must hold
     * @param message what to say when it does not
     */
    static Check that(Condition condition, String message) {
        return new ConditionCheck(condition, message);
    }

    /**
     * An evaluator must pass the result.
     *
     * @param evaluator the name of an evaluator known to this Naestro instance
     */
    static Check passes(String evaluator) {
        return new EvaluatorCheck(evaluator, 1);
    }

    /**
     * An evaluator must give the result a score.
     *
     * @param evaluator the name of an evaluator known to this Naestro instance
     * @param atLeast the lowest score that passes, from 0 to 1
     */
    static Check scores(String evaluator, double atLeast) {
        return new EvaluatorCheck(evaluator, atLeast);
    }
}

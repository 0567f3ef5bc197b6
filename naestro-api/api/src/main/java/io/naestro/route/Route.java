package io.naestro.route;

import io.naestro.json.Json;

/**
 * The model that shall do a step.
 *
 * @param decision the id of the decision, under which failures and feedback come back
 * @param model the id of the model
 * @param endpoint which of the model's endpoints, or empty when it has one
 * @param effort how hard to think, or empty for the model's default
 * @param promptVariant which variant of the prompt, or empty for the prompt as it is
 * @param maxOutputTokens the most tokens of output
 * @param propensity the probability with which this route was chosen, in (0, 1]; below 1 when the router explores
 * @param why what spoke for it and against the others, in fields
 */
public record Route(
        String decision,
        String model,
        String endpoint,
        String effort,
        String promptVariant,
        long maxOutputTokens,
        double propensity,
        Json.Obj why)
        implements Routed {

    public Route {
        if (!(propensity > 0 && propensity <= 1)) {
            throw new IllegalArgumentException("propensity '" + propensity + "' must lie in (0, 1]");
        }
    }

    /**
     * A route without alternatives.
     *
     * @param decision the id of the decision
     * @param model the id of the model
     * @param maxOutputTokens the most tokens of output
     * @param why what spoke for it
     */
    public static Route to(String decision, String model, long maxOutputTokens, Json.Obj why) {
        return new Route(decision, model, "", "", "", maxOutputTokens, 1, why);
    }
}

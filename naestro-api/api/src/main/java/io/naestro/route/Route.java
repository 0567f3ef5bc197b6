package io.naestro.route;

import java.util.List;

/**
 * The model that shall do a step. It carries the chain that led to it, so that a router can go on after a restart.
 *
 * @param decision the id of the decision, under which feedback comes back; each hop of a chain has its own
 * @param model the id of the model to call, which is one of the models of the request
 * @param arm the name under which the router learns: group, effort and variant as in {@code qwen3-32b},
 *     {@code gpt/high} or {@code gpt/high/terse}
 * @param effort how hard to think, or empty for the model's default
 * @param promptVariant which variant of the prompt, or empty for the prompt as it is
 * @param maxOutputTokens the most tokens of output
 * @param propensity the probability with which this route was chosen, in (0, 1]; below 1 when the router mixes or
 *     explores
 * @param tried the arms that the chain visited before, oldest first; empty on the first hop
 */
public record Route(
        String decision,
        String model,
        String arm,
        String effort,
        String promptVariant,
        long maxOutputTokens,
        double propensity,
        List<String> tried)
        implements Routed {

    public Route {
        if (!(propensity > 0 && propensity <= 1)) {
            throw new IllegalArgumentException("propensity '" + propensity + "' must lie in (0, 1]");
        }
        tried = List.copyOf(tried);
    }

    /**
     * A route without alternatives, at the start of a chain.
     *
     * @param decision the id of the decision
     * @param model the id of the model, which is its arm as well
     * @param maxOutputTokens the most tokens of output
     */
    public static Route to(String decision, String model, long maxOutputTokens) {
        return new Route(decision, model, model, "", "", maxOutputTokens, 1, List.of());
    }
}

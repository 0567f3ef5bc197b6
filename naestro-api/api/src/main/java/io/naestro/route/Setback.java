package io.naestro.route;

import io.naestro.model.ModelFailure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call along a route that did not do. It holds what a router needs to go on, so that a router keeps nothing between
 * the hops of a chain and a run that was read back continues its chains.
 *
 * @param request what was to be routed at first
 * @param route the route that failed, with the arms tried before it
 * @param failure why the model gave no usable answer, or null when it gave one that the step's checks did not accept
 * @param calls how many calls the chain has made so far, waits and repairs included; at least 1
 * @param now the moment
 */
public record Setback(
        RouteRequest request, Route route, @Nullable ModelFailure failure, int calls, Instant now) {
    public Setback {
        if (calls < 1) {
            throw new IllegalArgumentException("calls '" + calls + "' must be at least 1: a setback follows a call");
        }
    }
}

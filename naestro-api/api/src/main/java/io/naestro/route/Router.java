package io.naestro.route;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the model for a step. It never calls a model and never counts budgets: core does both. Thread-safe; does no
 * I/O and does not block. What it throws ends the attempt as failed.
 */
public interface Router {

    /**
     * Chooses a model.
     *
     * @param request what is to be done, and with what
     */
    Routed route(RouteRequest request);

    /**
     * Says what to do after a failure. Each hop is an effect of its own, admitted and journaled.
     *
     * @param setback the call that failed, and the chain that led to it
     */
    NextHop next(Setback setback);

    /**
     * Hears that a call along a route starts. A live signal, told once for each call and never after a restart; it
     * teaches nothing. Unless overridden, nothing happens.
     *
     * @param route the route
     * @param now the moment
     */
    default void started(Route route, Instant now) {
        // not every router balances load
    }

    /**
     * Hears that a call along a route ended, before {@link #next} is asked about it. A live signal like
     * {@link #started}. Unless overridden, nothing happens.
     *
     * @param route the route
     * @param failure why the model gave no usable answer, or null when it gave one
     * @param took how long it took
     * @param now the moment
     */
    default void ended(Route route, @Nullable ModelFailure failure, Duration took, Instant now) {
        // not every router balances load
    }

    /**
     * Learns from how a route did. May be called again with the same content, and long after the call.
     *
     * @param feedback how it did
     */
    void learn(RouteFeedback feedback);

    /**
     * Why a route was chosen and the others were not, in fields, worked out when asked. Empty for decisions that are
     * not known or no longer remembered; unless overridden, for all.
     *
     * @param decision the id of the decision
     */
    default Optional<Json.Obj> explain(String decision) {
        return Optional.empty();
    }
}

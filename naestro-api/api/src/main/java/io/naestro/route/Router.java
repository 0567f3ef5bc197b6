package io.naestro.route;

import io.naestro.model.ModelFailure;

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
     * @param decision the id of the decision that led to the failed call
     * @param failure what happened
     */
    NextHop next(String decision, ModelFailure failure);

    /**
     * Learns from how a route did. May be called again with the same content, and long after the call.
     *
     * @param feedback how it did
     */
    void learn(RouteFeedback feedback);
}

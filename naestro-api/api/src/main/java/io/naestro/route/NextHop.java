package io.naestro.route;

import java.time.Duration;

/** What to do after a model failed. */
public sealed interface NextHop {

    /**
     * Try another route.
     *
     * @param route the route
     */
    record RerouteHop(Route route) implements NextHop {}

    /**
     * Try the same route after a wait.
     *
     * @param pause how long to wait
     */
    record WaitHop(Duration pause) implements NextHop {}

    /**
     * Try the same route and tell the model what was wrong.
     *
     * @param instruction what to tell it
     */
    record RepairHop(String instruction) implements NextHop {}

    /**
     * Give up.
     *
     * @param reason why, in words
     */
    record StopHop(String reason) implements NextHop {}
}

package io.naestro.house.faults;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A router that writes down each decision that its own promises forbid. */
final class WatchedRouter implements Router {
    final List<String> broken = new CopyOnWriteArrayList<>();
    final AtomicInteger waits = new AtomicInteger();
    final AtomicInteger reroutes = new AtomicInteger();
    final AtomicInteger refusals = new AtomicInteger();

    private final Router router;
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();

    WatchedRouter(Router router) {
        this.router = router;
    }

    @Override
    public Routed route(RouteRequest request) {
        return watched(request, request.now(), () -> router.route(request));
    }

    private Routed watched(RouteRequest request, Instant now, Supplier<Routed> decision) {
        var known = Map.copyOf(notBefore); // before the decision, so that only what it could know counts
        var routed = decision.get();
        if (routed instanceof Route route) {
            check(route, now, known);
        } else if (routed instanceof Routed.NoRoute none
                && none.reasons().size() != request.models().size()) {
            broken.add("not every arm has a reason: " + none);
        }
        return routed;
    }

    private void check(Route route, Instant now, Map<String, Instant> known) {
        var until = known.getOrDefault(route.model(), Instant.MIN);
        if (now.isBefore(until)) {
            broken.add(route.decision() + " goes to " + route.model() + " " + Duration.between(now, until)
                    + " before its time");
        }
        if (route.tried().contains(route.arm())
                || route.tried().stream().distinct().count() != route.tried().size()) {
            broken.add(route.decision() + " visits an arm twice: " + route.tried() + ", " + route.arm());
        }
    }

    @Override
    public NextHop next(Setback setback) {
        var known = Map.copyOf(notBefore);
        var hop = router.next(setback);
        var failure = setback.failure();
        switch (hop) {
            case NextHop.RerouteHop reroute -> {
                reroutes.incrementAndGet();
                check(reroute.route(), setback.now(), known);
            }
            case NextHop.WaitHop wait -> {
                waits.incrementAndGet();
                var asked = failure == null ? null : failure.retryAfter();
                if (asked != null && wait.pause().compareTo(asked) < 0) {
                    broken.add("waits " + wait.pause() + ", was asked for " + asked);
                }
                if (failure != null && failure.kind() == ModelFailure.Kind.BILLING) {
                    broken.add("waits for an account without credit");
                }
            }
            case NextHop.RepairHop repair -> broken.add("repairs what no repair helps: " + failure);
            case NextHop.StopHop stop -> refusals.incrementAndGet();
        }
        return hop;
    }

    @Override
    public void started(Route route, Instant now) {
        router.started(route, now);
    }

    @Override
    public void ended(Route route, @Nullable ModelFailure failure, Duration took, Instant now) {
        router.ended(route, failure, took, now);
        if (failure != null && failure.retryAfter() != null) {
            notBefore.merge(
                    route.model(), now.plus(failure.retryAfter()), (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    @Override
    public void learn(RouteFeedback feedback) {
        router.learn(feedback);
    }

    @Override
    public Optional<Json.Obj> explain(String decision) {
        return router.explain(decision);
    }
}

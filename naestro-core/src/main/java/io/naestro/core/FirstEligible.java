package io.naestro.core;

import io.naestro.json.Json;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.Price;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The router of a host that gives none: the first model, in the order of registration, that can do what the step needs.
 * After a failure that another model may not share it goes on to the next; it learns nothing.
 */
final class FirstEligible implements Router {
    private static final int MOST_REMEMBERED = 10_000;

    /** What was asked and which models were tried, by decision, so that a chain never visits a model twice. */
    private final Map<String, Tried> tried = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tried> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private record Tried(RouteRequest request, Set<String> models) {}

    @Override
    public synchronized Routed route(RouteRequest request) {
        return route(request, new HashSet<>());
    }

    private Routed route(RouteRequest request, Set<String> used) {
        var reasons = new LinkedHashMap<String, String>();
        for (var card : request.models()) {
            var reason = used.contains(card.id()) ? "it was tried already" : objection(card, request);
            if (reason == null) {
                used.add(card.id());
                tried.put(request.id(), new Tried(request, used));
                var why = Json.object().with("first", card.id()).with("refused", Json.strings(reasons.values()));
                return Route.to(request.id(), card.id(), output(card, request), why);
            }
            reasons.put(card.id(), reason);
        }
        if (reasons.isEmpty()) {
            reasons.put("models", "none is registered; add one by Naestro.builder().models(...)");
        }
        return new Routed.NoRoute(reasons);
    }

    @Override
    public synchronized NextHop next(String decision, ModelFailure failure) {
        var before = tried.get(decision);
        if (failure.repairable()) {
            return new NextHop.RepairHop(
                    "Your last answer could not be used: " + failure.message() + ". Answer again.");
        }
        if (failure.kind().passing()) {
            return new NextHop.WaitHop(failure.retryAfter() == null ? Duration.ZERO : failure.retryAfter());
        }
        if (failure.reroute() && before != null && route(before.request(), before.models()) instanceof Route route) {
            return new NextHop.RerouteHop(route);
        }
        return new NextHop.StopHop("no other model will do");
    }

    @Override
    public void learn(RouteFeedback feedback) {
        // it has nothing to learn
    }

    private static @Nullable String objection(ModelCard card, RouteRequest request) {
        var needs = request.needs();
        if (!needs.models().isEmpty() && !needs.models().contains(card.id())) {
            return "the step wants one of " + needs.models();
        }
        if (!card.capabilities().containsAll(needs.capabilities())) {
            return "it lacks some of " + needs.capabilities();
        }
        if (request.constraints().quarantined().contains(card.id())) {
            return "it is in quarantine";
        }
        if (!request.constraints().residencies().contains(card.residency())) {
            return "the policy does not allow residency " + card.residency() + " here";
        }
        var window = Math.max(needs.contextTokens(), request.inputTokens());
        if (card.contextTokens() < window) {
            return "its window of " + card.contextTokens() + " tokens is too small for up to " + window;
        }
        return card.price() instanceof Price.UnknownPrice && request.headroom().money() != null
                ? "its price is not known, and the budget counts money"
                : null;
    }

    private static long output(ModelCard card, RouteRequest request) {
        var wanted = request.needs().maxOutputTokens();
        return wanted == 0 ? card.maxOutputTokens() : Math.min(wanted, card.maxOutputTokens());
    }
}

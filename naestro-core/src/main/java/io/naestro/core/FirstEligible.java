package io.naestro.core;

import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The router of a host that gives none: the first model, in the order of registration, that can do what the step needs.
 * After a failure that another model may not share it goes on to the next; it learns nothing.
 */
final class FirstEligible implements Router {

    @Override
    public Routed route(RouteRequest request) {
        return route(request, request.id(), List.of());
    }

    private static Routed route(RouteRequest request, String decision, List<String> tried) {
        var reasons = new LinkedHashMap<String, String>();
        for (var card : request.models()) {
            var reason = tried.contains(card.id()) ? "it was tried already" : objection(card, request);
            if (reason == null) {
                return new Route(decision, card.id(), card.id(), "", "", output(card, request), 1, tried);
            }
            reasons.put(card.id(), reason);
        }
        if (reasons.isEmpty()) {
            reasons.put("models", "none is registered; add one by Naestro.builder().models(...)");
        }
        return new Routed.NoRoute(reasons);
    }

    @Override
    public NextHop next(Setback setback) {
        var failure = setback.failure();
        if (failure == null) {
            return new NextHop.RepairHop("Your last answer was not accepted. Answer again.");
        }
        if (failure.repairable()) {
            return new NextHop.RepairHop(
                    "Your last answer could not be used: " + failure.message() + ". Answer again.");
        }
        if (failure.kind().passing()) {
            return new NextHop.WaitHop(failure.retryAfter() == null ? Duration.ZERO : failure.retryAfter());
        }
        return failure.reroute() ? elsewhere(setback) : new NextHop.StopHop("no other model will do");
    }

    private static NextHop elsewhere(Setback setback) {
        var tried = new ArrayList<>(setback.route().tried());
        tried.add(setback.route().model());
        return switch (route(setback.request(), setback.request().id() + "+" + tried.size(), tried)) {
            case Route route -> new NextHop.RerouteHop(route);
            case Routed.NoRoute none -> new NextHop.StopHop("no other model will do: " + none.reasons());
        };
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
        if (!request.constraints().capabilities().containsAll(needs.capabilities())) {
            return "the policy allows models to be used here for nothing but "
                    + request.constraints().capabilities();
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

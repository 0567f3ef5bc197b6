package io.naestro.router;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.Routed;
import io.naestro.route.Setback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says what follows a call that did not do, by the kind of its failure. It keeps nothing: the setback says how the
 * chain came about. A chain visits no arm twice, makes no more calls than the limit, and never outlives its deadline.
 */
final class Hops {
    private static final int MOST_REPAIRS = 2;
    private static final long FIRST_WAIT = 250;
    private static final int MOST_DOUBLINGS = 6;

    private final Settings settings;
    private final Picker picker;

    Hops(Settings settings, Picker picker) {
        this.settings = settings;
        this.picker = picker;
    }

    /** The id of the decision that is made after so many arms were tried. */
    static String decision(String request, int tried) {
        return tried == 0 ? request : request + "+" + tried;
    }

    NextHop next(Plan plan, Setback setback) {
        var failure = setback.failure();
        if (setback.calls() >= settings.mostCalls()) {
            return stop("the chain made " + setback.calls() + " calls, which is the limit", failure);
        }
        if (!setback.now().isBefore(setback.request().deadline())) {
            return stop("the deadline " + setback.request().deadline() + " has passed", failure);
        }
        return failure == null ? rejected(plan, setback) : failed(plan, setback, failure);
    }

    /** An evaluator did not accept the answer: the next arm of the cascade, or the same one told what was wrong. */
    private NextHop rejected(Plan plan, Setback setback) {
        var chain = chain(plan, setback);
        if (chain != null && route(plan, setback, 0, chain) instanceof Route route) {
            return new NextHop.RerouteHop(route);
        }
        return new NextHop.RepairHop("Your last answer was not accepted. Answer again.");
    }

    /** The arm that follows those tried in a cascade of the plan, or null when they are not the start of one. */
    private static @Nullable Integer chain(Plan plan, Setback setback) {
        var visited = visited(setback);
        var pair = plan.mix(setback.request().taskType()).graded();
        for (var cascade : List.of(pair.high(), pair.low())) {
            var names = Arrays.stream(cascade.arms())
                    .mapToObj(arm -> plan.catalog().arms[arm].name())
                    .toList();
            if (names.size() > visited.size()
                    && names.subList(0, visited.size()).equals(visited)) {
                return cascade.arms()[visited.size()];
            }
        }
        return null;
    }

    private NextHop failed(Plan plan, Setback setback, ModelFailure failure) {
        return switch (failure.kind()) {
            case INVALID_ANSWER, INVALID_TOOL_CALL ->
                setback.calls() - setback.route().tried().size() < MOST_REPAIRS
                        ? new NextHop.RepairHop(
                                "Your last answer could not be used: " + failure.message() + ". Answer again.")
                        : elsewhere(plan, setback, failure, 0);
            case RATE_LIMITED, OVERLOADED, TIMEOUT, TRANSPORT, SERVER_FAULT -> elsewhereOrWait(plan, setback, failure);
            case TRUNCATED ->
                Circuits.brokeOff(failure)
                        ? elsewhereOrWait(plan, setback, failure)
                        : elsewhere(plan, setback, failure, shorter(plan, setback));
            case CONTEXT_OVERFLOW -> elsewhere(plan, setback, failure, noLarger(plan, setback, failure));
            case BILLING -> elsewhere(plan, setback, failure, sameProvider(plan, setback));
            case FILTERED ->
                setback.request().constraints().filteredElsewhere()
                        ? elsewhere(plan, setback, failure, sameProvider(plan, setback))
                        : stop(
                                "a content filter stopped it, and the policy does not allow another model to see it",
                                failure);
            case INVALID_REQUEST, REFUSED -> stop("no other model would do better", failure);
            case AUTHENTICATION, UNSUPPORTED, MODEL_NOT_FOUND, ENGINE_DOWN, NOT_LOCAL, FAULT ->
                elsewhere(plan, setback, failure, 0);
        };
    }

    private NextHop elsewhere(Plan plan, Setback setback, ModelFailure failure, long excluded) {
        return switch (route(plan, setback, excluded, null)) {
            case Route route -> new NextHop.RerouteHop(route);
            case Routed.NoRoute none -> stop("no other arm will do: " + none.reasons(), failure);
        };
    }

    /** Another arm if there is one; otherwise the same after as long as its circuit is open. */
    private NextHop elsewhereOrWait(Plan plan, Setback setback, ModelFailure failure) {
        if (route(plan, setback, 0, null) instanceof Route route) {
            return new NextHop.RerouteHop(route);
        }
        var now = setback.now().toEpochMilli();
        var pause = Math.max(backoff(setback), openUntil(plan, setback) - now);
        if (failure.retryAfter() != null) {
            pause = Math.max(pause, failure.retryAfter().toMillis());
        }
        return pause >= setback.request().deadline().toEpochMilli() - now
                ? stop("it would have to wait " + pause + " ms, which is beyond its deadline", failure)
                : new NextHop.WaitHop(Duration.ofMillis(pause));
    }

    private long backoff(Setback setback) {
        var doublings = Math.min(MOST_DOUBLINGS, setback.calls() - 1);
        var chance = Coin.unit(
                Coin.toss(settings.seed() + setback.calls(), setback.route().decision()));
        return (long) ((FIRST_WAIT << doublings) * (1 + chance));
    }

    private static long openUntil(Plan plan, Setback setback) {
        var until = 0L;
        for (var arm : plan.catalog().arms) {
            for (var signals : arm.signals()) {
                until = signals.model().equals(setback.route().model()) ? signals.openUntil() : until;
            }
        }
        return until;
    }

    private Routed route(Plan plan, Setback setback, long excluded, @Nullable Integer wanted) {
        var visited = visited(setback);
        var without = excluded;
        for (var arm : visited) {
            var place = plan.catalog().indexOf(arm);
            without |= place < 0 ? 0 : 1L << place;
        }
        return picker.pick(
                plan,
                setback.request(),
                decision(setback.request().id(), visited.size()),
                visited,
                without,
                wanted == null ? Picker.ANY : wanted,
                setback.now().toEpochMilli());
    }

    private static List<String> visited(Setback setback) {
        var visited = new ArrayList<>(setback.route().tried());
        visited.add(setback.route().arm());
        return visited;
    }

    // ---- arms that will not do, as bits ----

    private static long all(Plan plan, Predicate<Arm> which) {
        var bits = 0L;
        for (int i = 0; i < plan.catalog().arms.length; i++) {
            bits |= which.test(plan.catalog().arms[i]) ? 1L << i : 0;
        }
        return bits;
    }

    private static @Nullable Arm arm(Plan plan, Setback setback) {
        var place = plan.catalog().indexOf(setback.route().arm());
        return place < 0 ? null : plan.catalog().arms[place];
    }

    /** A request that was too long goes only where there is more room than the server said it needs. */
    private static long noLarger(Plan plan, Setback setback, ModelFailure failure) {
        var failed = arm(plan, setback);
        var window = failed == null ? 0 : failed.card().contextTokens();
        var asked = failure.details().get("asked").orElse(Json.NULL) instanceof Json.Num number
                ? number.value().longValue() - 1
                : 0;
        var least = Math.max(window, asked);
        return all(plan, arm -> arm.card().contextTokens() <= least);
    }

    private static long shorter(Plan plan, Setback setback) {
        var most = setback.route().maxOutputTokens();
        return all(plan, arm -> arm.card().maxOutputTokens() <= most);
    }

    private static long sameProvider(Plan plan, Setback setback) {
        var failed = arm(plan, setback);
        return failed == null
                ? plan.catalog().all
                : all(plan, arm -> arm.card().provider().equals(failed.card().provider()));
    }

    private static NextHop stop(String reason, @Nullable ModelFailure failure) {
        return new NextHop.StopHop(
                reason + (failure == null ? "" : " (" + failure.kind() + ": " + failure.message() + ")"));
    }
}

package io.naestro.router;

import io.naestro.route.Route;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.router.Plan.Mix;
import io.naestro.router.Signals.Objection;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Makes one decision: sieves the arms, tosses a coin between the chains of the plan, picks a replica and writes down
 * why. No locks, no I/O; the route is all that is allocated.
 */
final class Picker {
    /** No arm in particular. */
    static final int ANY = -1;

    private final Settings settings;
    private final long patience;
    private final Ring ring;

    Picker(Settings settings, Ring ring) {
        this.settings = settings;
        this.patience = settings.patience().toMillis();
        this.ring = ring;
    }

    /**
     * Decides.
     *
     * @param plan the plan in force, made for the request's models
     * @param request what is to be routed
     * @param decision the id of the decision
     * @param tried the arms that the chain visited before
     * @param excluded arms that will not do, as bits
     * @param wanted the arm that shall be taken, and no other, or {@link #ANY}
     * @param now the moment, in milliseconds since the epoch
     */
    Routed pick(
            Plan plan, RouteRequest request, String decision, List<String> tried, long excluded, int wanted, long now) {
        var catalog = plan.catalog();
        var slot = ring.next();
        slot.begin();
        var deadline = request.deadline().toEpochMilli();
        var fit = fit(catalog, request, excluded, slot);
        var late = Math.min(patience, (deadline - now) / 2);
        var drained = 0L;
        var open = 0L;
        var small = 0L;
        var limited = 0L;
        var busy = 0L;
        for (var left = fit; left != 0; left &= left - 1) {
            var i = Long.numberOfTrailingZeros(left);
            var bit = 1L << i;
            switch (objection(catalog, i, request, now, late)) {
                case NONE -> {}
                case BUSY -> busy |= bit;
                case DRAINED -> drained |= bit;
                case WINDOW_TOO_SMALL -> small |= bit;
                case RATE_LIMIT -> limited |= bit;
                default -> open |= bit;
            }
        }
        fit &= ~(drained | open | small | limited);
        var mix = plan.mix(request.taskType());
        var toss = Coin.toss(settings.seed(), decision);
        Signals replica = null;
        var arm = ANY;
        var explored = false;
        var propensity = 1.0;
        while (fit != 0) {
            var candidates = (fit & ~busy) == 0 ? fit : fit & ~busy;
            if (wanted != ANY) {
                candidates &= 1L << wanted;
            }
            if (candidates == 0) {
                break;
            }
            var pair = mix.pair(request.graded());
            var high = land(catalog, mix, candidates, pair.high().first(), request, plan.price());
            var low = land(catalog, mix, candidates, pair.low().first(), request, plan.price());
            var chances = chances(mix, candidates, request, wanted);
            // Where nothing else has much of a chance to be better, trying it would teach little for its money.
            var share = settings.exploration() * Math.min(1, 2 * chances);
            explored = Coin.unit(toss) < share;
            var second = Coin.again(toss);
            arm = explored
                    ? drawn(mix, candidates, Coin.unit(second) * chances)
                    : Coin.unit(second) < pair.share() ? high : low;
            propensity = (1 - share) * ((arm == high ? pair.share() : 0) + (arm == low ? 1 - pair.share() : 0))
                    + (chances == 0 ? 0 : share * mix.explore()[arm] / chances);
            replica = replica(catalog, arm, request, now, late, Coin.again(second));
            if (replica.probe(now, deadline)) {
                break;
            }
            open |= 1L << arm; // another request was quicker
            fit &= ~(1L << arm);
            replica = null;
        }
        slot.decision = decision;
        slot.plan = plan;
        slot.taskType = request.taskType();
        slot.model = replica == null ? null : replica.model();
        slot.at = now;
        slot.tokens = request.inputTokens();
        slot.arm = replica == null ? ANY : arm;
        slot.explored = explored;
        slot.propensity = propensity;
        slot.small |= small;
        slot.drained = drained;
        slot.open = open;
        slot.limited = limited;
        slot.busy = busy;
        slot.end();
        return replica == null
                ? none(decision)
                : route(catalog, arm, replica, request, decision, tried, Math.min(1, propensity));
    }

    private static Route route(
            Catalog catalog,
            int index,
            Signals replica,
            RouteRequest request,
            String decision,
            List<String> tried,
            double propensity) {
        var arm = catalog.arms[index];
        var room = Math.min(catalog.window[index], replica.contextTokens()) - request.inputTokens();
        var most = output(catalog, index, request);
        return new Route(
                decision,
                replica.model(),
                arm.name(),
                arm.effort(),
                arm.variant(),
                Math.min(most, room),
                propensity,
                tried);
    }

    private static long output(Catalog catalog, int arm, RouteRequest request) {
        var wanted = request.needs().maxOutputTokens();
        return wanted == 0 ? catalog.mostOutput[arm] : Math.min(wanted, catalog.mostOutput[arm]);
    }

    // ---- the sieve ----

    /** The arms that could do it, whatever happens on their endpoints just now. */
    private static long fit(Catalog catalog, RouteRequest request, long excluded, RingSlot slot) {
        var needs = request.needs();
        var quarantined = request.constraints().quarantined();
        var lacking = catalog.lacking(needs.capabilities())
                | catalog.forbidden(needs.capabilities(), request.constraints().capabilities());
        var abroad = catalog.abroad(request.constraints().residencies());
        var notNamed = needs.models().isEmpty() ? 0 : catalog.notNamed(needs.models());
        var sick = quarantined.isEmpty() ? 0 : catalog.allNamed(quarantined);
        var small = small(catalog, request);
        var dear = dear(catalog, request);
        slot.excluded = excluded;
        slot.lacking = lacking;
        slot.abroad = abroad;
        slot.notNamed = notNamed;
        slot.quarantined = sick;
        slot.small = small;
        slot.dear = dear;
        return catalog.all & ~(excluded | lacking | abroad | notNamed | sick | small | dear);
    }

    /** How many tokens the window must hold: the input and an answer of the least size. */
    private static long needed(Catalog catalog, int arm, RouteRequest request) {
        var answer = Math.max(1, Math.min(request.needs().maxOutputTokens(), catalog.mostOutput[arm]));
        return Math.max(request.needs().contextTokens(), request.inputTokens() + answer);
    }

    private static long small(Catalog catalog, RouteRequest request) {
        var small = 0L;
        for (int i = 0; i < catalog.window.length; i++) {
            small |= catalog.window[i] < needed(catalog, i, request) ? 1L << i : 0;
        }
        return small;
    }

    /** The arms whose dearest call does not fit what is left; core would refuse it. */
    private static long dear(Catalog catalog, RouteRequest request) {
        var headroom = request.headroom();
        var calls = headroom.calls();
        var tokens = headroom.tokens();
        if ((calls != null && calls < 1) || (tokens != null && tokens < request.inputTokens())) {
            return catalog.all;
        }
        var money = headroom.money();
        if (money == null) {
            return 0;
        }
        var dear = catalog.unpriced;
        for (int i = 0; i < catalog.window.length; i++) {
            var most = request.inputTokens() * catalog.inputNanos[i]
                    + output(catalog, i, request) * catalog.outputNanos[i];
            dear |= most > money.nanos() ? 1L << i : 0;
        }
        return dear;
    }

    /** What speaks against an arm now: the least of what speaks against its replicas. */
    private static Objection objection(Catalog catalog, int arm, RouteRequest request, long now, long late) {
        var replicas = catalog.signals[arm];
        var tokens = needed(catalog, arm, request);
        if (replicas.length == 1) {
            return replicas[0].objection(now, tokens, late);
        }
        var least = Objection.DRAINED;
        for (int i = 0; i < replicas.length; i++) {
            if (allowed(catalog, arm, i, request)) {
                var objection = replicas[i].objection(now, tokens, late);
                least = objection.compareTo(least) < 0 ? objection : least;
            }
        }
        return least;
    }

    private static boolean allowed(Catalog catalog, int arm, int replica, RouteRequest request) {
        var card = catalog.arms[arm].cards().get(replica);
        var named = request.needs().models();
        var quarantined = request.constraints().quarantined();
        return (named.isEmpty() || Catalog.means(named, card))
                && (quarantined.isEmpty() || !Catalog.means(quarantined, card));
    }

    // ---- the choice ----

    /** Where a wish of the plan ends: at that arm, at the best of the others, or where the conversation is already. */
    private static int land(Catalog catalog, Mix mix, long candidates, int wish, RouteRequest request, double price) {
        var arm = (candidates >>> wish & 1) == 1 ? wish : best(mix, candidates);
        var session = request.session();
        if (session == null) {
            return arm;
        }
        var stay = catalog.indexOf(session.arm());
        if (stay < 0 || (candidates >>> stay & 1) == 0) {
            return arm;
        }
        var lost = session.cachedTokens() * (catalog.inputNanos[stay] - catalog.cachedNanos[stay]);
        return mix.score()[stay] + price * lost >= mix.score()[arm] ? stay : arm;
    }

    private static int best(Mix mix, long candidates) {
        var best = Long.numberOfTrailingZeros(candidates);
        for (var left = candidates; left != 0; left &= left - 1) {
            var i = Long.numberOfTrailingZeros(left);
            best = mix.score()[i] > mix.score()[best] ? i : best;
        }
        return best;
    }

    /** The sum of the chances of what may be explored; 0 when nothing may. */
    private double chances(Mix mix, long candidates, RouteRequest request, int wanted) {
        var chances = 0.0;
        if (request.graded() && request.session() == null && wanted == ANY) {
            for (var left = candidates; left != 0; left &= left - 1) {
                chances += mix.explore()[Long.numberOfTrailingZeros(left)];
            }
        }
        return chances;
    }

    private static int drawn(Mix mix, long candidates, double at) {
        var left = candidates;
        var rest = at;
        while (true) {
            var i = Long.numberOfTrailingZeros(left);
            rest -= mix.explore()[i];
            left &= left - 1;
            if (left == 0 || rest < 0) {
                return i;
            }
        }
    }

    /** The less loaded of two replicas taken by chance (Mitzenmacher, The power of two choices, 2001). */
    private static Signals replica(Catalog catalog, int arm, RouteRequest request, long now, long late, long toss) {
        var replicas = catalog.signals[arm];
        if (replicas.length == 1) {
            return replicas[0];
        }
        var tokens = needed(catalog, arm, request);
        var least = objection(catalog, arm, request, now, late);
        var usable = 0L;
        for (int i = 0; i < replicas.length; i++) {
            if (allowed(catalog, arm, i, request) && replicas[i].objection(now, tokens, late) == least) {
                usable |= 1L << i;
            }
        }
        var count = Long.bitCount(usable);
        var one = nth(usable, (int) Math.floorMod(toss, (long) count));
        var rest = usable & ~(1L << one);
        if (rest == 0) {
            return replicas[one];
        }
        var two = nth(rest, (int) Math.floorMod(Coin.again(toss), (long) count - 1));
        return replicas[two].load(now) < replicas[one].load(now) ? replicas[two] : replicas[one];
    }

    private static int nth(long bits, int place) {
        var left = bits;
        for (int i = 0; i < place; i++) {
            left &= left - 1;
        }
        return Long.numberOfTrailingZeros(left);
    }

    // ---- when there is none ----

    private Routed none(String decision) {
        return new Routed.NoRoute(ring.find(decision).map(Explanation::reasons).orElseGet(LinkedHashMap::new));
    }
}

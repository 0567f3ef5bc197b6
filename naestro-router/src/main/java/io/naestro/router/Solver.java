package io.naestro.router;

import io.naestro.router.Plan.Chain;
import io.naestro.router.Plan.Mix;
import io.naestro.router.Plan.Pair;
import io.naestro.router.RouterState.Verifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan of what was learnt. To spend a budget well over task types and chains is a linear program with one
 * constraint. It is solved exactly by walking the upper hull of each type's (cost, quality) points in the order of what
 * a step up yields for its money, until the money or the worth of a success is used up; at most one type ends between
 * two chains and is mixed.
 */
final class Solver {
    private static final int MOST_LINKS = 8;
    private static final double GOOD_VERIFIER = 0.8;
    private static final double BAD_VERIFIER = 0.2;
    private static final double REJECTION_MASS = 20;
    private static final double FAST = 3;

    private final Catalog catalog;
    private final Settings settings;
    private final double rate;

    /** A step up the hull of a task type, with how much quality it yields for its cost. */
    private record Rise(String type, int from, double yield, double cost) {}

    private Solver(Catalog catalog, Settings settings, double rate) {
        this.catalog = catalog;
        this.settings = settings;
        this.rate = rate;
    }

    static Plan plan(long version, Learner learner, Catalog catalog, Settings settings) {
        var rate = rate(learner, settings);
        var estimator = new Estimator(learner, catalog, settings);
        var estimates = new TreeMap<String, Estimate>();
        learner.types().forEach((name, type) -> estimates.put(name, estimator.estimate(name, type)));
        for (var arm : catalog.arms) { // what is known beforehand counts from the first request on
            for (var name : arm.card().priors().keySet()) {
                estimates.computeIfAbsent(name, unseen -> estimator.estimate(unseen, new Learner.Type()));
            }
        }
        estimates.remove(""); // that prior stands for all types
        var other = estimator.estimate("", new Learner.Type());
        return new Solver(catalog, settings, rate).solve(version, estimates, other, learner.spent());
    }

    /** What a decision may cost now: the budget, more or less by what was saved or overspent lately. */
    private static double rate(Learner learner, Settings settings) {
        var budget = settings.budget();
        if (Double.isInfinite(budget)) {
            return budget;
        }
        var saved = (budget * learner.decisions() - learner.spent()) / settings.horizon();
        return Math.min(FAST * budget, Math.max(0, budget + saved));
    }

    private Plan solve(long version, SortedMap<String, Estimate> estimates, Estimate other, double spent) {
        var slopes = estimates.entrySet().stream()
                .map(entry -> new Slope(entry.getKey(), entry.getValue(), hull(chains(entry.getValue()))))
                .toList();
        var walk = walk(slopes);
        var mixes = new HashMap<String, Mix>();
        for (var slope : slopes) {
            mixes.put(slope.type(), mix(slope.estimate(), walk.pair(slope), walk.price));
        }
        var usual = mix(other, best(other, walk.price), walk.price);
        return new Plan(version, catalog, mixes, usual, walk.price, rate, spent);
    }

    /** The chains of a task type that are worth their price, from the cheapest to the best. */
    private record Slope(String type, Estimate estimate, List<Chain> hull) {}

    /** How far up each slope the money reaches. */
    private static final class Walk {
        private final Map<String, Integer> reached = new HashMap<>();
        private double price;
        private Optional<String> partly = Optional.empty();
        private double share;

        /** What to do at a type: the chain that was reached, mixed with the next where the money ran out. */
        private Pair pair(Slope slope) {
            var at = reached.getOrDefault(slope.type(), 0);
            var hull = slope.hull();
            return partly.filter(slope.type()::equals).isPresent()
                    ? new Pair(hull.get(at + 1), hull.get(at), share)
                    : new Pair(hull.get(at), hull.get(at), 1);
        }
    }

    private Walk walk(List<Slope> slopes) {
        var walk = new Walk();
        walk.price = 1 / settings.value();
        var left = left(slopes);
        for (var rise : rises(slopes)) {
            if (rise.yield() <= walk.price) {
                return walk;
            }
            if (rise.cost() > left) {
                walk.price = rise.yield();
                walk.partly = Optional.of(rise.type());
                walk.share = Math.max(0, left / rise.cost());
                return walk;
            }
            left -= rise.cost();
            walk.reached.put(rise.type(), rise.from() + 1);
        }
        return walk;
    }

    /** The money that is left when every type takes its cheapest chain. */
    private double left(List<Slope> slopes) {
        if (Double.isInfinite(rate)) {
            return rate;
        }
        return slopes.stream()
                .mapToDouble(slope -> slope.estimate().weight()
                        * (rate - slope.hull().getFirst().cost()))
                .sum();
    }

    private List<Rise> rises(List<Slope> slopes) {
        var rises = new ArrayList<Rise>();
        for (var slope : slopes) {
            var hull = slope.hull();
            for (int i = 0; i + 1 < hull.size(); i++) {
                var cost = hull.get(i + 1).cost() - hull.get(i).cost();
                var quality = worth(hull.get(i + 1)) - worth(hull.get(i));
                var weight = slope.estimate().weight();
                rises.add(new Rise(slope.type(), i, quality / cost, weight * cost));
            }
        }
        // The sort is stable and types come in order, so equal yields do not depend on chance.
        rises.sort(Comparator.comparingDouble(Rise::yield).reversed());
        return rises;
    }

    private Mix mix(Estimate estimate, Pair graded, double price) {
        var plain = tellsApart(estimate.verifier()) ? best(estimate, price) : graded;
        var score = new double[catalog.arms.length];
        for (int i = 0; i < score.length; i++) {
            score[i] = worth(single(estimate, i)) - price * estimate.cost()[i];
        }
        return new Mix(plain, graded, estimate, score, explore(estimate, score));
    }

    private Pair best(Estimate estimate, double price) {
        var best = single(estimate, 0);
        for (int i = 1; i < catalog.arms.length; i++) {
            var chain = single(estimate, i);
            var gain = worth(chain) - worth(best) - price * (chain.cost() - best.cost());
            best = gain > 0 ? chain : best;
        }
        return new Pair(best, best, 1);
    }

    /** What a chain is worth: its quality, less a little when it starts away from home although there is one. */
    private double worth(Chain chain) {
        var away = catalog.local != 0 && (catalog.local >>> chain.first() & 1) == 0;
        return chain.quality() - (away ? settings.home() : 0);
    }

    /** How often each arm is tried instead of the best: as often as it would win against it, if beliefs are right. */
    private static double[] explore(Estimate estimate, double[] score) {
        var best = 0;
        for (int i = 1; i < score.length; i++) {
            best = score[i] > score[best] ? i : best;
        }
        var chance = new double[score.length];
        for (int i = 0; i < score.length; i++) {
            var spread = Math.hypot(estimate.spread()[i], estimate.spread()[best]);
            chance[i] = i == best ? 0 : above((score[best] - score[i]) / spread);
        }
        return chance;
    }

    /** How often a standard normal variable is above a number that is not negative; by Bürmann's series, to 0.004. */
    private static double above(double z) {
        var e = Math.exp(-z * z / 2);
        var series = Math.sqrt(Math.PI) / 2 + 31.0 / 200 * e - 341.0 / 8000 * e * e;
        return Math.max(0, 0.5 * (1 - 2 / Math.sqrt(Math.PI) * Math.sqrt(1 - e) * series));
    }

    // ---- chains ----

    private Chain single(Estimate estimate, int arm) {
        return new Chain(new int[] {arm}, estimate.quality()[arm], estimate.cost()[arm]);
    }

    private List<Chain> chains(Estimate estimate) {
        var chains = new ArrayList<Chain>();
        for (int i = 0; i < catalog.arms.length; i++) {
            chains.add(single(estimate, i));
        }
        if (tellsApart(estimate.verifier())) {
            cascades(estimate, chains);
        }
        return chains;
    }

    /** Whether a verifier is good enough that asking another arm on its word pays. */
    private static boolean tellsApart(@Nullable Verifier verifier) {
        return verifier != null
                && verifier.truePositives() >= GOOD_VERIFIER
                && verifier.falsePositives() <= BAD_VERIFIER;
    }

    /** Adds the chains of two and three arms, each dearer than the one before, of those worth their price. */
    private void cascades(Estimate estimate, List<Chain> chains) {
        var links = frontier(chains);
        for (var one : links) {
            for (var two : links) {
                if (two.cost() > one.cost()) {
                    chains.add(chain(estimate, one.first(), two.first()));
                    for (var three : links) {
                        if (three.cost() > two.cost()) {
                            chains.add(chain(estimate, one.first(), two.first(), three.first()));
                        }
                    }
                }
            }
        }
    }

    /** The arms that no cheaper arm is better than; when there are many, the best of them. */
    private List<Chain> frontier(List<Chain> singles) {
        var sorted = new ArrayList<>(singles);
        sorted.sort(Comparator.comparingDouble(Chain::cost).thenComparing(this::worth, Comparator.reverseOrder()));
        var frontier = new ArrayList<Chain>();
        for (var chain : sorted) {
            if (frontier.isEmpty() || worth(chain) > worth(frontier.getLast())) {
                frontier.add(chain);
            }
        }
        return frontier.subList(Math.max(0, frontier.size() - MOST_LINKS), frontier.size());
    }

    /**
     * What comes of asking arms one after the other, each when the verifier rejects the answer before. What the last
     * one says is taken as it is.
     */
    private Chain chain(Estimate estimate, int... arms) {
        var verifier = Objects.requireNonNull(estimate.verifier());
        var reach = 1.0;
        var quality = 0.0;
        var cost = 0.0;
        for (int i = 0; i < arms.length; i++) {
            var good = i == 0 ? estimate.quality()[arms[0]] : afterRejection(estimate, arms[i - 1], arms[i]);
            cost += reach * estimate.cost()[arms[i]];
            if (i == arms.length - 1) {
                quality += reach * good;
            } else {
                var kept = good * verifier.truePositives();
                quality += reach * kept;
                reach *= 1 - kept - (1 - good) * verifier.falsePositives();
            }
        }
        return new Chain(arms, quality, cost);
    }

    /**
     * How good an arm is where another was rejected. Before there are results it is taken to lie halfway between two
     * extremes: arms fail independently, or whatever the better one cannot do the other cannot do either.
     */
    private static double afterRejection(Estimate estimate, int before, int arm) {
        var first = estimate.quality()[before];
        var second = estimate.quality()[arm];
        var nested = Math.max(0, (second - first) / (1 - first));
        var evidence = estimate.afterRejection()[arm];
        return (evidence.sum() + REJECTION_MASS * (second + nested) / 2) / (evidence.mass() + REJECTION_MASS);
    }

    /** The upper hull of the points, from the cheapest to the best. */
    private List<Chain> hull(List<Chain> chains) {
        var sorted = new ArrayList<>(chains);
        sorted.sort(Comparator.comparingDouble(Chain::cost).thenComparing(this::worth, Comparator.reverseOrder()));
        var hull = new ArrayList<Chain>();
        for (var chain : sorted) {
            if (!hull.isEmpty() && worth(chain) <= worth(hull.getLast())) {
                continue;
            }
            while (hull.size() > 1 && below(hull.get(hull.size() - 2), hull.getLast(), chain)) {
                hull.removeLast();
            }
            hull.add(chain);
        }
        return hull;
    }

    private boolean below(Chain left, Chain middle, Chain right) {
        return (worth(middle) - worth(left)) * (right.cost() - left.cost())
                <= (worth(right) - worth(left)) * (middle.cost() - left.cost());
    }
}

package io.naestro.router;

import io.naestro.goal.Money;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.Router;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A world of 25 arms whose true quality is known. The means reach from 0.3 to 0.75 and thin out towards the top, as
 * they do on public leaderboards: the k-th best is 0.75 - 0.45 (k/24)^shape. Costs are drawn evenly on a logarithmic
 * scale over two decades and say nothing of quality. What is known beforehand is the true mean with a normal error.
 */
final class Simulation {
    static final int ARMS = 25;
    private static final double LOW = 0.3;
    private static final double HIGH = 0.75;
    private static final double CHEAPEST = 0.0001;
    private static final double MASS = 50;

    final double[] means = new double[ARMS];
    final List<ModelCard> models = new ArrayList<>();
    private final double[] costs = new double[ARMS];
    private final SplittableRandom outcomes;

    /**
     * What came of a stretch of steps.
     *
     * @param quality the mean of what was chosen, in expectation
     * @param best the mean of the best single arm
     * @param steps how many steps
     */
    record Result(double quality, double best, int steps) {
        double regret() {
            return (best - quality) * steps;
        }
    }

    Simulation(long seed, double shape, double error) {
        var random = new SplittableRandom(seed);
        for (int i = 0; i < ARMS; i++) {
            means[i] = HIGH - (HIGH - LOW) * Math.pow(i / (ARMS - 1.0), shape);
        }
        for (int i = ARMS - 1; i > 0; i--) { // in an order that tells nothing
            var j = random.nextInt(i + 1);
            var swapped = means[i];
            means[i] = means[j];
            means[j] = swapped;
        }
        for (int i = 0; i < ARMS; i++) {
            costs[i] = CHEAPEST * Math.pow(10, 2 * random.nextDouble());
            var known = Math.min(0.99, Math.max(0.01, means[i] + error * random.nextGaussian()));
            models.add(ModelCard.named("m" + i)
                    .price(Price.perMillionTokens(money(costs[i] * 1e3), money(costs[i] * 1e3)))
                    .contextTokens(1_000_000)
                    .prior("", known, MASS)
                    .build());
        }
        outcomes = random.split();
    }

    private static Money money(double units) {
        return new Money("USD", Math.round(units * 1e9));
    }

    int best() {
        var best = 0;
        for (int i = 1; i < ARMS; i++) {
            best = means[i] > means[best] ? i : best;
        }
        return best;
    }

    /** Lets a router do steps; what it hears of each comes so many steps later. */
    final class Stream {
        private final Router router;
        private final int delay;
        private final ArrayDeque<RouteFeedback> late = new ArrayDeque<>();
        private final Requests requests = Requests.to(List.copyOf(models)).thatAreGraded();
        private int step;

        Stream(Router router, int delay) {
            this.router = router;
            this.delay = delay;
        }

        Result steps(int count) {
            var quality = 0.0;
            for (int i = 0; i < count; i++) {
                var route = (Route) router.route(requests.request("step-" + step++));
                var arm = Integer.parseInt(route.model().substring(1));
                quality += means[arm];
                var grade = outcomes.nextDouble() < means[arm] ? 1.0 : 0.0;
                late.add(Requests.feedback(route, "memo", grade, money(costs[arm])));
                if (late.size() > delay) {
                    router.learn(late.remove());
                }
            }
            return new Result(quality / count, means[best()], count);
        }
    }
}

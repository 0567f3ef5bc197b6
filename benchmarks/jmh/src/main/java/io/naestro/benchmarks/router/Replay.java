package io.naestro.benchmarks.router;

import io.naestro.effect.Actor;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelNeeds;
import io.naestro.policy.Constraints;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Setback;
import io.naestro.router.LearningRouter;
import io.naestro.router.RouterState;
import io.naestro.router.RouterState.Verifier;
import io.naestro.run.Spend;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Lets a router work through a table of outcomes in an order that a seed gives. Outcomes of warm-up tasks are told for
 * all models; of scored tasks the router hears only what it chose.
 */
final class Replay {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final double PRIOR_MASS = 50;
    private static final double GOOD = 0.5;

    private final Outcomes table;
    private final Options options;
    private final SplittableRandom random;
    private final List<ModelCard> cards;
    private final LearningRouter router;

    /**
     * How to replay.
     *
     * @param budget the most that a task may cost on average, in dollars, or null for no limit
     * @param value what a success is worth, in dollars
     * @param seed the order of the tasks, the errors of priors and the router's chance
     * @param priorError the standard deviation of what is known beforehand of each model; null when nothing is
     * @param verifier the verifier behind each answer, or null for none
     */
    record Options(
            @Nullable Double budget,
            double value,
            long seed,
            @Nullable Double priorError,
            @Nullable Verifier verifier) {}

    /**
     * What came of it.
     *
     * @param quality the mean success
     * @param spend the mean cost, in dollars
     * @param tasks how many tasks
     */
    record Score(double quality, double spend, int tasks) {}

    Replay(Outcomes table, Options options) {
        this.table = table;
        this.options = options;
        random = new SplittableRandom(options.seed());
        cards = table.models().stream().map(this::card).toList();
        var builder = LearningRouter.builder().seed(options.seed()).valuePerSuccess(usd(options.value()));
        if (options.budget() != null) {
            builder.budgetPerDecision(usd(options.budget()));
        }
        router = builder.build();
    }

    private ModelCard card(String model) {
        var card = ModelCard.named(model).contextTokens(1_000_000);
        if (options.priorError() != null) {
            var known = table.mean(model).success() + options.priorError() * random.nextGaussian();
            card.prior("", Math.clamp(known, 0.01, 0.99), PRIOR_MASS);
        }
        return card.build();
    }

    private static Money usd(double amount) {
        return Money.of("USD", BigDecimal.valueOf(amount));
    }

    Score run() {
        warmUp();
        var quality = 0.0;
        var spend = 0.0;
        var tasks = shuffled(table.scored());
        for (int i = 0; i < tasks.size(); i++) {
            var score = task(tasks.get(i), i);
            quality += score.success();
            spend += score.cost();
        }
        return new Score(quality / tasks.size(), spend / tasks.size(), tasks.size());
    }

    /** What was spent before does not count against the budget: the state is edited, as a host may do. */
    private void warmUp() {
        for (var task : shuffled(table.warmUp())) {
            task.byModel()
                    .forEach((model, outcome) ->
                            learn(Route.to(task.id() + "/" + model, model, 1), task, outcome, null));
        }
        if (options.verifier() != null) {
            table.scored().stream()
                    .map(Outcomes.Task::category)
                    .distinct()
                    .forEach(category -> router.verifier(category, options.verifier()));
        }
        var learnt = router.state();
        router.restore(new RouterState(
                learnt.feedbacks(), 0, 0, learnt.types(), learnt.drifts(), learnt.losses(), learnt.recent()));
    }

    /** What comes of a task, with all hops of its chain. */
    private Outcomes.Outcome task(Outcomes.Task task, int number) {
        var request = request(task, number);
        var cost = 0.0;
        var calls = 0;
        if (!(router.route(request) instanceof Route route)) {
            throw new IllegalStateException("no route for task '" + task.id() + "'");
        }
        while (true) {
            var outcome = Objects.requireNonNull(task.byModel().get(route.model()), route.model());
            cost += outcome.cost();
            calls++;
            var accepted = accepted(outcome);
            learn(route, task, outcome, options.verifier() == null ? null : accepted);
            if (accepted
                    || !(router.next(new Setback(request, route, null, calls, START))
                            instanceof NextHop.RerouteHop hop)) {
                return new Outcomes.Outcome(outcome.success(), cost);
            }
            route = hop.route();
        }
    }

    private boolean accepted(Outcomes.Outcome outcome) {
        var verifier = options.verifier();
        return verifier == null
                || random.nextDouble()
                        < (outcome.success() >= GOOD ? verifier.truePositives() : verifier.falsePositives());
    }

    private void learn(Route route, Outcomes.Task task, Outcomes.Outcome outcome, @Nullable Boolean accepted) {
        router.learn(new RouteFeedback(
                route,
                task.category(),
                outcome.success(),
                accepted,
                false,
                new Spend(usd(outcome.cost()), 0, 1),
                Duration.ZERO,
                START));
    }

    private RouteRequest request(Outcomes.Task task, int number) {
        var needs = task.byModel().size() == cards.size()
                ? ModelNeeds.ANY
                : ModelNeeds.only(task.byModel().keySet().toArray(String[]::new));
        return new RouteRequest(
                "task-" + number,
                Actor.of(Principal.HOST, "replay", Mode.AUTO),
                task.category(),
                needs,
                Constraints.NONE,
                cards,
                1,
                Budget.UNLIMITED,
                true,
                null,
                START,
                START.plusSeconds(60));
    }

    private List<Outcomes.Task> shuffled(List<Outcomes.Task> tasks) {
        var order = new ArrayList<>(tasks);
        for (int i = order.size() - 1; i > 0; i--) {
            var j = random.nextInt(i + 1);
            var swapped = order.get(i);
            order.set(i, order.get(j));
            order.set(j, swapped);
        }
        return order;
    }
}

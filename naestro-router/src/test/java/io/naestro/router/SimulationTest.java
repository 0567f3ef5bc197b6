package io.naestro.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.route.NextHop;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the router earns in a world whose truth is known; each figure is a mean over 30 seeds. */
class SimulationTest {
    private static final int SEEDS = 30;
    private static final double THIN_TOP = 0.5;
    private static final double EVEN = 1;
    private static final double PRIOR_ERROR = 0.06;
    private static final double MOST_REGRET = 6;
    private static final double MOST_LOSS = 0.06;

    @Test
    void finds_the_best_of_25_arms_by_priors_that_are_off_by_6_points() {
        assertThat(mean(seed -> regret(seed, THIN_TOP, SimulationTest::learning, 0, 500)))
                .isLessThanOrEqualTo(MOST_REGRET);
    }

    /** With neighbors 2 points apart even who sees all arms' outcomes has 5.7; see docs/results/router.md. */
    @Test
    void stays_within_two_points_of_the_best_of_evenly_spaced_arms() {
        assertThat(mean(seed -> regret(seed, EVEN, SimulationTest::learning, 0, 500)))
                .isLessThanOrEqualTo(10);
    }

    @Test
    void notices_that_the_best_arm_has_lost_most_of_its_successes() {
        assertThat(mean(seed -> lossInThirdQuarter(seed, SimulationTest::learning)))
                .isLessThanOrEqualTo(MOST_LOSS);
    }

    @Test
    void learns_from_feedback_that_comes_300_steps_late() {
        var prompt = mean(seed -> regret(seed, THIN_TOP, SimulationTest::learning, 0, 4_000));
        var late = mean(seed -> regret(seed, THIN_TOP, SimulationTest::learning, 300, 4_000));
        assertThat(late).isLessThanOrEqualTo(1.5 * prompt);
    }

    /** Where means thin out at the top nobody can: the first 300 blind steps cost more; see docs/results/router.md. */
    @Test
    void late_feedback_costs_evenly_spaced_arms_half_as_much_again_at_most_in_500_steps() {
        var prompt = mean(seed -> regret(seed, EVEN, SimulationTest::learning, 0, 500));
        var late = mean(seed -> regret(seed, EVEN, SimulationTest::learning, 300, 500));
        assertThat(late).isLessThanOrEqualTo(1.5 * prompt);
    }

    @Test
    void a_router_that_ignores_feedback_fails_in_this_world() {
        assertThat(mean(seed -> regret(seed, THIN_TOP, Deaf::new, 0, 500))).isGreaterThan(2 * MOST_REGRET);
        assertThat(mean(seed -> lossInThirdQuarter(seed, Deaf::new))).isGreaterThan(2 * MOST_LOSS);
    }

    @Test
    void a_router_that_takes_failures_for_successes_fails_in_this_world() {
        assertThat(mean(seed -> regret(seed, THIN_TOP, Misled::new, 0, 500))).isGreaterThan(2 * MOST_REGRET);
    }

    private static Router learning(long seed) {
        return LearningRouter.builder().seed(seed).build();
    }

    private static double regret(long seed, double shape, LongFunction<Router> routers, int delay, int steps) {
        return new Simulation(seed, shape, PRIOR_ERROR).new Stream(routers.apply(seed), delay)
                .steps(steps)
                .regret();
    }

    /** How far behind the best arm of that time, after the best arm of before has lost 60 % of its successes. */
    private static double lossInThirdQuarter(long seed, LongFunction<Router> routers) {
        var world = new Simulation(seed, THIN_TOP, PRIOR_ERROR);
        var stream = world.new Stream(routers.apply(seed), 0);
        stream.steps(2_000);
        world.means[world.best()] *= 0.4;
        var third = stream.steps(1_000);
        return third.best() - third.quality();
    }

    private static double mean(ToDoubleFunction<Long> figure) {
        return LongStream.rangeClosed(1, SEEDS)
                .boxed()
                .mapToDouble(figure)
                .average()
                .orElseThrow();
    }

    /** Decides as the real one does, and hears only what a subclass lets through. */
    private static class Deaf implements Router {
        final Router real;

        Deaf(long seed) {
            real = learning(seed);
        }

        @Override
        public Routed route(RouteRequest request) {
            return real.route(request);
        }

        @Override
        public NextHop next(Setback setback) {
            return real.next(setback);
        }

        @Override
        public void learn(RouteFeedback feedback) {
            // that is what is wrong with it
        }
    }

    private static final class Misled extends Deaf {
        Misled(long seed) {
            super(seed);
        }

        @Override
        public void learn(RouteFeedback feedback) {
            real.learn(new RouteFeedback(
                    feedback.route(),
                    feedback.taskType(),
                    1 - feedback.grade(),
                    false,
                    feedback.spent(),
                    feedback.latency(),
                    feedback.at()));
        }
    }
}

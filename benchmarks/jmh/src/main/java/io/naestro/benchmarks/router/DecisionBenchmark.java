package io.naestro.benchmarks.router;

import io.naestro.effect.Actor;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import io.naestro.policy.Constraints;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.router.LearningRouter;
import io.naestro.run.Spend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a whole decision takes: filters, circuit, live load, coin and explain record, over 16 arms whose endpoints
 * are polled, for requests that differ in id, type, length and needs. Percentiles come with {@code -bm sample},
 * allocation with {@code -prof gc}, and scaling from {@code -t 1} and {@code -t 2} of {@link #decide} beside
 * {@link #control}, which shares nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBenchmark {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int REQUESTS = 1_024;
    private static final int TYPES = 8;

    /** How many arms there are. */
    @Param("16")
    public int arms;

    private final LearningRouter router = LearningRouter.create();
    private List<ModelCard> models = List.of();

    /** Polls every endpoint once and lets the router learn a little of everything. */
    @Setup
    public void learn() {
        var cards = new ArrayList<ModelCard>();
        for (int i = 0; i < arms; i++) {
            cards.add(ModelCard.named("model-" + i)
                    .residency(i % 4 == 0 ? Residency.LOCAL : Residency.CLOUD)
                    .contextTokens(8_192L << i % 4)
                    .capabilities(Capability.TOOLS, i % 2 == 0 ? Capability.JSON_SCHEMA : Capability.VISION)
                    .price(Price.perMillionTokens(Money.usd("0." + (i + 1)), Money.usd("1." + i)))
                    .prior("", 0.5 + 0.02 * i, 20)
                    .build());
            router.signals("model-" + i).load(i, i % 5, 0.06 * i, Duration.ofMillis(80L * i), NOW);
        }
        models = List.copyOf(cards);
        var random = new SplittableRandom(7);
        for (int i = 0; i < 2_000; i++) {
            router.learn(feedback(i, random.nextInt(arms), random.nextDouble()));
        }
    }

    private RouteFeedback feedback(int id, int arm, double chance) {
        return new RouteFeedback(
                Route.to("learn-" + id, "model-" + arm, 100),
                "type-" + id % TYPES,
                chance < 0.5 + 0.02 * arm ? 1.0 : 0.0,
                false,
                new Spend(Money.usd("0.00" + (arm + 1)), 1_500, 1),
                Duration.ofMillis(700),
                NOW);
    }

    /** What each thread asks for. */
    @State(Scope.Thread)
    public static class Asking {
        private final RouteRequest[] requests = new RouteRequest[REQUESTS];
        private final long[] numbers = new long[REQUESTS];
        private int next;

        /** Makes the requests. */
        @Setup
        public void ask(DecisionBenchmark benchmark) {
            var random = new SplittableRandom(Thread.currentThread().threadId());
            for (int i = 0; i < REQUESTS; i++) {
                numbers[i] = random.nextLong();
                requests[i] = new RouteRequest(
                        "01983b1c-" + random.nextLong() + "/step/" + i,
                        Actor.of(Principal.HOST, "worker", Mode.AUTO),
                        "type-" + i % TYPES,
                        i % 3 == 0 ? ModelNeeds.of(Capability.TOOLS) : ModelNeeds.ANY,
                        Constraints.NONE,
                        benchmark.models,
                        random.nextInt(12_000),
                        Budget.of(Money.usd("0.50")),
                        i % 2 == 0,
                        null,
                        NOW,
                        NOW.plusSeconds(60));
            }
        }

        private RouteRequest request() {
            return requests[next++ & (REQUESTS - 1)];
        }
    }

    /** A decision. */
    @Benchmark
    public Routed decide(Asking asking) {
        return router.route(asking.request());
    }

    /** A decision's worth of arithmetic and memory that no other thread touches. */
    @Benchmark
    public long control(Asking asking) {
        var sum = 0L;
        var at = asking.next++;
        for (int i = 0; i < 96; i++) {
            var number = asking.numbers[(at + i) & (REQUESTS - 1)];
            sum = (sum ^ number ^ sum >>> 27) * 0x94D049BB133111EBL;
        }
        return sum;
    }

    /** A decision while another thread learns. */
    @Benchmark
    @Group("beside")
    @GroupThreads(1)
    public Routed decideBesideFeedback(Asking asking) {
        return router.route(asking.request());
    }

    /** What the other thread does. */
    @Benchmark
    @Group("beside")
    @GroupThreads(1)
    public void learnBesideDecisions(Asking asking) {
        var i = asking.next++;
        router.learn(feedback(i + 10_000, Math.floorMod(i * 7, arms), (i & 7) / 8.0));
    }
}

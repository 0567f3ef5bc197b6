package io.naestro.router;

import static io.naestro.router.Models.cloud;
import static io.naestro.router.Requests.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.goal.Money;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.Setback;
import io.naestro.run.Spend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds whatever happens. */
class RouterPropertyTest {
    private static final int ARMS = 8;
    private static final ModelFailure.Kind[] KINDS = ModelFailure.Kind.values();

    private static List<ModelCard> cards(SplittableRandom random) {
        var cards = new ArrayList<ModelCard>();
        for (int i = 0; i < ARMS; i++) {
            cards.add(cloud("m" + i, 1 + random.nextInt(50))
                    .provider("p" + random.nextInt(3))
                    .contextTokens(1_000 + random.nextInt(9_000))
                    .prior("", 0.2 + 0.6 * random.nextDouble(), 10)
                    .build());
        }
        return cards;
    }

    @Property(tries = 200)
    void a_circuit_deadline_never_moves_earlier(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var router = LearningRouter.create();
        var route = Route.to("d", "m", 1);
        var now = START;
        var latest = 0L;
        for (int i = 0; i < 100; i++) {
            now = now.plusMillis(random.nextInt(3_000));
            var failure = ModelFailure.of(KINDS[random.nextInt(KINDS.length)], "no")
                    .after(Duration.ofMillis(random.nextInt(20_000)));
            switch (random.nextInt(3)) {
                case 0 -> router.signals("m").open(START.plusMillis(random.nextInt(300_000)), "said so");
                case 1 -> router.ended(route, null, Duration.ofMillis(5), now);
                default -> router.ended(route, failure, Duration.ofMillis(5), now);
            }
            var until = router.signals("m").openUntil();
            assertThat(until).isGreaterThanOrEqualTo(latest);
            latest = until;
        }
    }

    @Property(tries = 200)
    void no_chain_visits_an_arm_twice_or_makes_more_calls_than_the_limit(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var router = LearningRouter.builder().mostCalls(1 + random.nextInt(10)).build();
        var requests = Requests.to(cards(random)).tokens(random.nextInt(3_000));
        if (!(router.route(requests.request("d")) instanceof Route route)) {
            return;
        }
        var visited = new HashSet<>(List.of(route.arm()));
        var calls = 0;
        var now = START;
        while (true) {
            calls++;
            var kind = KINDS[random.nextInt(KINDS.length)];
            var failure = random.nextInt(8) == 0 ? null : ModelFailure.of(kind, "no");
            router.ended(route, failure, Duration.ofMillis(5), now);
            var hop = router.next(new Setback(requests.request("d"), route, failure, calls, now));
            if (hop instanceof NextHop.RerouteHop(Route next)) {
                assertThat(visited.add(next.arm())).as("a new arm").isTrue();
                assertThat(next.tried()).hasSize(visited.size() - 1);
                route = next;
            } else if (hop instanceof NextHop.WaitHop(Duration pause)) {
                now = now.plus(pause);
                assertThat(now).isBefore(requests.deadline());
            } else if (hop instanceof NextHop.StopHop) {
                break;
            }
        }
        assertThat(calls).isLessThanOrEqualTo(10);
    }

    @Property(tries = 200)
    void no_cooled_or_too_small_arm_is_ever_served(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var router = LearningRouter.builder().seed(seed).build();
        var cards = cards(random);
        var windows = new HashMap<String, Long>();
        cards.forEach(card -> windows.put(card.id(), card.contextTokens()));
        for (int i = 0; i < 50; i++) {
            var now = START.plusMillis(100L * i);
            var model = "m" + random.nextInt(ARMS);
            router.signals(model).open(now.plusMillis(random.nextInt(500)), "cooled");
            if (random.nextInt(5) == 0) {
                var shrunk = 500L + random.nextInt(2_000);
                router.signals(model).contextTokens(shrunk);
                windows.merge(model, shrunk, (was, said) -> Math.min(was, said));
                windows.put(
                        model,
                        Math.min(cards.get(Integer.parseInt(model.substring(1))).contextTokens(), shrunk));
            }
            var requests =
                    Requests.to(cards).at(now).tokens(random.nextInt(9_000)).thatAreGraded();
            if (router.route(requests.request("d" + i)) instanceof Route route) {
                assertThat(router.signals(route.model()).openUntil()).isLessThanOrEqualTo(now.toEpochMilli());
                assertThat(windows.get(route.model())).isGreaterThan(requests.inputTokens());
                assertThat(requests.inputTokens() + route.maxOutputTokens())
                        .isLessThanOrEqualTo(windows.get(route.model()));
                assertThat(route.propensity()).isPositive();
            }
        }
    }

    @Property(tries = 50)
    void the_journal_rebuilds_the_same_state_bit_for_bit(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var router =
                LearningRouter.builder().budgetPerDecision(Money.usd("0.01")).build();
        var requests = Requests.to(cards(random)).thatAreGraded();
        var journal = new ArrayList<RouteFeedback>();
        for (int i = 0; i < 400; i++) {
            if (router.route(requests.type("t" + random.nextInt(4)).request("d" + i)) instanceof Route route) {
                var feedback = new RouteFeedback(
                        route,
                        "t" + random.nextInt(4),
                        random.nextInt(4) == 0 ? null : random.nextDouble(),
                        random.nextInt(4) == 0 ? null : random.nextBoolean(),
                        random.nextInt(9) == 0,
                        new Spend(random.nextBoolean() ? new Money("USD", random.nextInt(9_000_000)) : null, 700, 1),
                        Duration.ofMillis(random.nextInt(3_000)),
                        START.plusMillis(i));
                journal.add(feedback);
                router.learn(feedback);
            }
        }
        var half = LearningRouter.create();
        journal.subList(0, journal.size() / 2).forEach(half::learn);
        var rest = LearningRouter.builder()
                .state(RouterState.of(JsonText.parse(JsonText.write(half.state().toJson()))))
                .build();
        journal.forEach(rest::learn); // what it knows already changes nothing
        var again = LearningRouter.create();
        journal.forEach(again::learn);
        assertThat(again.state()).isEqualTo(router.state());
        assertThat(rest.state()).isEqualTo(router.state());
        assertThat(JsonText.write(rest.state().toJson()))
                .isEqualTo(JsonText.write(router.state().toJson()));
        var twin = LearningRouter.builder()
                .budgetPerDecision(Money.usd("0.01"))
                .state(again.state())
                .build();
        for (int i = 0; i < 50; i++) {
            var request = requests.type("t1").request("after" + i);
            router.restore(again.state());
            assertThat(twin.route(request)).isEqualTo(router.route(request));
        }
    }
}

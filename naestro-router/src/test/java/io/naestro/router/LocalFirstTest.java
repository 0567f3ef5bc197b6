package io.naestro.router;

import static io.naestro.router.Models.cloud;
import static io.naestro.router.Models.local;
import static io.naestro.router.Requests.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.goal.Money;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Price;
import io.naestro.route.Route;
import io.naestro.route.RouteRequest.Session;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local arms come first, spill when they must, and conversations stay where they are. */
class LocalFirstTest {
    private final LearningRouter router = LearningRouter.create();
    private final ModelCard home = local("home").build();
    private final ModelCard away =
            cloud("away", 1).capabilities(Capability.VISION).build();
    private final Requests both = Requests.to(away, home);

    private String model(Requests requests) {
        return ((Route) router.route(requests.request("d"))).model();
    }

    @Test
    void a_local_model_is_taken_where_nothing_speaks_against_it() {
        assertThat(model(both)).isEqualTo("home");
    }

    @Test
    void what_a_local_model_cannot_do_goes_to_the_cloud() {
        assertThat(model(both.tokens(40_000))).isEqualTo("away");
        assertThat(model(both.needing(ModelNeeds.of(Capability.VISION)))).isEqualTo("away");
    }

    @Test
    void a_dead_engine_spills_to_the_cloud_until_it_is_probed() {
        var route = Route.to("x", "home", 1);
        router.started(route, START);
        router.ended(route, ModelFailure.of(ModelFailure.Kind.ENGINE_DOWN, "out of memory"), Duration.ZERO, START);
        assertThat(model(both)).isEqualTo("away");
        assertThat(model(both.at(START.plusSeconds(59)))).isEqualTo("home");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 1, 0.95, 0, away",
        "5, 0, 0.95, 0, home",
        "5, 1, 0.90, 0, home",
        "5, 9, 0.10, 10001, away",
        "5, 9, 0.10, 10000, home"
    })
    void a_full_cache_with_a_queue_or_a_late_first_token_spills(
            int running, int waiting, double cache, int firstToken, String expected) {
        router.signals("home").load(running, waiting, cache, Duration.ofMillis(firstToken), START);
        assertThat(model(both)).isEqualTo(expected);
    }

    @Test
    void half_of_the_time_that_is_left_is_the_most_for_a_first_token() {
        router.signals("home").load(1, 0, 0, Duration.ofMillis(2_000), START);
        assertThat(model(both.until(START.plusSeconds(4)))).isEqualTo("home");
        assertThat(model(both.until(START.plusMillis(3_900)))).isEqualTo("away");
    }

    @Test
    void a_busy_model_is_better_than_none_and_a_dead_poller_does_not_rule() {
        router.signals("home").load(5, 1, 0.95, Duration.ZERO, START);
        assertThat(model(Requests.to(home))).isEqualTo("home");
        assertThat(model(both.at(START.plusSeconds(Signals.FRESH_SECONDS)))).isEqualTo("home");
    }

    @Test
    void a_cloud_model_must_be_better_by_more_than_the_preference() {
        var good = Requests.to(cloud("away", 1).prior("", 0.9, 1_000).build(), home(0.88));
        var much = Requests.to(cloud("away", 1).prior("", 0.9, 1_000).build(), home(0.8));
        assertThat(model(good)).isEqualTo("home");
        assertThat(model(much)).isEqualTo("away");
        var keen = LearningRouter.builder().preferLocal(0.2).build();
        assertThat(((Route) keen.route(much.request("d"))).model()).isEqualTo("home");
    }

    private static ModelCard home(double mean) {
        return local("home").prior("", mean, 1_000).build();
    }

    @Test
    void a_free_local_second_costs_what_the_host_says() {
        var slow = local("slow").build();
        var cheap =
                local("cheap").price(new Price.SecondPrice(Money.usd("0.01"))).build();
        var models = Requests.to(slow, cheap);
        assertThat(model(models)).isEqualTo("slow");
        var dear = LearningRouter.builder().localSecond(Money.usd("0.02")).build();
        assertThat(((Route) dear.route(models.request("d"))).model()).isEqualTo("cheap");
    }

    @Test
    void a_free_model_in_the_cloud_costs_nothing() {
        var free = cloud("free", 1).price(Price.FREE).build();
        assertThat(model(Requests.to(cloud("priced", 1).build(), free))).isEqualTo("free");
    }

    @Test
    void a_model_whose_price_nobody_knows_counts_as_the_dearest() {
        var unknown = cloud("a-unknown", 1).price(Price.UNKNOWN).build();
        assertThat(model(Requests.to(unknown, cloud("priced", 100).build()))).isEqualTo("priced");
    }

    // ---- conversations ----

    private final ModelCard cached = cloud("cached", 1)
            .price(new Price.TokenPrice(Money.usd("3"), Money.usd("0.3"), Money.usd("3")))
            .build();
    private final ModelCard cheaper = cloud("cheaper", 1)
            .price(new Price.TokenPrice(Money.usd("2"), Money.usd("2"), Money.usd("2")))
            .build();

    @Test
    void a_conversation_stays_while_the_cache_that_it_would_lose_is_worth_more() {
        var requests = Requests.to(cached, cheaper);
        assertThat(model(requests)).isEqualTo("cheaper");
        // 2,000 tokens for a dollar less in a million, against 2.70 for each million that is cached
        assertThat(model(requests.inside(new Session("cached", "cached", 1_000))))
                .isEqualTo("cached");
        assertThat(model(requests.inside(new Session("cached", "cached", 700)))).isEqualTo("cheaper");
    }

    @Test
    void a_conversation_moves_when_its_model_is_gone() {
        var requests = Requests.to(cached, cheaper);
        assertThat(model(requests.inside(new Session("gone", "gone", 90_000)))).isEqualTo("cheaper");
        router.signals("cached").open(START.plusSeconds(9), "503");
        assertThat(model(requests.inside(new Session("cached", "cached", 90_000))))
                .isEqualTo("cheaper");
    }

    @Test
    void a_conversation_is_no_place_to_explore() {
        var requests = Requests.to(cloud("a", 1).build(), cloud("b", 1).build())
                .thatAreGraded()
                .inside(new Session("a", "a", 100));
        for (int i = 0; i < 1_000; i++) {
            assertThat(((Route) router.route(requests.request("d" + i))).model())
                    .isEqualTo("a");
        }
    }

    @Test
    void signals_refuse_what_cannot_be() {
        var signals = router.signals("home");
        assertThat(signals.model()).isEqualTo("home");
        assertThatThrownBy(() -> signals.load(-1, 0, 0, Duration.ZERO, START)).hasMessageContaining("'home'");
        assertThatThrownBy(() -> signals.load(0, -1, 0, Duration.ZERO, START)).hasMessageContaining("'home'");
        assertThatThrownBy(() -> signals.load(0, 0, -0.1, Duration.ZERO, START)).hasMessageContaining("'home'");
        assertThatThrownBy(() -> signals.load(0, 0, 1.1, Duration.ZERO, START)).hasMessageContaining("'home'");
        assertThatThrownBy(() -> signals.load(0, 0, 1, Duration.ofSeconds(-1), START))
                .hasMessageContaining("'home'");
        assertThatThrownBy(() -> signals.contextTokens(0)).hasMessageContaining("leave it unsaid");
    }
}

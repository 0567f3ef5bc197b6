package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Actor;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import io.naestro.policy.Constraints;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.run.Spend;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstEligibleTest {
    private static final ModelFailure DOWN = ModelFailure.of(ModelFailure.Kind.ENGINE_DOWN, "down");

    private final FirstEligible router = new FirstEligible();

    @Test
    void takes_the_first_model_in_the_order_of_registration() {
        var route =
                (Route) router.route(request("d", card("b").build(), card("a").build()));
        assertThat(route.model()).isEqualTo("b");
        assertThat(route.decision()).isEqualTo("d");
        assertThat(route.propensity()).isEqualTo(1);
    }

    @Test
    void asks_for_as_many_tokens_as_wanted_and_the_model_can_give() {
        assertThat(tokens(0)).isEqualTo(1_024);
        assertThat(tokens(100)).isEqualTo(100);
        assertThat(tokens(5_000)).isEqualTo(1_024);
    }

    @Test
    void says_of_every_model_why_it_will_not_do() {
        var models = List.of(
                card("other").build(),
                card("plain").capabilities().build(),
                card("sick").build(),
                card("cloud").residency(Residency.CLOUD).build(),
                card("small").contextTokens(999).build(),
                card("unpriced").price(Price.UNKNOWN).build());
        var needs = new ModelNeeds(
                Set.of(Capability.TOOLS), 1_000, 0, List.of("plain", "sick", "cloud", "small", "unpriced"));
        var constraints = new Constraints(Verdict.ALLOW, Set.of(Residency.LOCAL), Set.of("sick"), "", "");
        var none =
                (Routed.NoRoute) router.route(request("d", needs, constraints, models, 0, Budget.of(Money.eur("1"))));
        assertThat(none.reasons().get("other")).contains("the step wants one of [plain");
        assertThat(none.reasons().get("plain")).contains("lacks some of [TOOLS]");
        assertThat(none.reasons().get("sick")).isEqualTo("it is in quarantine");
        assertThat(none.reasons().get("cloud")).contains("residency CLOUD");
        assertThat(none.reasons().get("small")).contains("999 tokens", "up to 1000");
        assertThat(none.reasons().get("unpriced")).contains("price is not known");
        assertThat(none.reasons()).hasSize(6);
    }

    @Test
    void counts_the_input_when_it_is_longer_than_what_the_step_needs() {
        var tight = List.of(card("tight").contextTokens(1_000).build());
        var needs = new ModelNeeds(Set.of(), 10, 0, List.of());
        assertThat(router.route(request("d", needs, Constraints.NONE, tight, 1_000, Budget.UNLIMITED)))
                .isInstanceOf(Route.class);
        assertThat(router.route(request("d", needs, Constraints.NONE, tight, 1_001, Budget.UNLIMITED)))
                .isInstanceOf(Routed.NoRoute.class);
    }

    @Test
    void takes_a_model_without_a_known_price_where_money_does_not_count() {
        var unpriced = card("unpriced").price(Price.UNKNOWN).build();
        assertThat(router.route(request("d", unpriced))).isInstanceOf(Route.class);
    }

    @Test
    void says_how_to_register_a_model_when_there_is_none() {
        assertThat(((Routed.NoRoute) router.route(request("d"))).reasons().get("models"))
                .contains("Naestro.builder().models(");
    }

    @Test
    void goes_on_to_each_other_model_once_and_then_stops() {
        router.route(
                request("d", card("a").build(), card("b").build(), card("c").build()));
        assertThat(rerouted("d")).isEqualTo("b");
        assertThat(rerouted("d")).isEqualTo("c");
        assertThat(router.next("d", DOWN)).isEqualTo(new NextHop.StopHop("no other model will do"));
    }

    @Test
    void keeps_the_decision_and_says_which_were_tried() {
        router.route(request("d", card("a").build(), card("b").build()));
        var hop = (NextHop.RerouteHop) router.next("d", DOWN);
        assertThat(hop.route().decision()).isEqualTo("d");
        assertThat(hop.route().why().toString()).contains("tried already");
    }

    @Test
    void asks_for_another_answer_where_that_can_help() {
        var failure = ModelFailure.of(ModelFailure.Kind.INVALID_ANSWER, "no JSON");
        assertThat(router.next("d", failure))
                .isEqualTo(new NextHop.RepairHop("Your last answer could not be used: no JSON. Answer again."));
    }

    @Test
    void waits_for_what_passes_as_long_as_it_is_told_to() {
        var busy = ModelFailure.of(ModelFailure.Kind.RATE_LIMITED, "busy");
        assertThat(router.next("d", busy)).isEqualTo(new NextHop.WaitHop(Duration.ZERO));
        assertThat(router.next("d", busy.after(Duration.ofSeconds(3))))
                .isEqualTo(new NextHop.WaitHop(Duration.ofSeconds(3)));
    }

    @Test
    void stops_when_another_model_would_fail_as_well() {
        router.route(request("d", card("a").build(), card("b").build()));
        assertThat(router.next("d", ModelFailure.of(ModelFailure.Kind.FILTERED, "no")))
                .isInstanceOf(NextHop.StopHop.class);
    }

    @Test
    void stops_for_a_decision_that_it_does_not_know() {
        assertThat(router.next("unknown", DOWN)).isInstanceOf(NextHop.StopHop.class);
    }

    @Test
    void forgets_the_oldest_of_more_than_ten_thousand_decisions() {
        var a = card("a").build();
        var b = card("b").build();
        for (int i = 0; i <= 10_000; i++) {
            router.route(request("d" + i, a, b));
        }
        assertThat(router.next("d0", DOWN)).isInstanceOf(NextHop.StopHop.class);
        assertThat(rerouted("d1")).isEqualTo("b");
    }

    @Test
    void learns_nothing() {
        var request = request("d", card("a").build(), card("b").build());
        var before = router.route(request);
        router.learn(new RouteFeedback("d", 0.0, true, Spend.NOTHING, Duration.ZERO));
        assertThat(router.route(request)).isEqualTo(before);
    }

    private String rerouted(String decision) {
        return ((NextHop.RerouteHop) router.next(decision, DOWN)).route().model();
    }

    private long tokens(long wanted) {
        var needs = new ModelNeeds(Set.of(), 0, wanted, List.of());
        var route = router.route(
                request("d", needs, Constraints.NONE, List.of(card("a").build()), 0, Budget.UNLIMITED));
        return ((Route) route).maxOutputTokens();
    }

    private static ModelCard.Builder card(String id) {
        return ModelCard.named(id)
                .residency(Residency.LOCAL)
                .capabilities(Capability.TOOLS)
                .price(Price.FREE);
    }

    private static RouteRequest request(String id, ModelCard... models) {
        return request(id, ModelNeeds.ANY, Constraints.NONE, List.of(models), 0, Budget.UNLIMITED);
    }

    private static RouteRequest request(
            String id, ModelNeeds needs, Constraints constraints, List<ModelCard> models, long input, Budget headroom) {
        return new RouteRequest(
                id,
                Actor.of(Principal.HOST, "worker", Mode.AUTO),
                "",
                needs,
                constraints,
                models,
                input,
                headroom,
                false,
                Folded.START,
                Folded.START.plusSeconds(60));
    }
}

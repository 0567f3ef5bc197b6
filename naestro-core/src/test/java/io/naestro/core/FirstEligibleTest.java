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
import io.naestro.route.Setback;
import io.naestro.run.Spend;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
    void takes_no_model_where_the_policy_does_not_allow_what_the_step_needs_it_for() {
        var models = List.of(card("a").build());
        var needs = ModelNeeds.of(Capability.TOOLS);
        var limited = Constraints.NONE.withCapabilities(Set.of(Capability.VISION));
        var none = (Routed.NoRoute) router.route(request("d", needs, limited, models, 0, Budget.UNLIMITED));
        assertThat(none.reasons())
                .containsEntry("a", "the policy allows models to be used here for nothing but [VISION]");
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
        var request =
                request("d", card("a").build(), card("b").build(), card("c").build());
        var second = rerouted(request, (Route) router.route(request));
        var third = rerouted(request, second);
        assertThat(second.model()).isEqualTo("b");
        assertThat(third.model()).isEqualTo("c");
        assertThat(third.tried()).containsExactly("a", "b");
        assertThat(third.decision()).isEqualTo("d+2");
        assertThat(router.next(new Setback(request, third, DOWN, 3, Folded.START)))
                .isInstanceOfSatisfying(
                        NextHop.StopHop.class, stop -> assertThat(stop.reason()).contains("it was tried already"));
    }

    @Test
    void asks_for_another_answer_where_that_can_help() {
        assertThat(next(ModelFailure.of(ModelFailure.Kind.INVALID_ANSWER, "no JSON")))
                .isEqualTo(new NextHop.RepairHop("Your last answer could not be used: no JSON. Answer again."));
        assertThat(next(null)).isEqualTo(new NextHop.RepairHop("Your last answer was not accepted. Answer again."));
    }

    @Test
    void waits_for_what_passes_as_long_as_it_is_told_to() {
        var busy = ModelFailure.of(ModelFailure.Kind.RATE_LIMITED, "busy");
        assertThat(next(busy)).isEqualTo(new NextHop.WaitHop(Duration.ZERO));
        assertThat(next(busy.after(Duration.ofSeconds(3)))).isEqualTo(new NextHop.WaitHop(Duration.ofSeconds(3)));
    }

    @Test
    void stops_when_another_model_would_fail_as_well() {
        assertThat(next(ModelFailure.of(ModelFailure.Kind.FILTERED, "no"))).isInstanceOf(NextHop.StopHop.class);
    }

    @Test
    void learns_nothing() {
        var request = request("d", card("a").build(), card("b").build());
        var before = (Route) router.route(request);
        router.learn(new RouteFeedback(before, "", 0.0, true, Spend.NOTHING, Duration.ZERO, Folded.START));
        assertThat(router.route(request)).isEqualTo(before);
        assertThat(router.explain("d")).isEmpty();
    }

    private NextHop next(@Nullable ModelFailure failure) {
        var request = request("d", card("a").build(), card("b").build());
        return router.next(new Setback(request, (Route) router.route(request), failure, 1, Folded.START));
    }

    private Route rerouted(RouteRequest request, Route route) {
        return ((NextHop.RerouteHop) router.next(new Setback(request, route, DOWN, 1, Folded.START))).route();
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
                null,
                Folded.START,
                Folded.START.plusSeconds(60));
    }
}

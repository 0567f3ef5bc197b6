package io.naestro.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.effect.Actor;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.model.ModelNeeds;
import io.naestro.policy.Constraints;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.Spend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
    private static final Actor ACTOR = Actor.of(Principal.HOST, "worker", Mode.AUTO);

    @Test
    void a_route_without_alternatives_is_certain() {
        assertThat(Route.to("d1", "m", 100)).isEqualTo(new Route("d1", "m", "m", "", "", 100, 1, List.of()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
    void a_route_that_was_taken_had_a_chance(double propensity) {
        assertThatThrownBy(() -> new Route("d1", "m", "m", "", "", 100, propensity, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("propensity '" + propensity + "' must lie in (0, 1]");
    }

    @Test
    void a_route_remembers_the_arms_before_it() {
        var tried = new ArrayList<>(List.of("a"));
        var route = new Route("d1", "b", "b", "", "", 100, 1, tried);
        tried.add("c");

        assertThat(route.tried()).containsExactly("a");
    }

    @Test
    void reasons_stand_in_the_order_in_which_models_were_looked_at() {
        var reasons = new LinkedHashMap<String, String>();
        reasons.put("z", "too small");
        reasons.put("a", "too dear");
        var none = new Routed.NoRoute(reasons);
        reasons.clear();

        assertThat(none.reasons().keySet()).containsExactly("z", "a");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void a_grade_lies_between_zero_and_one(double grade) {
        assertThatThrownBy(() -> graded(grade))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grade '" + grade + "' must lie between 0 and 1");
    }

    @Test
    void feedback_may_come_without_a_grade() {
        assertThat(graded(null).grade()).isNull();
        assertThat(graded(0.0).grade()).isZero();
        assertThat(graded(1.0).grade()).isOne();
    }

    @Test
    void a_setback_follows_a_call() {
        var route = Route.to("d1", "m", 100);
        var request = RouteRequest.builder("d1", ACTOR, List.of(), Instant.EPOCH, Instant.MAX)
                .build();

        assertThat(new Setback(request, route, null, 1, Instant.EPOCH).failure())
                .isNull();
        assertThatThrownBy(() -> new Setback(request, route, null, 0, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("calls '0' must be at least 1: a setback follows a call");
    }

    @Test
    void a_request_asks_for_nothing_special_unless_told() {
        var plain = RouteRequest.builder("d1", ACTOR, List.of(), Instant.EPOCH, Instant.MAX)
                .build();
        var session = new RouteRequest.Session("m", "m", 100);
        var budget = Budget.of(Money.usd("1"));
        var needs = ModelNeeds.only("m");
        var constraints = Constraints.denied("no rule", "");

        assertThat(plain)
                .isEqualTo(new RouteRequest(
                        "d1",
                        ACTOR,
                        "model",
                        ModelNeeds.ANY,
                        Constraints.NONE,
                        List.of(),
                        0,
                        Budget.UNLIMITED,
                        false,
                        null,
                        Instant.EPOCH,
                        Instant.MAX));
        assertThat(RouteRequest.builder("d1", ACTOR, List.of(), Instant.EPOCH, Instant.MAX)
                        .taskType("memo")
                        .needs(needs)
                        .constraints(constraints)
                        .inputTokens(7)
                        .headroom(budget)
                        .graded(true)
                        .session(session)
                        .build())
                .isEqualTo(new RouteRequest(
                        "d1",
                        ACTOR,
                        "memo",
                        needs,
                        constraints,
                        List.of(),
                        7,
                        budget,
                        true,
                        session,
                        Instant.EPOCH,
                        Instant.MAX));
    }

    @Test
    void feedback_tells_more_bit_by_bit() {
        var route = Route.to("d1", "m", 1);
        var plain = RouteFeedback.of(route, "memo", Instant.EPOCH);
        var spent = new Spend(null, 10, 1);
        var second = Duration.ofSeconds(1);

        assertThat(plain)
                .isEqualTo(new RouteFeedback(route, "memo", null, false, Spend.NOTHING, Duration.ZERO, Instant.EPOCH));
        assertThat(plain.graded(0.5).taking(spent, second))
                .isEqualTo(new RouteFeedback(route, "memo", 0.5, false, spent, second, Instant.EPOCH));
        assertThat(plain.taking(spent, second).withInfrastructure(true))
                .isEqualTo(new RouteFeedback(route, "memo", null, true, spent, second, Instant.EPOCH));
    }

    @Test
    void a_conversation_has_no_fewer_than_no_tokens() {
        assertThat(new RouteRequest.Session("m", "m", 0).cachedTokens()).isZero();
        assertThatThrownBy(() -> new RouteRequest.Session("m", "m", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cachedTokens '-1' must not be negative");
    }

    @Test
    void a_router_need_not_hear_of_calls_nor_explain_itself() {
        var router = new Router() {
            @Override
            public Routed route(RouteRequest request) {
                return Route.to(request.id(), "m", 1);
            }

            @Override
            public NextHop next(Setback setback) {
                return new NextHop.StopHop("enough");
            }

            @Override
            public void learn(RouteFeedback feedback) {
                // nothing to learn
            }
        };
        var route = Route.to("d1", "m", 1);
        router.started(route, Instant.EPOCH);
        router.ended(route, null, Duration.ZERO, Instant.EPOCH);

        assertThat(router.explain("d1")).isEmpty();
    }

    private static RouteFeedback graded(@Nullable Double grade) {
        return new RouteFeedback(
                Route.to("d1", "m", 1), "memo", grade, true, Spend.NOTHING, Duration.ZERO, Instant.EPOCH);
    }
}

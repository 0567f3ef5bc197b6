package io.naestro.router;

import static io.naestro.router.Models.cloud;
import static io.naestro.router.Models.local;
import static io.naestro.router.Requests.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import io.naestro.policy.Constraints;
import io.naestro.policy.Verdict;
import io.naestro.route.Route;
import io.naestro.route.Routed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which arms may be chosen, and what is said of the others. */
class EligibilityTest {
    private final LearningRouter router = LearningRouter.create();

    private Route route(Requests requests) {
        return (Route) router.route(requests.request("d"));
    }

    private Routed.NoRoute none(Requests requests) {
        return (Routed.NoRoute) router.route(requests.request("d"));
    }

    @Test
    void no_eligible_arm_gives_every_arms_reason() {
        var models = List.of(
                cloud("other", 1).build(),
                cloud("plain", 1).build(),
                cloud("sick", 1).capabilities(Capability.TOOLS).build(),
                local("home").capabilities(Capability.TOOLS).build(),
                cloud("small", 1)
                        .capabilities(Capability.TOOLS)
                        .contextTokens(999)
                        .build(),
                cloud("dear", 100_000).capabilities(Capability.TOOLS).build(),
                cloud("unpriced", 1)
                        .capabilities(Capability.TOOLS)
                        .price(Price.UNKNOWN)
                        .build(),
                cloud("drained", 1).capabilities(Capability.TOOLS).build(),
                cloud("broken", 1).capabilities(Capability.TOOLS).build(),
                cloud("limited", 1).capabilities(Capability.TOOLS).build(),
                cloud("shrunk", 1).capabilities(Capability.TOOLS).build());
        router.signals("drained").drain(START.plusSeconds(1), "GPU 0 at 91 °C");
        router.signals("broken").open(START.plusSeconds(1), "503");
        router.signals("limited").quota(0, 1_000_000, START.plusSeconds(1));
        router.signals("shrunk").contextTokens(500);
        var named = models.stream()
                .map(ModelCard::id)
                .filter(id -> !id.equals("other"))
                .toList();
        var reasons = none(Requests.to(models)
                        .needing(new ModelNeeds(Set.of(Capability.TOOLS), 0, 10, named))
                        .tokens(1_000)
                        .within(Budget.of(Money.usd("0.10")))
                        .under(new Constraints(Verdict.ALLOW, Set.of(Residency.CLOUD), Set.of("sick"), "incident", "")))
                .reasons();
        assertThat(reasons).hasSize(models.size());
        assertThat(reasons.get("other")).contains("the step names other models");
        assertThat(reasons.get("plain")).contains("lacks a capability", "[]");
        assertThat(reasons.get("sick")).contains("quarantine");
        assertThat(reasons.get("home")).contains("does not allow its residency", "LOCAL");
        assertThat(reasons.get("small")).contains("999 tokens", "1000");
        assertThat(reasons.get("dear")).contains("left of the budget");
        assertThat(reasons.get("unpriced")).contains("a price that is not known");
        assertThat(reasons.get("drained")).contains("drained", "91 °C");
        assertThat(reasons.get("broken")).contains("circuit is open", "503");
        assertThat(reasons.get("limited")).contains("rate limit");
        assertThat(reasons.get("shrunk")).contains("window is too small");
    }

    @Test
    void a_model_is_used_for_what_the_policy_allows() {
        var thinking = cloud("thinking", 1)
                .capabilities(Capability.VISION, Capability.REASONING)
                .efforts("low", "high")
                .build();
        var seeing = cloud("seeing", 1).capabilities(Capability.VISION).build();
        var calm = Constraints.NONE.withCapabilities(Set.of(Capability.VISION));
        var needs = ModelNeeds.of(Capability.VISION);
        assertThat(route(Requests.to(thinking, seeing).needing(needs).under(calm))
                        .model())
                .isEqualTo("seeing");
        assertThat(none(Requests.to(thinking).needing(needs).under(calm)).reasons())
                .containsOnlyKeys("thinking/low", "thinking/high")
                .allSatisfy((arm, why) -> assertThat(why).contains("does not allow its use here"));
        var blind = Constraints.NONE.withCapabilities(Set.of(Capability.REASONING));
        assertThat(none(Requests.to(thinking, seeing).needing(needs).under(blind))
                        .reasons())
                .containsOnlyKeys("thinking/low", "thinking/high", "seeing");
    }

    @Test
    void says_how_to_register_a_model_when_there_is_none() {
        assertThat(none(Requests.to()).reasons().get("models")).contains("Naestro.builder().models(");
    }

    @Test
    void a_window_holds_the_input_and_a_token_of_output() {
        var tight = cloud("tight", 1).contextTokens(1_000).build();
        assertThat(route(Requests.to(tight).tokens(999)).maxOutputTokens()).isEqualTo(1);
        assertThat(none(Requests.to(tight).tokens(1_000)).reasons()).containsKey("tight");
        assertThat(none(Requests.to(tight).needing(new ModelNeeds(Set.of(), 1_001, 0, List.of())))
                        .reasons())
                .containsKey("tight");
        assertThat(none(Requests.to(tight).tokens(900).needing(new ModelNeeds(Set.of(), 0, 200, List.of())))
                        .reasons())
                .containsKey("tight");
    }

    @Test
    void asks_for_as_many_tokens_as_wanted_as_the_model_can_give_and_as_there_is_room_for() {
        var model = cloud("m", 1).contextTokens(2_000).maxOutputTokens(500).build();
        assertThat(route(Requests.to(model)).maxOutputTokens()).isEqualTo(500);
        assertThat(route(Requests.to(model).needing(new ModelNeeds(Set.of(), 0, 50, List.of())))
                        .maxOutputTokens())
                .isEqualTo(50);
        router.signals("m").contextTokens(300);
        assertThat(route(Requests.to(model)).maxOutputTokens()).isEqualTo(200);
    }

    @Test
    void no_arm_fits_where_no_call_or_not_enough_tokens_are_left() {
        var model = cloud("m", 1).build();
        assertThat(none(Requests.to(model).within(Budget.UNLIMITED.withCalls(0)))
                        .reasons())
                .containsKey("m");
        assertThat(none(Requests.to(model).within(Budget.UNLIMITED.withTokens(99)))
                        .reasons())
                .containsKey("m");
        assertThat(route(Requests.to(model).within(Budget.UNLIMITED.withCalls(1).withTokens(100)))
                        .model())
                .isEqualTo("m");
    }

    @Test
    void a_rate_limit_counts_until_its_reset() {
        var model = cloud("m", 1).build();
        router.signals("m").quota(5, 99, START.plusSeconds(1));
        assertThat(none(Requests.to(model)).reasons()).containsKey("m");
        assertThat(route(Requests.to(model).tokens(98)).model()).isEqualTo("m");
        assertThat(route(Requests.to(model).at(START.plusSeconds(1))).model()).isEqualTo("m");
    }

    @Test
    void a_drain_can_be_taken_back() {
        var model = cloud("m", 1).build();
        router.signals("m").drain(START.plusSeconds(60), "hot");
        assertThat(none(Requests.to(model)).reasons()).containsKey("m");
        router.signals("m").drain(START, "cool again");
        assertThat(route(Requests.to(model)).model()).isEqualTo("m");
    }

    // ---- groups, efforts and variants ----

    @Test
    void every_effort_with_every_variant_is_an_arm() {
        var model = cloud("m", 1)
                .efforts("low", "high")
                .variant("terse", "Be brief.")
                .build();
        var arms = Catalog.of(List.of(model), Signals::new).arms;
        assertThat(arms).extracting(Arm::name).containsExactly("m/low", "m/low/terse", "m/high", "m/high/terse");
        var route = route(Requests.to(model));
        assertThat(route.arm()).isEqualTo(Arm.name("m", route.effort(), route.promptVariant()));
    }

    @Test
    void variants_without_efforts_have_an_empty_place() {
        var model = cloud("m", 1).variant("terse", "Be brief.").build();
        assertThat(Catalog.of(List.of(model), Signals::new).arms)
                .extracting(Arm::name)
                .containsExactly("m", "m//terse");
    }

    @Test
    void replicas_are_one_arm_and_the_less_loaded_of_two_serves() {
        var a = cloud("a", 1).group("g").build();
        var b = cloud("b", 1).group("g").build();
        assertThat(route(Requests.to(a, b)).arm()).isEqualTo("g");
        router.started(Route.to("x", "a", 1), START);
        assertThat(route(Requests.to(a, b)).model()).isEqualTo("b");
        router.started(Route.to("y", "b", 1), START);
        router.started(Route.to("z", "b", 1), START);
        assertThat(route(Requests.to(a, b)).model()).isEqualTo("a");
    }

    @Test
    void load_is_what_a_poll_says_while_it_is_fresh() {
        var a = cloud("a", 1).group("g").build();
        var b = cloud("b", 1).group("g").build();
        router.signals("a").load(9, 0, 0.1, Duration.ZERO, START);
        router.started(Route.to("y", "b", 1), START);
        assertThat(route(Requests.to(a, b)).model()).isEqualTo("b");
        assertThat(route(Requests.to(a, b).at(START.plusSeconds(Signals.FRESH_SECONDS)))
                        .model())
                .isEqualTo("a");
    }

    @Test
    void only_replicas_that_are_well_named_and_not_in_quarantine_serve() {
        var cards = new ArrayList<ModelCard>();
        for (var id : List.of("a", "b", "c", "d")) {
            cards.add(cloud(id, 1).group("g").build());
        }
        router.signals("a").open(START.plusSeconds(5), "503");
        var requests = Requests.to(cards)
                .needing(ModelNeeds.only("a", "b", "c"))
                .under(new Constraints(Verdict.ALLOW, Set.of(Residency.values()), Set.of("b"), "", ""));
        for (int i = 0; i < 50; i++) {
            assertThat(((Route) router.route(requests.request("d" + i))).model())
                    .isEqualTo("c");
        }
        router.signals("c").drain(START.plusSeconds(5), "hot");
        assertThat(none(requests).reasons().get("g")).contains("circuit is open");
    }

    @Test
    void each_of_many_replicas_gets_its_share() {
        var cards = new ArrayList<ModelCard>();
        for (var id : List.of("a", "b", "c", "d")) {
            cards.add(cloud(id, 1).group("g").build());
        }
        var requests = Requests.to(cards);
        var served = new java.util.HashMap<String, Integer>();
        for (int i = 0; i < 400; i++) {
            var route = (Route) router.route(requests.request("d" + i));
            router.started(route, START);
            served.merge(route.model(), 1, Integer::sum);
        }
        assertThat(served.values()).hasSize(4).allMatch(count -> count >= 95 && count <= 105);
    }

    @Test
    void a_group_can_be_named_and_put_in_quarantine_by_its_name() {
        var a = cloud("a", 1).group("g").build();
        assertThat(route(Requests.to(a).needing(ModelNeeds.only("g"))).model()).isEqualTo("a");
        assertThat(none(Requests.to(a)
                                .under(new Constraints(Verdict.ALLOW, Set.of(Residency.values()), Set.of("g"), "", "")))
                        .reasons())
                .containsKey("g");
    }

    @Test
    void replicas_must_agree_in_all_but_their_endpoint() {
        var first = cloud("a", 1).group("g");
        for (var stranger : List.of(
                cloud("b", 2).group("g").build(),
                cloud("b", 1).group("g").residency(Residency.LOCAL).build(),
                cloud("b", 1).group("g").contextTokens(7).build(),
                cloud("b", 1).group("g").maxOutputTokens(7).build(),
                cloud("b", 1).group("g").capabilities(Capability.TOOLS).build(),
                cloud("b", 1).group("g").efforts("low").build(),
                cloud("b", 1).group("g").variant("v", "x").build())) {
            assertThatThrownBy(() ->
                            router.route(Requests.to(first.build(), stranger).request("d")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("'a'", "'b'", "'g'");
        }
    }

    @Test
    void sixty_four_arms_are_the_most() {
        var models = new ArrayList<ModelCard>();
        for (int i = 0; i < 64; i++) {
            models.add(cloud("m" + i, 1).build());
        }
        assertThat(route(Requests.to(models).needing(ModelNeeds.only("m63"))).model())
                .isEqualTo("m63");
        models.add(cloud("m64", 1).build());
        assertThatThrownBy(() -> router.route(Requests.to(List.copyOf(models)).request("d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65 arms");
    }

    @Test
    void lists_of_models_may_come_in_turns() {
        var one = Requests.to(cloud("a", 1).build());
        for (int i = 0; i < 10; i++) {
            assertThat(route(Requests.to(cloud("m" + i, 1).build())).model()).isEqualTo("m" + i);
            assertThat(route(one).model()).isEqualTo("a");
            assertThat(route(Requests.to(cloud("a", 1).build())).model()).isEqualTo("a");
        }
    }
}

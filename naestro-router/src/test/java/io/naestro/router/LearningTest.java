package io.naestro.router;

import static io.naestro.router.Models.cloud;
import static io.naestro.router.Requests.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.naestro.base.JsonText;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.Setback;
import io.naestro.router.RouterState.Cell;
import io.naestro.router.RouterState.Drift;
import io.naestro.router.RouterState.TypeState;
import io.naestro.router.RouterState.Verdicts;
import io.naestro.router.RouterState.Verifier;
import io.naestro.run.Spend;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What feedback teaches, and what a plan makes of it. */
class LearningTest {
    private final LearningRouter router = LearningRouter.create();
    private final ModelCard a = cloud("a", 10).build();
    private final ModelCard b = cloud("b", 10).build();
    private int decisions;

    private RouteFeedback graded(String model, String type, double grade) {
        return Requests.feedback(Route.to("x" + decisions++, model, 1), type, grade, Money.usd("0.001"));
    }

    private void learn(String model, String type, double grade, int times) {
        for (int i = 0; i < times; i++) {
            router.learn(graded(model, type, grade));
        }
    }

    private Cell cell(String model, String type) {
        return router.state().types().get(type).cells().get(model);
    }

    private static RouterState round(RouterState state) {
        return RouterState.of(JsonText.parse(JsonText.write(state.toJson())));
    }

    // ---- feedback ----

    @Test
    void the_arm_that_does_a_task_type_better_gets_it() {
        learn("a", "memo", 0, 20);
        learn("b", "memo", 1, 20);
        learn("a", "code", 1, 20);
        learn("b", "code", 0, 20);
        var both = Requests.to(a, b);
        assertThat(((Route) router.route(both.type("memo").request("d"))).model())
                .isEqualTo("b");
        assertThat(((Route) router.route(both.type("code").request("d"))).model())
                .isEqualTo("a");
    }

    @Test
    void feedback_that_comes_again_changes_nothing() {
        var feedback = graded("a", "memo", 1);
        router.learn(feedback);
        var once = router.state();
        router.learn(feedback);
        assertThat(router.state()).isEqualTo(once);
        assertThat(once.feedbacks()).isEqualTo(1);
    }

    @Test
    void a_grade_may_come_hours_after_the_bill() {
        var route = Route.to("d", "a", 1);
        router.learn(Requests.feedback(route, "memo", null, Money.usd("0.001")));
        assertThat(cell("a", "memo")).isEqualTo(new Cell(0, 0, 1, 1e6, 1, 1, 1));
        router.learn(Requests.feedback(route, "memo", 1.0, Money.usd("0.001")));
        assertThat(cell("a", "memo")).isEqualTo(new Cell(1, 1, 1, 1e6, 1, 1, 1));
        assertThat(router.state().decisions()).isEqualTo(1);
    }

    @Test
    void what_a_failing_machine_did_teaches_nothing() {
        router.learn(new RouteFeedback(
                Route.to("d", "a", 1), "memo", 0.0, true, Spend.NOTHING, Duration.ofSeconds(1), START));
        assertThat(router.state()).isEqualTo(RouterState.EMPTY);
    }

    @Test
    void only_the_most_recent_decisions_are_told_apart() {
        var first = graded("a", "memo", 1);
        router.learn(first);
        for (int i = 0; i < Learner.MOST_RECENT; i++) {
            router.learn(Requests.feedback(Route.to("y" + i, "b", 1), "memo", null, null));
        }
        router.learn(first);
        assertThat(cell("a", "memo").mass()).isEqualTo(2);
    }

    @Test
    void evidence_is_weighed_down_to_200_and_none_is_left_out() {
        learn("a", "memo", 1, 200);
        assertThat(cell("a", "memo").mass()).isEqualTo(200);
        assertThat(cell("a", "memo").fade()).isEqualTo(1);
        learn("a", "memo", 0, 1);
        assertThat(cell("a", "memo").mass()).isEqualTo(200);
        assertThat(cell("a", "memo").grades()).isCloseTo(200 * 200 / 201.0, within(1e-9));
        assertThat(cell("a", "memo").fade()).isCloseTo(200 / 201.0, within(1e-9));
        learn("a", "memo", 1, 600);
        assertThat(cell("a", "memo").fade()).isLessThan(0.06);
        assertThat(cell("a", "memo").bills()).isCloseTo(200, within(5.0));
        assertThat(cell("a", "memo").cost() / cell("a", "memo").bills()).isCloseTo(1e6, within(1.0));
        assertThat(router.state().types().get("memo").calls()).isCloseTo(200, within(5.0));
    }

    @Test
    void costs_are_learnt_of_those_calls_that_had_one() {
        router.learn(Requests.feedback(Route.to("p", "a", 1), "memo", null, null));
        router.learn(new RouteFeedback(
                Route.to("q", "a", 1),
                "memo",
                null,
                false,
                new Spend(new Money("USD", -5), 0, 1),
                Duration.ofSeconds(-1),
                START));
        assertThat(cell("a", "memo")).isEqualTo(new Cell(0, 0, 1, 0, 1, 1, 2));
        assertThat(router.state().types().get("memo").tokens()).isEqualTo(1_000);
    }

    @Test
    void the_weights_of_task_types_follow_what_is_asked_lately() {
        learn("a", "old", 1, 1_000);
        learn("a", "new", 1, 500);
        var types = router.state().types();
        assertThat(types.get("new").weight()).isGreaterThan(types.get("old").weight() * 0.9);
    }

    // ---- what is believed ----

    @Test
    void a_type_that_nobody_knows_goes_to_the_arm_that_is_best_elsewhere() {
        learn("a", "memo", 0, 20);
        learn("b", "memo", 1, 20);
        assertThat(((Route) router.route(Requests.to(a, b).type("never-seen").request("d"))).model())
                .isEqualTo("b");
    }

    @Test
    void a_hard_type_does_not_make_the_arm_that_was_tried_look_bad() {
        learn("a", "easy", 1, 50);
        learn("b", "easy", 0.9, 50);
        learn("a", "hard", 0.35, 20);
        learn("b", "hard", 0.30, 20);
        var cards = List.of(a, b, cloud("c", 10).build());
        learn("c", "easy", 0.8, 50);
        assertThat(((Route) router.route(Requests.to(cards).type("hard").request("d"))).model())
                .isEqualTo("a");
    }

    @Test
    void priors_count_by_type_and_fade() {
        var known = cloud("known", 10).prior("memo", 0.9, 50).prior("", 0.1, 50).build();
        var other = cloud("other", 10).prior("", 0.5, 50).build();
        var both = Requests.to(known, other);
        assertThat(((Route) router.route(both.type("memo").request("d"))).model())
                .isEqualTo("known");
        assertThat(((Route) router.route(both.type("code").request("d"))).model())
                .isEqualTo("other");
        learn("other", "code", 1, 10);
        learn("known", "memo", 0, 400);
        assertThat(((Route) router.route(both.type("memo").request("d"))).model())
                .isEqualTo("other");
    }

    @Test
    void the_strength_between_types_is_learnt() {
        assertThat(new Learner(RouterState.EMPTY).strength()).isEqualTo(50);
        var alike = new Learner(RouterState.EMPTY);
        var apart = new Learner(RouterState.EMPTY);
        for (int i = 0; i < 2_000; i++) {
            var type = "t" + i % 40;
            alike.learn(graded("a", type, Coin.unit(Coin.mix(i)) < 0.7 ? 1 : 0));
            apart.learn(graded("a", type, i % 2));
        }
        assertThat(alike.strength()).isGreaterThanOrEqualTo(100);
        assertThat(apart.strength()).isEqualTo(5);
    }

    // ---- arms that change ----

    @Test
    void an_arm_that_falls_starts_over_from_what_it_does_now() {
        learn("a", "memo", 1, 300);
        learn("a", "code", 1, 5);
        learn("b", "other", 1, 5);
        learn("a", "memo", 0, 9);
        assertThat(cell("a", "memo").mass()).as("still trusted").isEqualTo(200);
        assertThat(router.state().drifts().get("a").level()).isPositive();
        learn("a", "memo", 0, 1);
        var after = cell("a", "memo");
        assertThat(after.mass()).isEqualTo(11);
        assertThat(after.grades()).isZero();
        assertThat(after.fade()).isLessThan(0.05);
        assertThat(cell("a", "code").mass()).isEqualTo(5);
        assertThat(cell("a", "code").grades()).isZero();
        assertThat(router.state().drifts()).doesNotContainKey("a");
    }

    @Test
    void a_few_failures_are_no_change() {
        learn("a", "memo", 1, 100);
        learn("a", "memo", 0, 3);
        learn("a", "memo", 1, 100);
        assertThat(router.state().drifts().get("a")).isEqualTo(Drift.NONE);
        assertThat(cell("a", "memo").mass()).isEqualTo(200);
    }

    // ---- money ----

    @Test
    void a_dearer_arm_must_be_worth_it() {
        var dear = cloud("dear", 500_000).prior("", 0.8, 1_000).build(); // 10 dollars for a usual call
        var cheap = cloud("cheap", 10).prior("", 0.7, 1_000).build();
        assertThat(((Route) router.route(Requests.to(dear, cheap).request("d"))).model())
                .isEqualTo("cheap");
        var rich = LearningRouter.builder().valuePerSuccess(Money.usd("1000")).build();
        assertThat(((Route) rich.route(Requests.to(dear, cheap).request("d"))).model())
                .isEqualTo("dear");
    }

    @Test
    void a_budget_is_spent_where_it_buys_most_and_met_on_average() {
        var bounded = LearningRouter.builder()
                .budgetPerDecision(Money.usd("0.004"))
                .valuePerSuccess(Money.usd("1000"))
                .exploration(0)
                .build();
        var spent = 0.0;
        var dear = new int[2];
        for (int i = 0; i < 2_000; i++) {
            var type = i % 2 == 0 ? "easy" : "hard";
            var route = (Route)
                    bounded.route(Requests.to(a, b).type(type).thatAreGraded().request("d" + i));
            var cost = route.model().equals("a") ? 0.001 : 0.009;
            var grade = route.model().equals("a") ? type.equals("easy") ? 0.8 : 0.3 : 0.9;
            if (i < 200) { // everything is known of both before it counts
                bounded.learn(Requests.feedback(
                        Route.to("w" + i, "a", 1), type, type.equals("easy") ? 0.8 : 0.3, usd(0.001)));
                bounded.learn(Requests.feedback(Route.to("v" + i, "b", 1), type, 0.9, usd(0.009)));
            } else {
                spent += cost;
                dear[i % 2] += route.model().equals("b") ? 1 : 0;
                bounded.learn(Requests.feedback(route, type, grade, usd(cost)));
            }
        }
        var state = bounded.state();
        assertThat(state.spent() / 1e9 / state.decisions())
                .isLessThanOrEqualTo(0.00405)
                .isGreaterThan(0.0035);
        assertThat(spent).isPositive();
        assertThat(dear[1]).isGreaterThan(10 * dear[0]);
    }

    private static Money usd(double amount) {
        return new Money("USD", Math.round(amount * 1e9));
    }

    @Test
    void exploration_is_rare_graded_and_its_propensity_is_recorded() {
        var both = Requests.to(
                cloud("a", 10).prior("", 0.75, 10).build(),
                cloud("b", 10).prior("", 0.7, 10).build());
        var eager = LearningRouter.builder().exploration(0.05).build();
        var explored = 0;
        var expected = 0.0;
        for (int i = 0; i < 20_000; i++) {
            assertThat(((Route) eager.route(both.request("u" + i))).model()).isEqualTo("a");
            var route = (Route) eager.route(both.thatAreGraded().request("d" + i));
            explored += route.model().equals("b") ? 1 : 0;
            expected += route.model().equals("b") ? 1 / route.propensity() : 0;
        }
        assertThat(explored / 20_000.0).isBetween(0.01, 0.05);
        assertThat(expected / 20_000)
                .as("inverse propensities add up to one each")
                .isCloseTo(1, within(0.1));
    }

    @Test
    void an_arm_without_a_known_price_is_as_dear_as_its_bills() {
        var unknown = cloud("a", 1).price(Price.UNKNOWN).prior("", 0.7, 1_000).build();
        var known = cloud("b", 500_000).prior("", 0.7, 1_000).build();
        learn("a", "memo", 0.7, 1);
        assertThat(((Route) router.route(Requests.to(known, unknown).request("d"))).model())
                .isEqualTo("a");
        assertThat(((Route) router.route(Requests.to(known, unknown).type("new").request("d"))).model())
                .isEqualTo("a");
    }

    @Test
    void a_machine_by_the_second_costs_as_long_as_its_calls_take() {
        var rented = cloud("rented", 1)
                .price(new Price.SecondPrice(Money.usd("0.01")))
                .build();
        var tokens = cloud("tokens", 1_000).build(); // 0.01 for a thousand tokens
        router.learn(Requests.feedback(Route.to("x", "rented", 1), "memo", null, null));
        router.learn(Requests.feedback(Route.to("y", "rented", 1), "memo", null, Money.usd("0")));
        assertThat(((Route) router.route(Requests.to(tokens, rented).request("d"))).model())
                .isEqualTo("rented");
        assertThat(((Route) router.route(Requests.to(tokens, rented).type("new").request("d"))).model())
                .isEqualTo("tokens");
    }

    @Test
    void the_best_of_the_others_stands_in_for_an_arm_that_is_out() {
        var best = cloud("best", 10).prior("", 0.9, 1_000).build();
        var second = cloud("second", 10).prior("", 0.8, 1_000).build();
        var third = cloud("third", 10).prior("", 0.7, 1_000).build();
        router.signals("best").open(START.plusSeconds(5), "503");
        for (var cards :
                List.of(List.of(best, second, third), List.of(third, second, best), List.of(third, best, second))) {
            assertThat(((Route) router.route(Requests.to(cards).request("d"))).model())
                    .isEqualTo("second");
        }
    }

    // ---- cascades ----

    private final ModelCard cheap = cloud("cheap", 10).prior("", 0.7, 1_000).build();
    private final ModelCard middle =
            cloud("middle", 5_000).prior("", 0.8, 1_000).build();
    private final ModelCard strong =
            cloud("strong", 20_000).prior("", 0.85, 1_000).build();
    private final Requests cascade = Requests.to(cheap, middle, strong).thatAreGraded();

    private NextHop rejected(Route route, int calls) {
        return router.next(new Setback(cascade.request("d"), route, null, calls, START));
    }

    @Test
    void a_good_verifier_lets_a_cheap_arm_try_first() {
        router.learn(graded("cheap", "memo", 0.7));
        var before = (Route) router.route(cascade.request("d"));
        router.verifier("memo", new Verifier(0.95, 0.05));
        var first = (Route) router.route(cascade.request("d"));
        var hop = (NextHop.RerouteHop) rejected(first, 1);
        var plan = plan();
        assertThat(plan.mix("memo").graded().high().arms().length).isGreaterThan(1);
        assertThat(plan.mix("memo").plain().high().arms()).hasSize(1);
        assertThat(first.arm()).isEqualTo("cheap");
        assertThat(hop.route().tried()).containsExactly("cheap");
        assertThat(before.tried()).isEmpty();
        router.verifier("memo", null);
        assertThat(rejected(first, 1)).isInstanceOf(NextHop.RepairHop.class);
    }

    @Test
    void the_end_of_a_cascade_is_repaired_and_a_broken_link_too() {
        router.verifier("memo", new Verifier(0.95, 0.05));
        var route = (Route) router.route(cascade.request("d"));
        var calls = 1;
        var hop = rejected(route, calls);
        while (hop instanceof NextHop.RerouteHop reroute) {
            route = reroute.route();
            hop = rejected(route, ++calls);
        }
        assertThat(calls)
                .isEqualTo(plan().mix("memo").graded().high().arms().length)
                .isGreaterThan(1);
        assertThat(hop).isInstanceOf(NextHop.RepairHop.class);
        var first = (Route) router.route(cascade.request("d"));
        router.signals(route.tried().get(1)).open(START.plusSeconds(5), "503");
        assertThat(rejected(first, 1)).isInstanceOf(NextHop.RepairHop.class);
    }

    @Test
    void an_arm_that_starts_no_cascade_is_repaired_and_a_dominated_one_is_in_none() {
        router.verifier("memo", new Verifier(0.95, 0.05));
        var worse = cloud("worse", 15_000).prior("", 0.5, 1_000).build();
        var requests = Requests.to(cheap, worse, middle, strong).thatAreGraded();
        var unused = router.route(requests.request("d"));
        assertThat(router.next(new Setback(requests.request("d"), Route.to("d", "worse", 1), null, 1, START)))
                .isInstanceOf(NextHop.RepairHop.class);
        var chain = Solver.plan(
                        1, new Learner(router.state()), Catalog.of(requests.models(), Signals::new), Settings.DEFAULT)
                .mix("memo")
                .graded()
                .high();
        assertThat(chain.arms()).hasSizeGreaterThan(1).doesNotContain(1);
    }

    @Test
    void a_verifier_worse_than_four_in_five_plans_no_cascade() {
        for (var bad : List.of(new Verifier(0.79, 0), new Verifier(1, 0.21))) {
            router.verifier("memo", bad);
            var unused = router.route(cascade.request("d"));
            assertThat(plan().mix("memo").graded().high().arms()).hasSize(1);
        }
    }

    /** An answer whose quality somebody found out, and what the checks had said of it. */
    private void audited(double grade, boolean accepted, int times) {
        for (int i = 0; i < times; i++) {
            router.learn(audit(Route.to("audit" + decisions++, "cheap", 1), grade, accepted));
        }
    }

    private static RouteFeedback audit(Route route, double grade, boolean accepted) {
        return new RouteFeedback(
                route, "memo", grade, accepted, false, new Spend(usd(0.001), 1_000, 1), Duration.ofSeconds(1), START);
    }

    private int links() {
        var unused = router.route(cascade.request("d"));
        return plan().mix("memo").graded().high().arms().length;
    }

    @Test
    void a_verifier_of_which_nothing_was_said_earns_cascades_by_its_verdicts() {
        audited(0.5, true, 30);
        audited(0.49, false, 29);
        assertThat(links()).isEqualTo(1);
        audited(0, false, 1);
        assertThat(router.state().types().get("memo").verdicts()).isEqualTo(new Verdicts(30, 30, 30, 0));
        assertThat(router.state().types().get("memo").verifier()).isNull();
        assertThat(links()).isGreaterThan(1);
    }

    @Test
    void a_verifier_that_judges_worse_than_was_said_loses_its_cascades() {
        router.learn(graded("cheap", "memo", 0.7));
        router.verifier("memo", new Verifier(0.95, 0.05));
        assertThat(links()).isGreaterThan(1);
        audited(0, true, 5);
        assertThat(links()).isEqualTo(1);
    }

    @Test
    void what_the_checks_said_may_come_after_the_grade_and_counts_once() {
        var route = Route.to("late", "cheap", 1);
        router.learn(Requests.feedback(route, "memo", 1.0, usd(0.001)));
        var graded = cell("cheap", "memo");
        router.learn(audit(route, 1, false));
        router.learn(audit(route, 1, false));
        assertThat(cell("cheap", "memo")).isEqualTo(graded);
        assertThat(router.state().types().get("memo").verdicts()).isEqualTo(new Verdicts(1, 0, 0, 0));
        assertThat(router.state().feedbacks()).isEqualTo(2);
        assertThat(router.state().decisions()).isEqualTo(1);
    }

    @Test
    void the_verdicts_of_a_verifier_are_weighed_down_to_200_of_a_kind() {
        audited(1, true, 200);
        audited(1, false, 1);
        audited(0, true, 250);
        var verdicts = router.state().types().get("memo").verdicts();
        assertThat(verdicts.good()).isEqualTo(200);
        assertThat(verdicts.goodAccepted()).isCloseTo(200 * 200 / 201.0, within(1e-9));
        assertThat(verdicts.bad()).isEqualTo(200);
        assertThat(verdicts.badAccepted()).isEqualTo(200);
    }

    @Test
    void what_comes_after_a_rejection_is_learnt_apart() {
        router.learn(graded("strong", "memo", 1));
        router.learn(Requests.feedback(Route.to("d", "cheap", 1), "memo", 0.0, usd(0.001)));
        var second = new Route("d+1", "strong", "strong", "", "", 1, 1, List.of("cheap"));
        router.learn(Requests.feedback(second, "memo", 0.0, usd(0.1)));
        assertThat(cell("strong", "memo").mass()).isEqualTo(1);
        assertThat(router.state()
                        .types()
                        .get("memo")
                        .afterRejection()
                        .get("strong")
                        .mass())
                .isEqualTo(1);
        var third = new Route("d+2", "middle", "middle", "", "", 1, 1, List.of("cheap", "strong"));
        router.learn(Requests.feedback(third, "memo", 1.0, usd(0.1)));
        assertThat(router.state().types().get("memo").afterRejection()).containsOnlyKeys("middle", "strong");
    }

    @Test
    void what_comes_after_a_failing_machine_is_no_harder_than_usual() {
        var second = new Route("d+1", "strong", "strong", "", "", 1, 1, List.of("cheap"));
        router.learn(Requests.feedback(second, "memo", 1.0, usd(0.1)));
        var foreign = new Route("own-id", "strong", "strong", "", "", 1, 1, List.of("cheap"));
        router.learn(Requests.feedback(foreign, "memo", 1.0, usd(0.1)));
        assertThat(cell("strong", "memo").mass()).isEqualTo(2);
    }

    private Plan plan() {
        var learner = new Learner(router.state());
        return Solver.plan(1, learner, Catalog.of(cascade.models(), Signals::new), Settings.DEFAULT);
    }

    // ---- state ----

    @Test
    void the_state_survives_as_json_bit_for_bit_and_learns_on_alike() {
        learn("a", "memo", 0.7, 250);
        learn("b", "code", 0.3, 40);
        router.verifier("memo", new Verifier(0.9, 0.1));
        audited(1, true, 3);
        var copy = LearningRouter.builder().state(round(router.state())).build();
        assertThat(copy.state()).isEqualTo(router.state());
        var more = graded("a", "code", 0.123456789);
        router.learn(more);
        copy.learn(more);
        assertThat(copy.state()).isEqualTo(router.state());
        assertThat(JsonText.write(copy.state().toJson()))
                .isEqualTo(JsonText.write(router.state().toJson()));
    }

    @Test
    void an_edited_state_takes_effect_at_once() {
        var both = Requests.to(a, b);
        learn("a", "memo", 1, 20);
        learn("b", "memo", 0.5, 20);
        assertThat(((Route) router.route(both.request("d"))).model()).isEqualTo("a");
        var was = router.state();
        var cells = Map.of("a", new Cell(1, 20, 1, 0, 0, 0, 0), "b", cell("b", "memo"));
        var edited = new RouterState(
                was.feedbacks(),
                was.decisions(),
                was.spent(),
                Map.of("memo", new TypeState(40, 0, 0, cells, Map.of(), null, Verdicts.NONE)),
                was.drifts(),
                was.losses(),
                was.recent());
        router.restore(edited);
        assertThat(((Route) router.route(both.request("d"))).model()).isEqualTo("b");
        assertThat(router.state()).isEqualTo(edited);
    }

    @Test
    void a_state_that_cannot_be_is_refused() {
        assertThatThrownBy(() -> RouterState.of(Json.object().with("feedbacks", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the member 'types' is missing");
        var losses = RouterState.EMPTY.losses();
        refused(() -> new RouterState(-1, 0, 0, Map.of(), Map.of(), losses, ""));
        refused(() -> new RouterState(0, -1, 0, Map.of(), Map.of(), losses, ""));
        refused(() -> new RouterState(0, 0, -1, Map.of(), Map.of(), losses, ""));
        refused(() -> new RouterState(0, 0, Double.POSITIVE_INFINITY, Map.of(), Map.of(), losses, ""));
        refused(() -> new RouterState(0, 0, 0, Map.of(), Map.of(), List.of(), ""));
        refused(() -> new TypeState(-1, 0, 0, Map.of(), Map.of(), null, Verdicts.NONE));
        refused(() -> new TypeState(0, -1, 0, Map.of(), Map.of(), null, Verdicts.NONE));
        refused(() -> new TypeState(0, 0, -1, Map.of(), Map.of(), null, Verdicts.NONE));
        refused(() -> new Cell(0, -1, 1, 0, 0, 0, 0));
        refused(() -> new Cell(0, 201, 1, 0, 0, 0, 0));
        refused(() -> new Cell(2, 1, 1, 0, 0, 0, 0));
        refused(() -> new Cell(-1, 1, 1, 0, 0, 0, 0));
        refused(() -> new Cell(1, 1, 1.1, 0, 0, 0, 0));
        refused(() -> new Cell(1, 1, -1, 0, 0, 0, 0));
        refused(() -> new Cell(1, 1, 1, -1, 0, 0, 0));
        refused(() -> new Cell(1, 1, 1, 0, -1, 0, 0));
        refused(() -> new Cell(1, 1, 1, 0, 0, -1, 0));
        refused(() -> new Cell(1, 1, 1, 0, 0, 0, -1));
        refused(() -> new Drift(-1, 0, 0));
        refused(() -> new Drift(0, -1, 0));
        refused(() -> new Drift(0, 1, 0));
        refused(() -> new Verdicts(1, 2, 0, 0));
        refused(() -> new Verdicts(1, -1, 0, 0));
        refused(() -> new Verdicts(0, 0, 1, 2));
        refused(() -> new Verdicts(0, 0, 1, -1));
        refused(() -> new Verdicts(201, 0, 0, 0));
        refused(() -> new Verdicts(0, 0, 201, 0));
        refused(() -> new Verifier(1.1, 0));
        refused(() -> new Verifier(-0.1, 0));
        refused(() -> new Verifier(1, -0.1));
        refused(() -> new Verifier(1, 1.1));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable act) {
        assertThatThrownBy(act).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("router state: ");
    }

    // ---- explaining ----

    @Test
    void every_decision_can_be_explained() {
        learn("a", "memo", 1, 30);
        var bounded =
                LearningRouter.builder().budgetPerDecision(Money.usd("0.01")).build();
        assertThat(router.explain("d")).isEmpty();
        var unused = router.route(Requests.to(a, b).tokens(50_000).request("d"));
        var text = JsonText.write(router.explain("d").orElseThrow());
        assertThat(text)
                .contains("\"decision\":\"d\"", "\"taskType\":\"memo\"", "\"plan\":1", "a was chosen by the plan")
                .contains("\"propensity\":1", "\"arm\":\"a\"", "\"model\":\"a\"", "\"quality\":0.9", "\"spent\":0.03")
                .doesNotContain("\"rate\"");
        unused = bounded.route(Requests.to(a, b).tokens(100_000).request("e"));
        assertThat(JsonText.write(bounded.explain("e").orElseThrow()))
                .contains("no arm would do", "\"rate\":0.01", "window is too small")
                .doesNotContain("\"model\"");
    }

    @Test
    void what_was_explored_says_so() {
        var eager = LearningRouter.builder().exploration(0.05).build();
        var both = Requests.to(a, b).thatAreGraded();
        @Nullable Route found = null;
        for (int i = 0; found == null; i++) {
            var route = (Route) eager.route(both.request("d" + i));
            found = route.propensity() < 0.5 ? route : null;
        }
        assertThat(JsonText.write(eager.explain(found.decision()).orElseThrow()))
                .contains("was tried to learn something");
    }

    @Test
    void of_one_decision_made_twice_the_latest_is_explained_and_old_ones_are_forgotten() {
        var unused = router.route(Requests.to(a).request("d"));
        unused = router.route(Requests.to(a).at(START.plusSeconds(1)).request("d"));
        unused = router.route(Requests.to(a).at(START.minusSeconds(1)).request("d"));
        assertThat(JsonText.write(router.explain("d").orElseThrow())).contains("2026-01-01T00:00:01Z");
        for (int i = 0; i < 600; i++) {
            unused = router.route(Requests.to(a).request("other" + i));
        }
        assertThat(router.explain("d")).isEmpty();
    }

    // ---- settings ----

    @Test
    void settings_out_of_range_are_refused_where_they_are_set() {
        var builder = LearningRouter.builder();
        assertThatThrownBy(() -> builder.valuePerSuccess(Money.usd("0"))).hasMessageContaining("valuePerSuccess");
        assertThatThrownBy(() -> builder.budgetPerDecision(Money.usd("0"))).hasMessageContaining("budgetPerDecision");
        for (var share : new double[] {-0.1, 0.009, 0.051, Double.NaN}) {
            assertThatThrownBy(() -> builder.exploration(share)).hasMessageContaining("exploration '" + share + "'");
        }
        assertThatThrownBy(() -> builder.preferLocal(-0.1)).hasMessageContaining("preferLocal");
        assertThatThrownBy(() -> builder.preferLocal(1.1)).hasMessageContaining("preferLocal");
        assertThatThrownBy(() -> builder.localSecond(Money.usd("0"))).hasMessageContaining("localSecond");
        assertThatThrownBy(() -> builder.firstTokenWithin(Duration.ZERO)).hasMessageContaining("firstTokenWithin");
        assertThatThrownBy(() -> builder.mostCalls(0)).hasMessageContaining("mostCalls");
        assertThat(builder.firstTokenWithin(Duration.ofSeconds(1)).build().state())
                .isEqualTo(RouterState.EMPTY);
    }
}

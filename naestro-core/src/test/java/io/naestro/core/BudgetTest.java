package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static io.naestro.goal.Money.eur;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.Plans.Doc;
import io.naestro.core.Plans.Item;
import io.naestro.goal.Budget;
import io.naestro.model.ModelFailure;
import io.naestro.model.Price;
import io.naestro.model.Prompt;
import io.naestro.plan.Plan;
import io.naestro.plan.Retry;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Spend;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private final World world = new World(1);

    private static ScriptedTool<Item, Doc> costing(String name, String most) {
        return Plans.reader(name).contract(contract -> contract.cost(eur(most)));
    }

    private static Plan<Item, Doc> withRetries(ScriptedTool<Item, Doc> tool) {
        return Plans.calling(tool, step -> step.retry(Retry.times(5)));
    }

    private RunResult.Stopped<Doc> stopped(Run<Doc> run) {
        var result = world.settle(run);
        assertThat(result).isInstanceOf(RunResult.Stopped.class);
        return (RunResult.Stopped<Doc>) result;
    }

    @Test
    void money_of_the_run_stops_a_call_that_would_not_fit() {
        var first = costing("first", "0.60").returns(DOC);
        var second = costing("second", "0.60").returns(DOC);
        try (var naestro = world.builder().tools(first, second).build()) {
            var run = naestro.start(Plans.calling(first, second).within(Budget.of(eur("1.00"))), ITEM);
            var end = stopped(run);
            assertThat(end.cause()).isEqualTo(StopCause.BUDGET);
            assertThat(end.reason())
                    .isEqualTo("step 'two': budget of run: 1.20 EUR of 1.00 EUR would be needed, "
                            + "0.60 EUR, 0 tokens, 1 calls spent and 0.00 EUR, 0 tokens, 0 calls reserved so far");
            assertThat(end.partial()).containsOnlyKeys("one");
            assertThat(end.spent()).isEqualTo(new Spend(eur("0.60"), 0, 1));
            assertThat(second.calls()).isEmpty();
        }
    }

    @Test
    void tokens_of_the_run_stop_a_call_that_might_need_more() {
        var model = ScriptedModel.named("m").saysJson(DOC);
        try (var naestro = world.builder().models(model).build()) {
            var run = naestro.start(Plans.asking().within(Budget.UNLIMITED.withTokens(100)), ITEM);
            var end = stopped(run);
            assertThat(end.cause()).isEqualTo(StopCause.BUDGET);
            assertThat(end.reason()).contains("of 100 tokens would be needed");
            assertThat(model.requests()).isEmpty();
        }
    }

    @Test
    void calls_of_the_run_count_each_attempt() {
        var tool = Plans.reader("busy").fails(ToolFailure.Kind.UNAVAILABLE).fails(ToolFailure.Kind.UNAVAILABLE);
        try (var naestro = world.builder().tools(tool).build()) {
            var run = naestro.start(withRetries(tool).within(Budget.UNLIMITED.withCalls(2)), ITEM);
            var end = stopped(run);
            assertThat(end.cause()).isEqualTo(StopCause.BUDGET);
            assertThat(end.reason()).startsWith("step 'one': budget of run: 3 of 2 calls would be needed");
            assertThat(tool.calls()).hasSize(2);
        }
    }

    @Test
    void a_step_has_a_limit_of_its_own() {
        var tool = costing("busy", "0.30").fails(ToolFailure.Kind.UNAVAILABLE).returns(DOC);
        var plan = Plans.calling(tool, step -> step.retry(Retry.times(5)).budget(Budget.of(eur("0.50"))));
        try (var naestro = world.builder().tools(tool).build()) {
            var end = stopped(naestro.start(plan.within(Budget.of(eur("10.00"))), ITEM));
            assertThat(end.cause()).isEqualTo(StopCause.BUDGET);
            assertThat(end.reason()).startsWith("step 'one': budget of step 'one': 0.60 EUR of 0.50 EUR");
        }
    }

    @Test
    void what_one_step_spends_does_not_count_for_another() {
        var first = costing("first", "0.30").returns(DOC);
        var second = costing("second", "0.30").returns(DOC);
        var plan = Plan.named("two", 1).input(Item.class);
        var one = plan.tool("one", first, plan.input()).budget(Budget.of(eur("0.40")));
        var two = plan.tool("two", second, plan.input())
                .budget(Budget.of(eur("0.40")))
                .after(one);
        try (var naestro = world.builder().tools(first, second).build()) {
            var result = world.settle(naestro.start(plan.yields(two), ITEM));
            assertThat(result.orThrow()).isEqualTo(DOC);
            assertThat(result.spent()).isEqualTo(new Spend(eur("0.60"), 0, 2));
        }
    }

    @Test
    void a_rule_limits_the_cost_of_all_steps_it_allows() {
        var first = costing("first", "0.06").returns(DOC);
        var second = costing("second", "0.06").returns(DOC);
        var policy = TestPolicy.open().obliging(new Obligation.CostObligation("cheap", eur("0.10")));
        try (var naestro = world.builder().tools(first, second).policy(policy).build()) {
            var end = stopped(naestro.start(Plans.calling(first, second), ITEM));
            assertThat(end.cause()).isEqualTo(StopCause.BUDGET);
            assertThat(end.reason()).startsWith("step 'two': budget of rule 'cheap': 0.12 EUR of 0.10 EUR");
        }
    }

    @Test
    void a_bill_above_its_reservation_is_booked_in_full() {
        var first = costing("first", "0.10").answers(item -> new ToolResult.Ok<>(DOC, eur("0.50")));
        var second = costing("second", "0.10").returns(DOC);
        try (var naestro = world.builder().tools(first, second).build()) {
            var run = naestro.start(Plans.calling(first, second).within(Budget.of(eur("0.55"))), ITEM);
            var end = stopped(run);
            assertThat(end.reason()).startsWith("step 'two': budget of run: 0.60 EUR of 0.55 EUR");
            assertThat(end.spent()).isEqualTo(new Spend(eur("0.50"), 0, 1));
            assertThat(World.events(run, RunEvent.StepIntent.class).getFirst().reserved())
                    .isEqualTo(new Spend(eur("0.10"), 0, 1));
        }
    }

    @Test
    void a_model_is_billed_by_what_it_used_not_by_what_was_reserved() {
        var model = ScriptedModel.named("m")
                .card(card -> card.price(Price.perMillionTokens(eur("1.00"), eur("3.00"))))
                .saysJson(DOC);
        try (var naestro = world.builder().models(model).build()) {
            var run = naestro.start(Plans.asking().within(Budget.of(eur("1.00"))), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            var reserved =
                    World.events(run, RunEvent.StepIntent.class).getFirst().reserved();
            var outcome = World.events(run, RunEvent.StepOutcome.class).getFirst();
            assertThat(outcome.spent().money())
                    .isEqualTo(model.card()
                            .price()
                            .of(outcome.usage(), outcome.took())
                            .orElseThrow())
                    .isLessThan(reserved.money());
            assertThat(outcome.spent().tokens()).isEqualTo(outcome.usage().total());
        }
    }

    @Test
    void a_call_that_may_have_been_billed_counts_as_billed() {
        var model = ScriptedModel.named("m")
                .card(card -> card.price(Price.perMillionTokens(eur("1.00"), eur("3.00"))))
                .fails(ModelFailure.Kind.TIMEOUT);
        try (var naestro = world.builder().models(model).build()) {
            var run = naestro.start(Plans.asking(), ITEM);
            var result = world.settle(run);
            assertThat(result).isInstanceOf(RunResult.Failed.class);
            assertThat(result.spent())
                    .isEqualTo(World.events(run, RunEvent.StepIntent.class)
                            .getFirst()
                            .reserved());
        }
    }

    @Test
    void mode_auto_refuses_a_model_without_a_price() {
        var model = ScriptedModel.named("m").card(card -> card.price(Price.UNKNOWN));
        try (var naestro = world.builder().models(model).build()) {
            var end = stopped(naestro.start(Plans.asking(), ITEM));
            assertThat(end.cause()).isEqualTo(StopCause.BUDGET);
            assertThat(end.reason()).contains("model m has no known price");
            assertThat(model.requests()).isEmpty();
        }
    }

    @Test
    void a_budget_in_money_refuses_a_model_without_a_price_in_every_mode() {
        var priced = ScriptedModel.named("p");
        var model = ScriptedModel.named("m").card(card -> card.price(Price.UNKNOWN));
        try (var naestro = world.builder()
                .mode(Mode.COPILOT)
                .models(priced, model)
                .router(new Asked())
                .build()) {
            var end = stopped(naestro.start(Plans.asking().within(Budget.of(eur("1.00"))), ITEM));
            assertThat(end.cause()).isEqualTo(StopCause.BUDGET);
            assertThat(end.reason()).contains("set the price on its card");
        }
    }

    @Test
    void without_a_budget_in_money_copilot_uses_a_model_without_a_price() {
        var model =
                ScriptedModel.named("m").card(card -> card.price(Price.UNKNOWN)).saysJson(DOC);
        try (var naestro = world.builder().mode(Mode.COPILOT).models(model).build()) {
            var result = world.settle(naestro.start(Plans.asking(), ITEM));
            assertThat(result.orThrow()).isEqualTo(DOC);
            assertThat(result.spent().money()).isNull();
        }
    }

    @Test
    void the_router_is_told_what_is_left() {
        var model = ScriptedModel.named("m")
                .card(card -> card.price(Price.perMillionTokens(eur("1.00"), eur("3.00")))
                        .maxOutputTokens(100))
                .saysJson(DOC)
                .saysJson(DOC);
        var plan = Plan.named("two", 1).input(Item.class);
        var prompt = Prompt.of("read", "Read it.");
        var one = plan.model("one", Doc.class, prompt, plan.input());
        var two = plan.model("two", Doc.class, prompt, one);
        var router = new Asked();
        var budget = Budget.of(eur("1.00")).withTokens(10_000).withCalls(7);
        try (var naestro = world.builder().models(model).router(router).build()) {
            var result = world.settle(naestro.start(plan.yields(two).within(budget), ITEM));
            assertThat(result.orThrow()).isEqualTo(DOC);
            assertThat(router.requests.getFirst().headroom()).isEqualTo(budget);
            var left = router.requests.getLast().headroom();
            assertThat(left.calls()).isEqualTo(6);
            assertThat(left.tokens()).isLessThan(10_000).isPositive();
            assertThat(left.money()).isLessThan(eur("1.00")).isGreaterThan(eur("0.99"));
        }
    }

    /** Takes the last model, whatever it costs, and keeps what it was asked. */
    private static final class Asked implements Router {
        private final List<RouteRequest> requests = new ArrayList<>();

        @Override
        public Routed route(RouteRequest request) {
            requests.add(request);
            return Route.to(request.id(), request.models().getLast().id(), 100);
        }

        @Override
        public NextHop next(Setback setback) {
            return new NextHop.StopHop("no other");
        }

        @Override
        public void learn(RouteFeedback feedback) {
            // nothing to learn
        }
    }
}

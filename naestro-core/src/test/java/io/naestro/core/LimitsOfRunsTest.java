package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.model.ModelFailure;
import io.naestro.model.Price;
import io.naestro.model.Usage;
import io.naestro.plan.Plan;
import io.naestro.plan.Ref;
import io.naestro.plan.Retry;
import io.naestro.policy.Obligation;
import io.naestro.policy.Rate;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.testkit.VirtualTime;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Budgets, deadlines, retries and rates under a clock that belongs to the test. */
class LimitsOfRunsTest {
    private final World world = new World(11);
    private final ScriptedTool<String, String> tool = ScriptedTool.named("t", String.class, String.class)
            .repeat(Repeat.PURE)
            .contract(contract -> contract.cost(Money.eur("0.10")))
            .answersAlways(in -> new ToolResult.Ok<>(in, Money.eur("0.10")));

    private Plan<String, String> chain(int steps) {
        var p = Plan.named("p", 1).input(String.class);
        var refs = new ArrayList<Ref<String>>();
        refs.add(p.input());
        for (int i = 0; i < steps; i++) {
            refs.add(p.tool("s" + i, tool, refs.getLast()));
        }
        return p.yields(refs.getLast());
    }

    private StopCause stopped(RunResult<?> result) {
        assertThat(result).isInstanceOf(RunResult.Stopped.class);
        return ((RunResult.Stopped<?>) result).cause();
    }

    @Test
    void exactly_as_many_calls_run_as_the_budget_pays_for() {
        for (var budget : new Budget[] {Budget.of(Money.eur("0.30"))}) {
            var own = new World(1);
            var before = tool.calls().size();
            try (var naestro = own.builder().tools(tool).build()) {
                assertThat(own.settle(naestro.start(chain(3).within(budget), "in")))
                        .isInstanceOf(RunResult.Done.class);
                var result = own.settle(naestro.start(chain(4).within(budget), "in"));
                assertThat(stopped(result)).isEqualTo(StopCause.BUDGET);
                assertThat(result.spent().money()).isEqualTo(Money.eur("0.30"));
                assertThat(((RunResult.Stopped<?>) result).partial()).containsOnlyKeys("s0", "s1", "s2");
                assertThat(tool.calls()).hasSize(before + 6);
            }
        }
    }

    @Test
    void a_step_budget_counts_all_attempts_of_the_step() {
        var flaky = ScriptedTool.named("f", String.class, String.class)
                .repeat(Repeat.PURE)
                .answersAlways(in -> ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "not now"));
        var p = Plan.named("p", 1).input(String.class);
        var step = p.tool("f", flaky, p.input()).retry(5).budget(Budget.UNLIMITED.withCalls(2));
        try (var naestro = world.builder().tools(flaky).build()) {
            assertThat(stopped(world.settle(naestro.start(step.yields(step), "in"))))
                    .isEqualTo(StopCause.BUDGET);
            assertThat(flaky.calls()).hasSize(2);
        }
    }

    @Test
    void a_bill_above_its_estimate_is_booked_in_full_and_stops_what_follows() {
        var dear = ScriptedTool.named("d", String.class, String.class)
                .repeat(Repeat.PURE)
                .contract(contract -> contract.cost(Money.eur("0.10")))
                .answersAlways(in -> new ToolResult.Ok<>(in, Money.eur("5.00")));
        var p = Plan.named("p", 1).input(String.class);
        var one = p.tool("one", dear, p.input());
        var two = p.tool("two", dear, one);
        try (var naestro = world.builder().tools(dear).build()) {
            var result = world.settle(naestro.start(two.yields(two).within(Budget.of(Money.eur("1.00"))), "in"));
            assertThat(stopped(result)).isEqualTo(StopCause.BUDGET);
            assertThat(result.spent().money()).isEqualTo(Money.eur("5.00"));
        }
    }

    @Test
    void tokens_and_unknown_prices_stop_a_model_before_it_is_asked() {
        var model = ScriptedModel.named("m").says("never");
        try (var naestro = world.builder().models(model).build()) {
            var goal = Goal.of("Greet").yielding(String.class).within(Budget.UNLIMITED.withTokens(10));
            assertThat(stopped(world.settle(naestro.start(goal)))).isEqualTo(StopCause.BUDGET);
        }
        var dark =
                ScriptedModel.named("m").card(card -> card.price(Price.UNKNOWN)).says("never");
        var own = new World(2);
        try (var naestro = own.builder().models(dark).build()) {
            assertThat(stopped(own.settle(naestro.start(Goal.of("Greet").yielding(String.class)))))
                    .isEqualTo(StopCause.BUDGET);
        }
        assertThat(model.requests()).isEmpty();
        assertThat(dark.requests()).isEmpty();
    }

    @Test
    void a_budget_in_another_currency_than_a_call_stops_the_run() {
        try (var naestro = world.builder().tools(tool).build()) {
            var plan = chain(1).within(Budget.of(Money.of("USD", "1.00")));
            if (naestro.validate(plan).isEmpty()) {
                assertThat(stopped(world.settle(naestro.start(plan, "in")))).isEqualTo(StopCause.BUDGET);
            }
        }
    }

    @Test
    void a_rule_limits_cost_size_and_rate() {
        try (var naestro = world.builder()
                .tools(tool)
                .policy(TestPolicy.open().obliging(new Obligation.CostObligation("k", Money.eur("0.20"))))
                .build()) {
            assertThat(stopped(world.settle(naestro.start(chain(3), "in")))).isEqualTo(StopCause.BUDGET);
        }
        var own = new World(2);
        try (var naestro = own.builder()
                .tools(tool)
                .policy(TestPolicy.open().obliging(new Obligation.SizeObligation(3)))
                .build()) {
            assertThat(own.settle(naestro.start(chain(1), "four")))
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(HostilePluginTest.kind(failed.cause()))
                                    .isEqualTo("TOO_LARGE"));
        }
        var third = new World(3);
        try (var naestro = third.builder()
                .tools(tool)
                .policy(TestPolicy.open()
                        .obliging(
                                new Obligation.RateObligation("k", Rate.perMinute(1)),
                                new Obligation.TimeObligation(Duration.ofSeconds(1))))
                .build()) {
            assertThat(third.settle(naestro.start(chain(3), "in"))).isInstanceOf(RunResult.Done.class);
            assertThat(Duration.between(VirtualTime.START, third.time.now())).isEqualTo(Duration.ofMinutes(2));
        }
    }

    @Test
    void an_obligation_that_the_engine_cannot_keep_denies() {
        for (var duty : new Obligation[] {
            new Obligation.SandboxObligation("vm"), new Obligation.RedactObligation(java.util.Set.of("names"))
        }) {
            var own = new World(1);
            try (var naestro = own.builder()
                    .tools(tool)
                    .policy(TestPolicy.open().obliging(duty))
                    .build()) {
                assertThat(stopped(own.settle(naestro.start(chain(1), "in")))).isEqualTo(StopCause.DENIED);
            }
        }
    }

    @Test
    void a_rate_of_the_host_delays_calls_and_costs_nothing() {
        try (var naestro =
                world.builder().tools(tool).limit("tool:t", Rate.perSecond(1)).build()) {
            var run = naestro.start(chain(3), "in");
            var result = world.settle(run);
            assertThat(result).isInstanceOf(RunResult.Done.class);
            assertThat(result.spent().money()).isEqualTo(Money.eur("0.30"));
            assertThat(World.events(run, RunEvent.StepDelayed.class)).hasSize(2);
            assertThat(world.time.now()).isEqualTo(VirtualTime.START.plusSeconds(2));
        }
    }

    @Test
    void a_goal_past_its_deadline_expires_and_a_plan_past_its_time_runs_out_of_budget() {
        var model = ScriptedModel.named("m")
                .answersAlways(request ->
                        ModelFailure.of(ModelFailure.Kind.OVERLOADED, "later").after(Duration.ofHours(1)));
        try (var naestro = world.builder().models(model).build()) {
            var goal = Goal.of("Greet").yielding(String.class).by(VirtualTime.START.plusSeconds(60));
            assertThat(stopped(world.settle(naestro.start(goal)))).isEqualTo(StopCause.EXPIRED);
        }
        var own = new World(1);
        var p = Plan.named("p", 1).input(String.class);
        var slow = ScriptedTool.named("s", String.class, String.class)
                .repeat(Repeat.PURE)
                .answersAlways(in -> new ToolResult.Failed<>(
                        ToolFailure.of(ToolFailure.Kind.RATE_LIMITED, "wait").after(Duration.ofHours(1))));
        var step = p.tool("s", slow, p.input()).retry(3);
        try (var naestro = own.builder().tools(slow).build()) {
            var plan = step.yields(step).within(Budget.of(Duration.ofMinutes(5)));
            assertThat(stopped(own.settle(naestro.start(plan, "in")))).isEqualTo(StopCause.BUDGET);
            assertThat(own.time.now()).isEqualTo(VirtualTime.START.plusSeconds(300));
        }
    }

    @Test
    void a_call_that_does_not_come_back_is_cut_off_and_its_reservation_is_spent() {
        var world2 = new World(5);
        var late = ScriptedTool.named("l", String.class, String.class)
                .repeat(Repeat.PURE)
                .contract(contract -> contract.cost(Money.eur("0.10")))
                .answersAlways(in -> {
                    world2.time.advance(Duration.ofMinutes(1)); // while it works, its deadline passes
                    return ToolResult.of(in);
                });
        var p = Plan.named("p", 1).input(String.class);
        var step =
                p.tool("l", late, p.input()).timeout(Duration.ofSeconds(1)).budget(Budget.of(Duration.ofSeconds(30)));
        try (var naestro = world2.builder().tools(late).build()) {
            var result = world2.settle(naestro.start(step.yields(step), "in"));
            assertThat(result.spent().money()).isEqualTo(Money.eur("0.10"));
            assertThat(result).isInstanceOfAny(RunResult.Failed.class, RunResult.Done.class);
        }
    }

    @Test
    void retries_wait_as_their_schedule_says() {
        var flaky = ScriptedTool.named("f", String.class, String.class)
                .repeat(Repeat.IDEMPOTENT)
                .fails(ToolFailure.Kind.UNAVAILABLE)
                .fails(ToolFailure.of(ToolFailure.Kind.UNAVAILABLE, "wait").after(Duration.ofMinutes(1)))
                .returns("fine");
        var p = Plan.named("p", 1).input(String.class);
        var step = p.tool("f", flaky, p.input()).retry(Retry.times(2).waiting(Duration.ofSeconds(2)));
        try (var naestro = world.builder().tools(flaky).build()) {
            assertThat(world.settle(naestro.start(step.yields(step), "in")).orThrow())
                    .isEqualTo("fine");
            assertThat(world.time.now()).isEqualTo(VirtualTime.START.plusSeconds(62));
        }
    }

    @Test
    void what_must_not_be_repeated_fails_at_once() {
        var once = ScriptedTool.named("o", String.class, String.class)
                .repeat(Repeat.ONCE)
                .fails(ToolFailure.Kind.UNAVAILABLE)
                .returns("twice");
        var p = Plan.named("p", 1).input(String.class);
        var step = p.tool("o", once, p.input());
        try (var naestro = world.builder().tools(once).build()) {
            assertThat(world.settle(naestro.start(step.yields(step), "in"))).isInstanceOf(RunResult.Failed.class);
            assertThat(once.calls()).hasSize(1);
        }
    }

    @Test
    void the_router_sends_a_step_elsewhere_waits_repairs_or_stops() {
        var one = ScriptedModel.named("one").fails(ModelFailure.Kind.ENGINE_DOWN);
        var two = ScriptedModel.named("two")
                .fails(ModelFailure.Kind.OVERLOADED)
                .fails(ModelFailure.Kind.INVALID_ANSWER)
                .says("Hello");
        var p = Plan.named("p", 1).input(String.class);
        var step = p.model("m", String.class, io.naestro.model.Prompt.of("p", "Say it."), p.input())
                .retry(3);
        try (var naestro = world.builder().models(one, two).build()) {
            var run = naestro.start(step.yields(step), "in");
            assertThat(world.settle(run).orThrow()).isEqualTo("Hello");
            assertThat(World.events(run, RunEvent.StepRouted.class)).hasSize(2);
            assertThat(two.requests().getLast().toString()).contains("could not be used");
        }
        var own = new World(1);
        var refused = ScriptedModel.named("r").fails(ModelFailure.Kind.FILTERED).says("never");
        try (var naestro = own.builder().models(refused).build()) {
            assertThat(own.settle(naestro.start(Goal.of("Greet").yielding(String.class))))
                    .isInstanceOf(RunResult.Failed.class);
        }
    }

    @Test
    void what_a_timed_out_model_may_have_cost_counts_as_spent() {
        var model = ScriptedModel.named("m")
                .card(card -> card.price(Price.perMillionTokens(Money.eur("1.00"), Money.eur("1.00"))))
                .answersAlways(request -> ModelFailure.of(ModelFailure.Kind.TIMEOUT, "cut"));
        try (var naestro = world.builder().models(model).build()) {
            var result = world.settle(naestro.start(Goal.of("Greet").yielding(String.class)));
            assertThat(result.spent().tokens()).isGreaterThan(16_000);
            assertThat(result.spent().money()).isNotNull();
            assertThat(Usage.NONE.total()).isZero();
        }
    }
}

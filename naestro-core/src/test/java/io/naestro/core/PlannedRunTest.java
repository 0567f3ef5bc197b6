package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Binding;
import io.naestro.plan.Condition;
import io.naestro.plan.Condition.Op;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Goals that are planned by what tools declare, and run. */
class PlannedRunTest {
    record Order(String item) {}

    record Stock(int count) {}

    record Receipt(String text) {}

    private final World world = new World(3);

    private static <I, O> Tool<I, O> tool(ToolContract<I, O> contract, Function<I, O> work) {
        return new Tool<>() {
            @Override
            public ToolContract<I, O> contract() {
                return contract;
            }

            @Override
            public ToolResult<O> call(I input, ToolContext context) {
                return ToolResult.of(work.apply(input));
            }
        };
    }

    private static Tool<Order, Stock> check(int count) {
        return tool(
                ToolContract.named("stock.check", Order.class, Stock.class)
                        .repeat(Repeat.PURE)
                        .reveals("/stock", "/count")
                        .build(),
                order -> new Stock(count));
    }

    private static Tool<Order, Receipt> when(String name, Condition condition) {
        return tool(
                ToolContract.named(name, Order.class, Receipt.class)
                        .repeat(Repeat.IDEMPOTENT)
                        .requires(condition)
                        .build(),
                order -> new Receipt(name + " " + order.item()));
    }

    private static final Condition IN_STOCK = Condition.that("/stock", Op.GT, Json.of(0));

    private Run<Receipt> buy(int count) {
        var naestro = world.builder()
                .tools(check(count), when("shop.ship", IN_STOCK), when("shop.reserve", Condition.not(IN_STOCK)))
                .build();
        var run = naestro.start(Goal.of("Buy the book").given("item", "book").yielding(Receipt.class));
        world.scheduler.runUntilIdle();
        return run;
    }

    @Test
    void finds_out_what_is_not_known_and_takes_the_branch_that_fits() {
        assertThat(buy(1).poll().orThrow()).isEqualTo(new Receipt("shop.ship book"));
    }

    @Test
    void takes_the_other_branch_when_the_answer_is_no() {
        assertThat(buy(0).poll().orThrow()).isEqualTo(new Receipt("shop.reserve book"));
    }

    @Test
    void a_result_that_some_tool_yields_is_never_made_up_by_a_model() {
        var naestro = world.builder()
                .tools(ScriptedTool.named("pay", Order.class, Receipt.class).returnsAlways(new Receipt("paid")))
                .build();

        var run = naestro.start(Goal.of("Pay").yielding(Receipt.class));
        world.scheduler.runUntilIdle();

        assertThat(run.poll())
                .isInstanceOfSatisfying(
                        RunResult.Failed.class,
                        failed -> assertThat(((FailureCause.PlanCause) failed.cause()).problems())
                                .singleElement()
                                .satisfies(problem ->
                                        assertThat(problem.toString()).contains("nothing yields 'item' (string)")));
    }

    @Test
    void of_several_values_the_first_that_is_there_counts_or_the_last_where_none_is() {
        var one = new Binding.StepBinding("a", Pointer.ROOT);
        var other = new Binding.StepBinding("b", Pointer.ROOT);
        var either = new Binding.FirstBinding(List.of(one, other));

        assertThat(PlanInForce.choice(either, "b"::equals)).isEqualTo(other);
        assertThat(PlanInForce.choice(either, step -> true)).isEqualTo(one);
        assertThat(PlanInForce.steps(either, step -> false)).containsExactly("b");
    }
}

package io.naestro.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding;
import io.naestro.plan.Condition;
import io.naestro.plan.Condition.Op;
import io.naestro.plan.Guard;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import io.naestro.tool.ToolContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Steps of a skill's recipe as steps of the plan around it, and what they are taken to cost. */
class GuardsTest {
    private static final Binding INPUT = new Binding.StepBinding("outer", Pointer.of("/order"));
    private static final Binding READ = new Binding.InputBinding(Pointer.of("/url"));
    private static final Binding READ_OUTSIDE = new Binding.StepBinding("outer", Pointer.of("/order/url"));
    private static final Binding ITEM = new Binding.ItemBinding(Pointer.ROOT);
    private static final Map<String, String> IDS = Map.of("one", "skill-one", "two", "skill-two");
    private static final ToolContract<?, ?> GET = ToolContract.named(
                    "get", Shape.of(String.class), Shape.of(Page.class))
            .cost(Money.eur("0.02"))
            .build();

    record Page(String text) {}

    private static Step inline(Step step) {
        return Guards.inline(step, INPUT, IDS);
    }

    private static Step.ToolStep get(String id, Binding input) {
        return new Step.ToolStep(id, StepOptions.DEFAULT, GET.ref(), input, GET.output());
    }

    private static Step.ModelStep ask(String id, Binding shown) {
        return new Step.ModelStep(
                id,
                StepOptions.DEFAULT,
                Prompt.of("sum", "Sum up."),
                Map.of("page", shown),
                Shape.of(Page.class),
                ModelNeeds.ANY);
    }

    private static Step.AgentStep agent(String id, Binding shown) {
        return new Step.AgentStep(id, StepOptions.DEFAULT, "look", Map.of("page", shown), Shape.of(Page.class));
    }

    private static Step.ApprovalStep approval(String id, Binding shown) {
        return new Step.ApprovalStep(id, StepOptions.DEFAULT, "Go on?", Map.of("page", shown));
    }

    private static Step.MapStep each(String id, Binding over) {
        return new Step.MapStep(id, StepOptions.DEFAULT, over, get("body", ITEM), 4);
    }

    private static Plan<?, ?> plan(Step... steps) {
        return new Plan<>(
                "recipe",
                1,
                Shape.ANY,
                Shape.of(Page.class),
                List.of(steps),
                new Binding.StepBinding(steps[0].id(), Pointer.ROOT),
                Budget.UNLIMITED,
                List.of());
    }

    private static Step.SubPlanStep sub(String id, Binding input) {
        return new Step.SubPlanStep(id, StepOptions.DEFAULT, plan(get("in", READ)), input);
    }

    @Test
    void each_kind_of_step_reads_from_the_plan_around_it_under_its_new_id() {
        assertThat(inline(get("one", READ))).isEqualTo(get("skill-one", READ_OUTSIDE));
        assertThat(inline(ask("one", READ))).isEqualTo(ask("skill-one", READ_OUTSIDE));
        assertThat(inline(agent("one", READ))).isEqualTo(agent("skill-one", READ_OUTSIDE));
        assertThat(inline(approval("one", READ))).isEqualTo(approval("skill-one", READ_OUTSIDE));
        assertThat(inline(each("one", READ))).isEqualTo(each("skill-one", READ_OUTSIDE));
        assertThat(inline(sub("one", READ))).isEqualTo(sub("skill-one", READ_OUTSIDE));
    }

    @Test
    void bindings_put_together_from_others_are_rewritten_throughout() {
        var two = new Binding.StepBinding("two", Pointer.ROOT);
        var fixed = new Binding.LiteralBinding(Json.of(7));
        var all = new Binding.ListBinding(
                List.of(new Binding.FirstBinding(List.of(two, READ)), new Binding.ObjectBinding(Map.of("n", fixed))));

        assertThat(inline(get("one", all)))
                .isEqualTo(get(
                        "skill-one",
                        new Binding.ListBinding(List.of(
                                new Binding.FirstBinding(
                                        List.of(new Binding.StepBinding("skill-two", Pointer.ROOT), READ_OUTSIDE)),
                                new Binding.ObjectBinding(Map.of("n", fixed))))));
    }

    @Test
    void guards_put_together_hold_when_each_holds_of_its_own_value() {
        var big = Condition.that("/n", Op.GT, Json.of(3));
        var odd = Condition.that("/odd", Op.EQ, Json.of(true));
        var nested = Condition.all(big, Condition.any(odd, Condition.not(big)));

        var both = Guards.all(List.of(new Guard(READ, nested), new Guard(ITEM, odd)));

        assertThat(both)
                .isEqualTo(new Guard(
                        new Binding.ObjectBinding(Map.of("g0", READ, "g1", ITEM)),
                        Condition.all(
                                Condition.all(
                                        Condition.that("/g0/n", Op.GT, Json.of(3)),
                                        Condition.any(
                                                Condition.that("/g0/odd", Op.EQ, Json.of(true)),
                                                Condition.not(Condition.that("/g0/n", Op.GT, Json.of(3))))),
                                Condition.that("/g1/odd", Op.EQ, Json.of(true)))));
        assertThat(Guards.all(List.of())).isNull();
        assertThat(Guards.all(List.of(new Guard(READ, odd)))).isEqualTo(new Guard(READ, odd));
    }

    @Test
    void a_recipe_costs_what_its_steps_cost_with_lists_of_the_usual_size() {
        var unknown =
                new Step.ToolStep("other", StepOptions.DEFAULT, new ToolRef("none", 1), READ, Shape.of(Page.class));
        var recipe = plan(
                get("one", READ),
                ask("two", READ),
                agent("three", READ),
                approval("four", READ),
                each("five", READ),
                sub("six", READ),
                unknown);

        var catalog = Catalog.of(List.of(GET), List.of(new Catalog.Method("skill", recipe, 0.25)));

        var entry = catalog.entries().getLast();
        assertThat(entry.cost(catalog, 10))
                .isEqualTo(new Cost(Money.eur("0.22"), Duration.ofSeconds(20), 4_000, 0.25, 13));
        assertThat(entry.tools()).containsExactly("get@1", "get@1", "none@1");
    }

    @Test
    void calls_without_a_price_cost_nothing_however_many_there_are() {
        assertThat(Cost.NOTHING.times(3)).isEqualTo(Cost.NOTHING);
        assertThat(new Cost(null, Duration.ofSeconds(1), 5, 0.5, 1).times(2))
                .isEqualTo(new Cost(null, Duration.ofSeconds(2), 10, 0.75, 2));
    }
}

package io.naestro.core.plan;

import static io.naestro.core.plan.PlanGraphTest.plan;
import static io.naestro.core.plan.PlanGraphTest.step;
import static io.naestro.core.plan.TestWorld.WORLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.naestro.base.JsonText;
import io.naestro.core.plan.TestWorld.Get;
import io.naestro.core.plan.TestWorld.Join;
import io.naestro.core.plan.TestWorld.Person;
import io.naestro.core.plan.TestWorld.Write;
import io.naestro.core.plan.TestWorld.Written;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Price;
import io.naestro.model.Prompt;
import io.naestro.model.Residency;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Condition.Op;
import io.naestro.plan.Guard;
import io.naestro.plan.Plan;
import io.naestro.plan.Retry;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.policy.Verdict;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people are told of plans. The sample and its outputs are those of docs/plans.md, word for word. */
class PlanExplainTest {
    /** The sample of the documentation. */
    static Plan<Person, Written> sample() {
        var get = TestWorld.GET;
        var join = TestWorld.JOIN;
        var write = TestWorld.WRITE;
        var prompt = Prompt.of("letter", "Write a short letter to the person.");
        // begin
        var p = Plan.named("letter", 1).input(Person.class);
        var page = p.tool(
                "look-up", get, p.object(Get.class, Map.of("url", p.input().at("/name", String.class))));
        var tags = p.input().listAt("/tags", String.class);
        var words = p.tool("join", join, p.object(Join.class, Map.of("parts", tags)));
        var draft = p.model("draft", String.class, prompt, page, words)
                .check(Check.that(Condition.that("", Op.MAX_SIZE, Json.of(2000)), "at most 2,000 characters"))
                .retry(2);
        var ok = p.approval("release", draft).asking("Save this letter?");
        var file = p.object(Write.class, Map.of("path", p.value("letter.txt"), "text", draft));
        var saved = p.tool("save", write, file).after(ok);
        Plan<Person, Written> plan = saved.yields(saved).within(Budget.of(Money.eur("0.40"), Duration.ofMinutes(5)));
        // end
        return plan;
    }

    private static final Path DOCS = Path.of("..", "docs", "plans.md");

    @Test
    void the_documentation_shows_real_output() throws IOException {
        var docs = Files.readString(DOCS).replace("\r", "");
        var plan = sample();
        var wrong = new Plan<>(
                plan.name(),
                plan.version(),
                plan.input(),
                plan.output(),
                plan.steps(),
                new Binding.StepBinding("saved", Pointer.ROOT),
                Budget.of(Money.eur("0.009")),
                plan.checks());
        var next = new Plan<>(
                plan.name(),
                2,
                plan.input(),
                plan.output(),
                plan.steps().stream()
                        .map(step -> step.id().equals("draft")
                                ? step.with(step.options().withRetry(Retry.times(3)))
                                : step)
                        .toList(),
                plan.result(),
                plan.budget(),
                plan.checks());
        assertThat(docs)
                .contains(PlanText.identity(plan).toString())
                .contains(PlanExplain.explain(plan, DOCS_WORLD))
                .contains(PlanMermaid.draw(plan))
                .contains(PlanDiff.text(PlanDiff.diff(plan, next)))
                .contains(text(PlanValidator.validate(wrong, DOCS_WORLD)))
                .contains(JsonText.writePretty(
                        PlanText.toJson(plan).at(Pointer.of("/steps/2")).orElseThrow()));
        var spoiled = PlanText.write(plan).replace("\"retries\": 2", "\"retries\": \"two\"");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> PlanText.read(spoiled, "letter.json"))
                .satisfies(e -> assertThat(docs).contains("\n" + e.getMessage() + "\n"));
        assertThat(PlanValidator.validate(plan, DOCS_WORLD)).isEmpty();
    }

    @Test
    void the_documentation_shows_the_code_of_the_sample() throws IOException {
        var source = Files.readString(Path.of("src/test/java/io/naestro/core/plan/PlanExplainTest.java"));
        var from = source.indexOf("// begin\n") + "// begin\n".length();
        var code = source.substring(from, source.indexOf("        // end\n")).indent(-8);
        assertThat(Files.readString(DOCS)).contains(code);
    }

    private static String text(List<?> lines) {
        return String.join("\n", lines.stream().map(Object::toString).toList());
    }

    private static final TestWorld DOCS_WORLD = WORLD.with(step -> step.id().equals("save")
            ? new Constraints(Verdict.ASK, Set.of(Residency.values()), Set.of(), "it writes a file", "")
            : Constraints.NONE);

    @Test
    void everything_that_can_be_said_of_a_step_is_said() {
        var text = new Binding.InputBinding(Pointer.of("/tags/0"));
        var list = new Binding.ListBinding(List.of(text, new Binding.LiteralBinding(Json.of("b"))));
        var guard = new Guard(
                new Binding.StepBinding("look", Pointer.of("/title")),
                Condition.all(
                        Condition.any(Condition.exists("/x"), Condition.that("", Op.ABSENT, Json.NULL)),
                        Condition.not(Condition.that("/n", Op.GE, Json.of(3))),
                        Condition.all(),
                        Condition.any()));
        var options = new StepOptions(
                "clerk",
                "to know\nmore",
                "",
                List.of(Check.passes("tone"), Check.that(Condition.all(), "")),
                Retry.times(1),
                Duration.ofSeconds(30),
                new Budget(Money.eur("0.10"), Duration.ofMinutes(1), 10L, 2),
                guard,
                List.of());
        var look = new Step.ToolStep(
                "look", StepOptions.DEFAULT, new ToolRef("web\n.get", 1), list, Shape.of(TestWorld.Page.class));
        var agent = new Step.AgentStep("agent", options, "Tidy up.", Map.of("it", list), Shape.ANY);
        var map =
                new Step.MapStep("map", StepOptions.DEFAULT, list, step("body").with(StepOptions.DEFAULT), 4);
        var sub = new Step.SubPlanStep("sub", StepOptions.DEFAULT, plan(step("inner")), text);
        var ask = new Step.ApprovalStep(
                "ask", StepOptions.DEFAULT, "Go on?", Map.of("item", new Binding.ItemBinding(Pointer.ROOT)));
        var all = plan(look, agent, map, sub, ask).checking(Check.passes("tone"));
        assertThat(PlanExplain.explain(all))
                .isEqualTo("""
                        Plan p, version 1 (%s): 5 steps in 2 rounds.
                        A run has no limit of its own.

                        Round 1, side by side:
                          look calls the tool web .get@1
                            reads a list of ["/tags/0" in the plan's input, the constant "b"]
                            starts at once: it waits for no step
                          map for each element of a list, 4 at the same time: asks a model, with the prompt "p"
                            goes through a list of ["/tags/0" in the plan's input, the constant "b"]
                            is shown nothing
                            starts at once: it waits for no step
                          sub runs the plan p@1
                            reads "/tags/0" in the plan's input
                            starts at once: it waits for no step
                          ask asks a person: "Go on?"
                            shows "item" from the element
                            starts at once: it waits for no step

                        Round 2:
                          agent lets the agent "clerk" work on "Tidy up."
                            in order to: "to know\\u000amore"
                            is given "it" from a list of ["/tags/0" in the plan's input, the constant "b"]
                            starts after [look]
                            runs only when, in "/title" in the result of 'look', (("/x" is there) or (it is not there)) and \
                        (not ("/n" GE 3)) and (always) and (never)
                            is tried at most 2 times
                            takes at most 30s each time
                            its result must pass 2 checks
                            may use at most 0.10 EUR, 1m, 10 tokens, 2 calls

                        The result is the result of 'ask', after 1 check.
                        People are asked at [ask].
                        """.formatted(PlanText.identity(all).brief()));
    }

    @Test
    void nobody_is_asked_in_a_plan_that_asks_nobody() {
        assertThat(PlanExplain.explain(plan(step("a")), WORLD)).contains("No person is asked.\n");
        assertThat(PlanExplain.explain(plan(step("a")), WORLD.with(step -> Constraints.denied("no", "yes"))))
                .contains("    the policy denies it: no\n");
    }

    private static String cost(Plan<?, ?> plan, PlanWorld world) {
        return PlanCost.of(plan, world).toString();
    }

    private static Step.ModelStep model(int retries, long output) {
        return new Step.ModelStep(
                "m",
                StepOptions.DEFAULT.withRetry(Retry.times(retries)),
                Prompt.of("x", "y"),
                Map.of(),
                Shape.of(String.class),
                new ModelNeeds(Set.of(), 0, output, List.of()));
    }

    private static ModelCard card(String id, Price price) {
        return ModelCard.named(id)
                .contextTokens(1_000_000)
                .maxOutputTokens(1_000)
                .price(price)
                .build();
    }

    private static final ModelCard CHEAP = card("cheap", Price.perMillionTokens(Money.eur("1"), Money.eur("1000")));
    private static final ModelCard DEAR = card("dear", Price.perMillionTokens(Money.eur("2"), Money.eur("1000")));
    private static final ModelCard RENTED = card("rented", new Price.SecondPrice(Money.eur("0.10")));

    @Test
    void the_dearest_model_that_will_do_counts_with_all_attempts() {
        assertThat(cost(plan(model(0, 0)), WORLD.with(CHEAP, DEAR))).isEqualTo("3.00 EUR");
        assertThat(cost(plan(model(0, 0)), WORLD.with(DEAR, CHEAP))).isEqualTo("3.00 EUR");
        assertThat(cost(plan(model(2, 0)), WORLD.with(CHEAP))).isEqualTo("6.00 EUR");
        assertThat(cost(plan(model(0, 500)), WORLD.with(CHEAP))).isEqualTo("1.50 EUR");
        assertThat(cost(plan(model(0, 5000)), WORLD.with(CHEAP))).isEqualTo("2.00 EUR");
        assertThat(cost(plan(model(0, 0)), WORLD.with(RENTED))).isEqualTo("12.00 EUR");
        var quick = model(0, 0).with(StepOptions.DEFAULT.withTimeout(Duration.ofSeconds(5)));
        assertThat(cost(plan(quick), WORLD.with(RENTED))).isEqualTo("0.50 EUR");
        assertThat(cost(plan(model(0, 0)), WORLD.with(TestWorld.SMALL, CHEAP))).isEqualTo("2.00 EUR");
        assertThat(cost(plan(model(0, 0)), WORLD.with(TestWorld.SMALL))).isEqualTo("nothing");
    }

    @Test
    void what_nobody_knows_is_said_to_be_unknown_unless_a_budget_limits_it() {
        var unknown = card("unknown", Price.UNKNOWN);
        var dollars = card("dollars", new Price.SecondPrice(Money.usd("1")));
        var endless = card("endless", new Price.SecondPrice(Money.eur("9000000000")));
        for (var world : List.of(
                WORLD.with(unknown),
                WORLD.with(CHEAP, unknown),
                WORLD.with(unknown, CHEAP),
                WORLD.with(CHEAP, dollars),
                WORLD.with(endless),
                new TestWorld(List.of(), List.of(), step -> Constraints.NONE))) {
            assertThat(cost(plan(model(0, 0)), world)).isEqualTo("an unknown amount");
            assertThat(cost(plan(model(0, 0)).within(Budget.of(Money.eur("7"))), world))
                    .isEqualTo("7.00 EUR");
        }
        var tool = new Step.ToolStep(
                "t", StepOptions.DEFAULT, new ToolRef("no.tool", 1), new Binding.InputBinding(Pointer.ROOT), Shape.ANY);
        assertThat(cost(plan(tool), WORLD)).isEqualTo("an unknown amount");
        var agent = new Step.AgentStep("a", StepOptions.DEFAULT, "Go.", Map.of(), Shape.ANY);
        assertThat(cost(plan(agent), WORLD)).isEqualTo("an unknown amount");
        var huge = model(1, 0)
                .with(StepOptions.DEFAULT.withTimeout(Duration.ofSeconds(1)).withRetry(Retry.times(5)));
        assertThat(cost(plan(huge), WORLD.with(card("huge", new Price.SecondPrice(Money.eur("9000000000"))))))
                .isEqualTo("an unknown amount");
    }

    @Test
    void the_costs_of_steps_add_up_within_the_budgets() {
        var get = new Step.ToolStep(
                "get",
                StepOptions.DEFAULT.withRetry(Retry.times(1)),
                new ToolRef("web.get", 2),
                new Binding.InputBinding(Pointer.ROOT),
                Shape.ANY);
        var write = new Step.ToolStep(
                "write",
                StepOptions.DEFAULT,
                new ToolRef("fs.write", 1),
                new Binding.InputBinding(Pointer.ROOT),
                Shape.ANY);
        var world = WORLD.with(CHEAP);
        assertThat(cost(plan(get, write, model(0, 0)), world)).isEqualTo("2.02 EUR");
        assertThat(cost(plan(write, get), world)).isEqualTo("0.02 EUR");
        assertThat(cost(plan(write), world)).isEqualTo("nothing");
        assertThat(cost(plan(write).within(Budget.of(Money.eur("1"))), world)).isEqualTo("nothing");
        assertThat(cost(plan(get, model(0, 0)).within(Budget.of(Money.eur("1"))), world))
                .isEqualTo("1.00 EUR");
        assertThat(cost(plan(get).within(Budget.of(Money.usd("1"))), world)).isEqualTo("1.00 USD");
        var limited = get.with(get.options().withBudget(Budget.of(Money.eur("0.015"))));
        assertThat(cost(plan(limited, write), world)).isEqualTo("0.015 EUR");
        var list = new Binding.LiteralBinding(Json.array());
        assertThat(cost(plan(new Step.MapStep("map", StepOptions.DEFAULT, list, write, 1)), world))
                .isEqualTo("nothing");
        assertThat(cost(plan(new Step.MapStep("map", StepOptions.DEFAULT, list, get, 1)), world))
                .isEqualTo("an unknown amount");
        var sub = new Step.SubPlanStep("sub", StepOptions.DEFAULT, plan(get), list);
        assertThat(cost(plan(sub, new Step.ApprovalStep("ask", StepOptions.DEFAULT, "?", Map.of())), world))
                .isEqualTo("0.02 EUR");
        var dollars = TestWorld.tool(ToolContract.named("fs.write", TestWorld.Write.class, TestWorld.Written.class)
                .repeat(Repeat.IDEMPOTENT)
                .cost(Money.usd("1"))
                .build());
        assertThat(cost(plan(get, write), WORLD.with(TestWorld.GET, dollars))).isEqualTo("an unknown amount");
    }
}

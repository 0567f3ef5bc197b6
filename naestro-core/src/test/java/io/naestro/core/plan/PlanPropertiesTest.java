package io.naestro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Guard;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.PlanProblem.Kind;
import io.naestro.plan.Retry;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every plan. */
class PlanPropertiesTest {
    @Provide
    Arbitrary<Plan<?, ?>> valid() {
        return RandomPlans.valid();
    }

    @Provide
    Arbitrary<Plan<?, ?>> any() {
        return RandomPlans.any();
    }

    @Property(tries = 150)
    void a_plan_survives_its_text(@ForAll("any") Plan<?, ?> plan) {
        var text = PlanText.write(plan);
        var back = PlanText.read(text, "plan.json");
        assertThat(PlanText.write(back)).isEqualTo(text);
        assertThat(PlanText.identity(back)).isEqualTo(PlanText.identity(plan));
        assertThat(PlanDiff.diff(plan, back)).isEmpty();
    }

    @Property(tries = 150)
    void a_valid_plan_has_no_problem_before_and_after_its_text(@ForAll("valid") Plan<?, ?> plan) {
        assertThat(PlanValidator.validate(plan, TestWorld.WORLD)).isEmpty();
        assertThat(PlanValidator.validate(PlanText.read(PlanText.write(plan), ""), TestWorld.WORLD))
                .isEmpty();
    }

    @Property(tries = 100)
    void what_this_engine_does_not_run_is_the_only_problem(@ForAll("any") Plan<?, ?> plan) {
        var expected = plan.steps().stream()
                .filter(step -> step instanceof Step.AgentStep || step instanceof Step.SubPlanStep)
                .map(Step::id)
                .collect(Collectors.toSet());
        var problems = PlanValidator.validate(plan, TestWorld.WORLD);
        assertThat(problems).allMatch(problem -> problem.kind() == Kind.UNSUPPORTED);
        assertThat(problems.stream().map(PlanProblem::step)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Property(tries = 100)
    void a_step_is_sorted_after_all_that_it_waits_for(@ForAll("any") Plan<?, ?> plan) {
        var graph = PlanGraph.of(plan);
        assertThat(graph.order())
                .containsExactlyInAnyOrderElementsOf(
                        plan.steps().stream().map(Step::id).toList());
        for (var id : graph.order()) {
            for (var before : graph.dependencies(id)) {
                assertThat(graph.order().indexOf(before))
                        .isLessThan(graph.order().indexOf(id));
                assertThat(graph.levelOf(before)).isLessThan(graph.levelOf(id));
                assertThat(graph.dependents(before)).contains(id);
            }
        }
    }

    @Property(tries = 100)
    void every_plan_can_be_explained_and_drawn(@ForAll("any") Plan<?, ?> plan) {
        var text = PlanExplain.explain(plan, TestWorld.WORLD);
        var back = PlanText.read(PlanText.write(plan), "");
        assertThat(PlanExplain.explain(back, TestWorld.WORLD)).isEqualTo(text);
        assertThat(PlanMermaid.draw(back)).isEqualTo(PlanMermaid.draw(plan));
        assertThat(plan.steps()).allMatch(step -> text.contains("\n  " + step.id() + " "));
        assertThat(PlanMermaid.draw(plan).lines())
                .hasSizeGreaterThanOrEqualTo(plan.steps().size() + 4)
                .allMatch(line -> line.matches("%% plan [a-z0-9@-]+|flowchart TD|  \\S.*"));
    }

    /** One way to spoil a step, and what the validator must say of it. */
    private record Spoil(Kind kind, String field, UnaryOperator<Step> how) {
        @Override
        public String toString() {
            return kind + " " + field;
        }
    }

    private static Spoil options(Kind kind, String field, UnaryOperator<StepOptions> how) {
        return new Spoil(kind, "options." + field, step -> step.with(how.apply(step.options())));
    }

    private static final List<Spoil> SPOILS = List.of(
            options(Kind.DANGLING, "after", options -> options.withAfter("nowhere")),
            options(Kind.DANGLING, "when.on", options -> options.withWhen(new Guard(at("nowhere", ""), all()))),
            options(Kind.DANGLING, "when.on", options -> options.withWhen(new Guard(at("last", "/texd"), all()))),
            options(
                    Kind.DANGLING,
                    "when.on",
                    options -> options.withWhen(new Guard(new Binding.ItemBinding(Pointer.ROOT), all()))),
            options(Kind.CYCLE, "", options -> options.withAfter("last")),
            options(
                    Kind.MISTYPED,
                    "checks",
                    options -> options.withCheck(
                            Check.that(Condition.not(Condition.that("", Condition.Op.MATCHES, Json.of("(?=x)"))), ""))),
            options(
                    Kind.MISTYPED,
                    "checks",
                    options -> options.withCheck(
                            new Check.SchemaCheck(Json.object().with("type", "text")))),
            options(Kind.UNKNOWN, "checks", options -> options.withCheck(Check.passes("tune"))),
            options(Kind.BUDGET, "budget.money", options -> options.withBudget(Budget.of(Money.eur("6")))),
            options(Kind.BUDGET, "budget.money", options -> options.withBudget(Budget.of(Money.usd("1")))),
            new Spoil(
                    Kind.UNKNOWN,
                    "tool",
                    step -> new Step.ToolStep(
                            step.id(), step.options(), new ToolRef("web.got", 2), at("", ""), Shape.ANY)),
            new Spoil(Kind.MISTYPED, "input", step -> tool(step, at("", ""))),
            new Spoil(Kind.MISTYPED, "input.url", step -> tool(step, url(at("", "/age")))),
            new Spoil(Kind.MISTYPED, "input.url", step -> tool(step, url(at("", "/nick")))),
            new Spoil(Kind.MISTYPED, "input.url", step -> tool(step, url(new Binding.LiteralBinding(Json.of(7))))),
            new Spoil(
                    Kind.SIZE,
                    "window",
                    step -> new Step.MapStep(
                            step.id(), step.options(), at("", "/tags"), tool(step, url(at("", "/name"))), 1001)));

    private static Step tool(Step step, Binding input) {
        var options = step.options().withRetry(Retry.NONE);
        return new Step.ToolStep(step.id(), options, new ToolRef("web.get", 2), input, Shape.of(TestWorld.Page.class));
    }

    private static Binding url(Binding value) {
        return new Binding.ObjectBinding(Map.of("url", value));
    }

    private static Binding at(String step, String place) {
        return step.isEmpty()
                ? new Binding.InputBinding(Pointer.of(place))
                : new Binding.StepBinding(step, Pointer.of(place));
    }

    private static Condition all() {
        return Condition.all();
    }

    @Provide
    Arbitrary<Spoil> spoils() {
        return Arbitraries.of(SPOILS);
    }

    @Property(tries = 300)
    void a_spoiled_step_is_named_with_the_field(
            @ForAll("valid") Plan<?, ?> plan, @ForAll("spoils") Spoil spoil, @ForAll int which) {
        var budgeted = plan.within(Budget.of(Money.eur("5.00")));
        var victim = Math.floorMod(which, plan.steps().size());
        var steps = new ArrayList<>(plan.steps());
        var id = steps.get(victim).id();
        steps.set(victim, spoil.how().apply(steps.get(victim)));
        var problems = PlanValidator.validate(with(budgeted, steps), TestWorld.WORLD);
        var named = problems.stream()
                .filter(problem -> problem.kind() == spoil.kind())
                .toList();
        if (spoil.kind() == Kind.CYCLE) {
            // the last step reads most others, but not all
            var closed = PlanGraph.lenient(with(budgeted, steps)).circles();
            assertThat(named).hasSize(closed.size());
            assertThat(closed).allMatch(circle -> circle.contains(id) && circle.contains("last"));
            return;
        }
        assertThat(named).as("%s", problems).anySatisfy(problem -> {
            assertThat(problem.step()).isEqualTo(id);
            assertThat(problem.field()).startsWith(spoil.field());
            assertThat(problem.message()).isNotBlank();
            assertThat(problem.remedy()).isNotBlank();
        });
    }

    @Property(tries = 100)
    void a_difference_names_what_was_changed(@ForAll("any") Plan<?, ?> plan, @ForAll int which) {
        var victim = plan.steps().get(Math.floorMod(which, plan.steps().size()));
        var changed = new ArrayList<>(plan.steps());
        changed.replaceAll(step -> step.id().equals(victim.id())
                ? step.with(
                        step.options().withPurpose("another " + step.options().purpose()))
                : step);
        assertThat(PlanDiff.diff(plan, with(plan, changed))).singleElement().satisfies(change -> {
            assertThat(change).isInstanceOf(PlanChange.StepChanged.class);
            assertThat(((PlanChange.StepChanged) change).step()).isEqualTo(victim.id());
            assertThat(((PlanChange.StepChanged) change).fields())
                    .singleElement()
                    .satisfies(field -> assertThat(field.field()).hasToString("/options/purpose"));
        });
        var removed = plan.steps().stream()
                .filter(step -> !step.id().equals(victim.id()))
                .toList();
        assertThat(PlanDiff.diff(plan, with(plan, removed))).containsExactly(new PlanChange.StepRemoved(victim));
        assertThat(PlanDiff.diff(with(plan, removed), plan)).containsExactly(new PlanChange.StepAdded(victim));
        var renewed = new Plan<>(
                plan.name(),
                plan.version() + 1,
                plan.input(),
                plan.output(),
                plan.steps(),
                plan.result(),
                plan.budget(),
                plan.checks());
        assertThat(PlanDiff.text(PlanDiff.diff(plan, renewed)))
                .isEqualTo("~ plan\n    /version: " + plan.version() + " -> " + renewed.version());
    }

    @Property(tries = 100)
    void plans_differ_exactly_when_their_identities_do(@ForAll("any") Plan<?, ?> one, @ForAll("any") Plan<?, ?> other) {
        assertThat(PlanDiff.diff(one, other).isEmpty())
                .isEqualTo(PlanText.identity(one).equals(PlanText.identity(other)));
        var reversed = with(one, one.steps().reversed());
        assertThat(PlanDiff.diff(one, reversed).isEmpty())
                .isEqualTo(PlanText.identity(one).equals(PlanText.identity(reversed)));
    }

    static Plan<?, ?> with(Plan<?, ?> plan, List<Step> steps) {
        return new Plan<>(
                plan.name(),
                plan.version(),
                plan.input(),
                plan.output(),
                steps,
                plan.result(),
                plan.budget(),
                plan.checks());
    }

    @Property(tries = 50)
    void the_dependencies_of_a_plan_are_what_it_names(@ForAll("any") Plan<?, ?> plan) {
        var graph = PlanGraph.of(plan);
        for (var step : plan.steps()) {
            var text = PlanText.toJson(with(plan, List.of(step))).get("steps").orElseThrow();
            var named = strings(text, "step");
            named.addAll(step.options().after());
            assertThat(graph.dependencies(step.id())).isEqualTo(named);
        }
    }

    /** All texts that stand under a name, wherever it is. */
    private static Set<String> strings(Json json, String name) {
        var found = new HashSet<String>();
        switch (json) {
            case Json.Obj object ->
                object.members().forEach((key, value) -> {
                    if (key.equals(name) && value instanceof Json.Str text) {
                        found.add(text.value());
                    }
                    found.addAll(strings(value, name));
                });
            case Json.Arr array -> array.items().forEach(item -> found.addAll(strings(item, name)));
            default -> {}
        }
        return found;
    }
}

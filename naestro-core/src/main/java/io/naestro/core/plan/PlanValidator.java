package io.naestro.core.plan;

import static io.naestro.plan.PlanProblem.Kind.CYCLE;
import static io.naestro.plan.PlanProblem.Kind.NAME;
import static io.naestro.plan.PlanProblem.Kind.SIZE;
import static io.naestro.plan.PlanProblem.Kind.UNREACHABLE;
import static io.naestro.plan.PlanProblem.Kind.UNSUPPORTED;

import io.naestro.json.InputException;
import io.naestro.json.Shape;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Step;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what speaks against running a plan, before anything runs. Whoever proposed the plan, a person or a model, it is
 * held to the same rules: names, circles, bindings that lead nowhere or do not fit, results that nobody wants, budgets
 * that do not add up, missing permissions, unknown tools, models and evaluators, sizes, and what this engine cannot
 * run.
 *
 * <p>Only what is sure to be wrong is reported; where schemas do not say enough, the run itself checks each value.
 * Takes time linear to the size of the plan.
 */
public final class PlanValidator {
    private static final int MOST_NAMED = 20;

    private final PlanWorld world;
    private final Rules rules;

    private PlanValidator(PlanWorld world) {
        this.world = world;
        this.rules = Rules.of(world);
    }

    /**
     * The problems of a plan, each with step, field and remedy; at most 1,000 of many. Steps of a sub-plan are named
     * {@code outer/inner}.
     *
     * @param plan the plan
     * @param world what the plan may speak of
     * @return the problems in the order of the plan; empty when the plan can run
     */
    public static List<PlanProblem> validate(Plan<?, ?> plan, PlanWorld world) {
        return check(plan, world, null).problems();
    }

    /**
     * What came of checking a plan.
     *
     * @param problems what speaks against running it; empty when it can run
     * @param form the form in which it is kept, or null when it cannot run
     */
    public record Checked(
            List<PlanProblem> problems, @Nullable PlanForm form) {}

    /**
     * The problems of a plan, as {@link #validate} gives them, or else the form in which it is kept: a run is journaled
     * under its identity, so that it has to be worked out anyway.
     *
     * @param plan the plan
     * @param world what the plan may speak of
     * @param known the form of the plan, if it was worked out before
     */
    public static Checked check(Plan<?, ?> plan, PlanWorld world, @Nullable PlanForm known) {
        var validator = new PlanValidator(world);
        var form = validator.whole(plan, known);
        return new Checked(validator.rules.findings().problems(), form);
    }

    /**
     * What does not keep a plan from running but should be looked at: tools that should no longer be used.
     *
     * @param plan the plan
     * @param world what the plan may speak of
     * @return one line each, in the order of the plan; empty when there is nothing
     */
    public static List<String> warnings(Plan<?, ?> plan, PlanWorld world) {
        var validator = new PlanValidator(world);
        var unused = validator.whole(plan, null);
        return validator.rules.world().warnings();
    }

    private @Nullable PlanForm whole(Plan<?, ?> plan, @Nullable PlanForm known) {
        var excess = PlanSize.excess(plan);
        if (excess.isPresent()) {
            rules.findings().add(Where.PLAN, SIZE, "steps", excess.get(), "split it into smaller plans");
            return null;
        }
        var graph = known == null ? PlanGraph.lenient(plan) : known.graph();
        plan(plan, graph, Where.PLAN);
        if (!rules.findings().isEmpty()) {
            return null;
        }
        return known == null ? form(plan, graph) : known;
    }

    /** A run is journaled under the identity of its plan, so there must be one. */
    private @Nullable PlanForm form(Plan<?, ?> plan, PlanGraph graph) {
        try {
            return new PlanForm(plan, graph);
        } catch (InputException e) {
            rules.findings()
                    .add(
                            Where.PLAN,
                            UNSUPPORTED,
                            "identity",
                            "the plan has no canonical form: " + e.getMessage(),
                            "write such numbers and texts as strings that say the same");
            return null;
        }
    }

    private void plan(Plan<?, ?> plan, PlanGraph graph, Where where) {
        names(plan, where);
        circles(graph, where);
        var results = new LinkedHashMap<String, SchemaView>();
        plan.steps().forEach(step -> results.putIfAbsent(step.id(), result(step)));
        var input = rules.shape(plan.input(), where, "input");
        for (var step : plan.steps()) {
            new StepRules(rules, plan, results, input, where.at(step), null).check(step);
            if (step instanceof Step.SubPlanStep sub) {
                plan(sub.plan(), PlanGraph.lenient(sub.plan()), where.at(step).inside());
            }
        }
        var output = rules.shape(plan.output(), where, "output");
        new BindingCheck(rules.findings(), rules.shapes(), results, input, null, where)
                .check(plan.result(), new BindingCheck.Reader("the plan's output", output), "result");
        rules.checks().checks(plan.checks(), where, "checks");
        rules.budgets().calls(plan, graph, where);
        rules.budgets().time(plan.budget().time(), where, "budget.time");
        unreached(plan, graph, where);
    }

    private void names(Plan<?, ?> plan, Where where) {
        var seen = new HashSet<String>();
        for (var step : plan.steps()) {
            if (!seen.add(step.id())) {
                rules.findings()
                        .add(
                                where.at(step),
                                NAME,
                                "id",
                                "two steps have the id '" + step.id() + "'",
                                "give one of them another id");
            }
        }
    }

    private void circles(PlanGraph graph, Where where) {
        for (var circle : graph.circles()) {
            var steps = circle.size() > MOST_NAMED
                    ? String.join(" -> ", circle.subList(0, MOST_NAMED)) + " -> ... (" + (circle.size() - 1) + " steps)"
                    : String.join(" -> ", circle);
            rules.findings()
                    .add(
                            new Where(where.path(), circle.getFirst(), ""),
                            CYCLE,
                            "reads",
                            "steps wait for each other: " + steps,
                            "let one of them read something else");
        }
    }

    /** The schema of what a step yields. */
    private SchemaView result(Step step) {
        return switch (step) {
            case Step.ToolStep tool -> rules.shapes().of(tool.output()).view();
            case Step.ModelStep model -> rules.shapes().of(model.output()).view();
            case Step.AgentStep agent -> rules.shapes().of(agent.output()).view();
            case Step.ApprovalStep approval -> rules.shapes().of(Shape.NOTHING).view();
            case Step.MapStep map -> rules.shapes().of(listOf(map.body())).view();
            case Step.SubPlanStep sub -> rules.shapes().of(sub.plan().output()).view();
        };
    }

    private static Shape<?> listOf(Step body) {
        return switch (body) {
            case Step.ToolStep tool -> new Shape.OfList<>(tool.output());
            case Step.ModelStep model -> new Shape.OfList<>(model.output());
            default -> Shape.ANY;
        };
    }

    /** Steps that only compute, and whose results lead neither to the plan's result nor to a step that acts or asks. */
    private void unreached(Plan<?, ?> plan, PlanGraph graph, Where where) {
        var wanted = new HashSet<String>(PlanGraph.named(plan.result()));
        plan.steps().stream().filter(this::acts).map(Step::id).forEach(wanted::add);
        var open = new ArrayDeque<>(wanted);
        while (!open.isEmpty()) {
            var id = open.remove();
            var before = graph.contains(id) ? graph.dependencies(id) : Set.<String>of();
            before.stream().filter(wanted::add).forEach(open::add);
        }
        for (var step : plan.steps()) {
            if (!wanted.contains(step.id())) {
                rules.findings()
                        .add(
                                where.at(step),
                                UNREACHABLE,
                                "output",
                                "nothing that matters reads its result, and it changes nothing",
                                "read its result, or take the step out");
            }
        }
    }

    private boolean acts(Step step) {
        return switch (step) {
            case Step.ToolStep tool ->
                world.tool(tool.tool()).map(contract -> contract.acts()).orElse(true);
            case Step.ModelStep model -> false;
            case Step.MapStep map -> acts(map.body());
            case Step.ApprovalStep approval -> true;
            case Step.AgentStep agent -> true;
            case Step.SubPlanStep sub -> true;
        };
    }
}

package io.naestro.core.plan;

import static io.naestro.plan.PlanProblem.Kind.DANGLING;
import static io.naestro.plan.PlanProblem.Kind.SIZE;
import static io.naestro.plan.PlanProblem.Kind.UNSUPPORTED;

import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Binding;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules for one step of one plan. */
final class StepRules {
    private static final int MOST_AT_ONCE = 1000;
    private static final SchemaView ARRAY = SchemaView.of(Json.object().with("type", "array"));

    private final Rules rules;
    private final Plan<?, ?> plan;
    private final Map<String, SchemaView> results;
    private final SchemaView input;
    private final Where where;
    private final @Nullable SchemaView item;

    /**
     * @param results what each step of the plan yields, by the step's id
     * @param input what the plan is given
     * @param item what the element of the map around the step is, or null outside a map
     */
    StepRules(
            Rules rules,
            Plan<?, ?> plan,
            Map<String, SchemaView> results,
            SchemaView input,
            Where where,
            @Nullable SchemaView item) {
        this.rules = rules;
        this.plan = plan;
        this.results = results;
        this.input = input;
        this.where = where;
        this.item = item;
    }

    void check(Step step) {
        options(step);
        var constraints = rules.world().permission(step, where);
        switch (step) {
            case Step.ToolStep tool -> tool(tool, constraints);
            case Step.ModelStep model -> {
                shape(model.output(), "output");
                rules.world().model(model, constraints, money(step), where);
                read(model.inputs(), "inputs");
            }
            case Step.AgentStep agent -> {
                shape(agent.output(), "output");
                read(agent.inputs(), "inputs");
                unsupported("kind", "agent steps are not run by this engine yet", "use model and tool steps");
            }
            case Step.ApprovalStep approval -> read(approval.shown(), "shown");
            case Step.MapStep map -> map(map);
            case Step.SubPlanStep sub -> subPlan(sub);
        }
    }

    private void options(Step step) {
        var options = step.options();
        rules.checks().checks(options.checks(), where, "options.checks");
        rules.budgets().within(options.budget(), plan.budget(), "the plan", where, "options.budget");
        rules.budgets().time(options.budget().time(), where, "options.budget.time");
        rules.budgets().time(options.timeout(), where, "options.timeout");
        var guard = options.when();
        if (guard != null) {
            bindings().check(guard.on(), BindingCheck.Reader.ANYTHING, "options.when.on");
            rules.checks().condition(guard.condition(), where, "options.when.condition");
        }
        for (var other : options.after()) {
            if (!results.containsKey(other)) {
                rules.findings()
                        .add(
                                where,
                                DANGLING,
                                "options.after",
                                "it waits for step '" + other + "', which does not exist",
                                Findings.suggest(other, "steps", results.keySet()));
            }
        }
    }

    private void tool(Step.ToolStep step, Constraints constraints) {
        shape(step.output(), "output");
        var contract = rules.world().tool(step, constraints, where).orElse(null);
        if (contract == null) {
            bindings().check(step.input(), BindingCheck.Reader.ANYTHING, "input");
            return;
        }
        rules.budgets().money(contract.cost(), money(step), "its budget", where, "tool");
        var wants = rules.shapes().of(contract.input()).view();
        bindings().check(step.input(), new BindingCheck.Reader("the tool " + step.tool(), wants), "input");
    }

    private void map(Step.MapStep map) {
        bindings().check(map.over(), new BindingCheck.Reader("the map", ARRAY), "over");
        if (map.window() > MOST_AT_ONCE) {
            rules.findings()
                    .add(
                            where,
                            SIZE,
                            "window",
                            "the window " + map.window() + " is larger than " + MOST_AT_ONCE,
                            "lower it to " + MOST_AT_ONCE + " or less");
        }
        if (!(map.body() instanceof Step.ToolStep) && !(map.body() instanceof Step.ModelStep)) {
            unsupported("body.kind", "the body of a map is a tool or model step only", "use a tool or model step");
            return;
        }
        var body = new StepRules(rules, plan, results, input, where.body(), element(map.over()));
        if (map.body().options().when() != null || !map.body().options().after().isEmpty()) {
            unsupported(
                    "body.options",
                    "the body of a map has no guard and waits for nothing by itself",
                    "put 'when' and 'after' on the map step");
        }
        body.check(map.body());
    }

    /** What the elements of a list are, as far as one schema says it. */
    private SchemaView element(Binding over) {
        var source = switch (over) {
            case Binding.InputBinding read -> SchemaPlace.find(input, read.at());
            case Binding.StepBinding read ->
                SchemaPlace.find(results.getOrDefault(read.step(), Shapes.ANYTHING), read.at());
            default -> new SchemaPlace.Unsaid();
        };
        if (!(source instanceof SchemaPlace.Found found) || found.views().size() != 1) {
            return Shapes.ANYTHING;
        }
        var arrays = SchemaForm.ofSource(found.views().getFirst()).stream()
                .filter(form -> form.types().contains("array"))
                .toList();
        return arrays.size() == 1 ? arrays.getFirst().items().orElse(Shapes.ANYTHING) : Shapes.ANYTHING;
    }

    private void subPlan(Step.SubPlanStep sub) {
        var wants = rules.shapes().of(sub.plan().input()).view();
        bindings().check(sub.input(), new BindingCheck.Reader(sub.plan().toString(), wants), "input");
        rules.budgets().within(sub.plan().budget(), sub.options().budget(), "the step", where, "plan.budget");
        rules.budgets().within(sub.plan().budget(), plan.budget(), "the plan", where, "plan.budget");
        unsupported("kind", "sub-plans are not run by this engine yet", "put its steps into this plan");
    }

    private void read(Map<String, Binding> named, String field) {
        named.forEach((name, binding) -> bindings().check(binding, BindingCheck.Reader.ANYTHING, field + "." + name));
    }

    private BindingCheck bindings() {
        return new BindingCheck(rules.findings(), rules.shapes(), results, input, item, where);
    }

    /** The money that the step may spend at most, as far as a budget says. */
    private @Nullable Money money(Step step) {
        var own = step.options().budget().money();
        return own == null ? plan.budget().money() : own;
    }

    private void shape(Shape<?> shape, String field) {
        rules.shape(shape, where, field);
    }

    private void unsupported(String field, String message, String remedy) {
        rules.findings().add(where, UNSUPPORTED, field, message, remedy);
    }
}

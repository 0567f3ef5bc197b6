package io.naestro.core.plan;

import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/**
 * Measures a plan that was put together in Java before anything recursive touches it. Whatever stays within these
 * limits can be written as text and read again.
 */
final class PlanSize {
    /** The most steps, those of sub-plans and bodies included. */
    static final int MOST_STEPS = 100_000;

    /** The deepest nesting of the plan's text. */
    static final int DEEPEST = 64;

    /** The most values in the plan's text, roughly counted. */
    static final int MOST_VALUES = 1_000_000;

    private record Part(Object value, int depth) {}

    private final Deque<Part> open = new ArrayDeque<>();
    private int steps;
    private int values;

    private PlanSize() {}

    /** What is too large, in words, or empty when the plan is within the limits. */
    static Optional<String> excess(Plan<?, ?> plan) {
        return new PlanSize().measure(plan);
    }

    /**
     * Refuses a plan that is too large.
     *
     * @throws IllegalArgumentException if it is
     */
    static void require(Plan<?, ?> plan) {
        excess(plan).ifPresent(excess -> {
            throw new IllegalArgumentException(excess + "; split it into smaller plans");
        });
    }

    private Optional<String> measure(Plan<?, ?> plan) {
        open.push(new Part(plan, 1));
        while (!open.isEmpty()) {
            var part = open.pop();
            values++;
            if (part.depth() > DEEPEST) {
                return Optional.of("the plan is nested deeper than " + DEEPEST + " levels");
            }
            if (values > MOST_VALUES) {
                return Optional.of("the plan has more than " + MOST_VALUES + " parts");
            }
            if (steps > MOST_STEPS) {
                return Optional.of("the plan has more than " + MOST_STEPS + " steps");
            }
            openUp(part.value(), part.depth() + 1);
        }
        return Optional.empty();
    }

    private void openUp(Object value, int below) {
        switch (value) {
            case Plan<?, ?> plan -> plan(plan, below);
            case Step step -> step(step, below);
            case Binding binding -> binding(binding, below);
            case Condition condition -> condition(condition, below);
            case Check check -> check(check, below);
            case Shape<?> shape -> shape(shape, below);
            case Json.Obj object -> push(object.members().values(), below);
            case Json.Arr array -> push(array.items(), below);
            default -> {
                // a scalar holds nothing
            }
        }
    }

    private void plan(Plan<?, ?> plan, int below) {
        push(plan.input(), below);
        push(plan.output(), below);
        push(plan.steps(), below + 1);
        push(plan.result(), below);
        push(plan.checks(), below + 1);
    }

    private void step(Step step, int below) {
        steps++;
        push(step.options().checks(), below + 2);
        var guard = step.options().when();
        if (guard != null) {
            push(guard.on(), below + 2);
            push(guard.condition(), below + 2);
        }
        switch (step) {
            case Step.ToolStep tool -> {
                push(tool.input(), below);
                push(tool.output(), below);
            }
            case Step.ModelStep model -> {
                push(model.inputs().values(), below + 1);
                push(model.output(), below);
            }
            case Step.AgentStep agent -> {
                push(agent.inputs().values(), below + 1);
                push(agent.output(), below);
            }
            case Step.ApprovalStep approval -> push(approval.shown().values(), below + 1);
            case Step.MapStep map -> {
                push(map.over(), below);
                push(map.body(), below);
            }
            case Step.SubPlanStep sub -> {
                push(sub.plan(), below);
                push(sub.input(), below);
            }
        }
    }

    private void binding(Binding binding, int below) {
        switch (binding) {
            case Binding.ObjectBinding object -> push(object.members().values(), below + 1);
            case Binding.FirstBinding first -> push(first.choices(), below + 1);
            case Binding.ListBinding list -> push(list.items(), below + 1);
            case Binding.LiteralBinding literal -> push(literal.value(), below);
            case Binding.InputBinding input -> push(input.at().segments(), below);
            case Binding.StepBinding step -> push(step.at().segments(), below);
            case Binding.ItemBinding item -> push(item.at().segments(), below);
        }
    }

    private void condition(Condition condition, int below) {
        switch (condition) {
            case Condition.CompareCondition compare -> push(compare.value(), below);
            case Condition.AllCondition all -> push(all.parts(), below + 1);
            case Condition.AnyCondition any -> push(any.parts(), below + 1);
            case Condition.NotCondition not -> push(not.part(), below);
        }
    }

    private void check(Check check, int below) {
        switch (check) {
            case Check.ConditionCheck condition -> push(condition.condition(), below);
            case Check.SchemaCheck schema -> push(schema.schema(), below);
            case Check.EvaluatorCheck evaluator -> {
                // a name holds nothing
            }
        }
    }

    private void shape(Shape<?> shape, int below) {
        switch (shape) {
            case Shape.OfList<?> list -> push(list.element(), below);
            case Shape.OfSchema schema -> push(schema.schema(), below - 1);
            case Shape.OfClass<?> type -> {
                // the schema of a class is bounded by the class
            }
        }
    }

    private void push(Object part, int depth) {
        open.push(new Part(part, depth));
    }

    private void push(Collection<?> parts, int depth) {
        parts.forEach(part -> open.push(new Part(part, depth)));
    }
}

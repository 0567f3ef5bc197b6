package io.naestro.core.plan;

import io.naestro.base.Quantities;
import io.naestro.goal.Budget;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Binding;
import io.naestro.plan.Condition;
import io.naestro.plan.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says parts of plans in words. Whatever an author wrote is quoted, on one line, and cut when it is long. */
final class Words {
    private Words() {}

    /** What a step does, in a few words. */
    static String does(Step step) {
        return switch (step) {
            case Step.ToolStep tool -> "calls the tool " + plain(tool.tool().toString());
            case Step.ModelStep model ->
                "asks a model, with the prompt " + quote(model.prompt().id());
            case Step.AgentStep agent ->
                "lets the agent " + quote(agent.options().role()) + " work on " + quote(agent.task());
            case Step.ApprovalStep approval -> "asks a person: " + quote(approval.question());
            case Step.MapStep map ->
                "for each element of a list, " + map.window() + " at the same time: " + does(map.body());
            case Step.SubPlanStep sub ->
                "runs the plan " + sub.plan().name() + "@" + sub.plan().version();
        };
    }

    /** What named bindings read, by name: the order in which an author wrote them means nothing. */
    static String reads(Map<String, Binding> named) {
        return named.isEmpty()
                ? "nothing"
                : new TreeMap<>(named)
                        .entrySet().stream()
                                .map(entry -> quote(entry.getKey()) + " from " + reads(entry.getValue()))
                                .collect(Collectors.joining(", "));
    }

    /** What a binding reads. */
    static String reads(Binding binding) {
        return switch (binding) {
            case Binding.InputBinding input -> at(input.at()) + "the plan's input";
            case Binding.StepBinding step -> at(step.at()) + "the result of '" + plain(step.step()) + "'";
            case Binding.ItemBinding item -> at(item.at()) + "the element";
            case Binding.LiteralBinding literal -> "the constant " + literal.value();
            case Binding.ObjectBinding object -> "an object with " + reads(object.members());
            case Binding.FirstBinding first -> "the first that is there of " + listed(first.choices());
            case Binding.ListBinding list -> "a list of " + listed(list.items());
        };
    }

    private static String listed(Collection<Binding> items) {
        return items.stream().map(Words::reads).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String at(Pointer place) {
        return place.isRoot() ? "" : quote(place.toString()) + " in ";
    }

    /** What a condition asks. */
    static String holds(Condition condition) {
        return switch (condition) {
            case Condition.AllCondition all -> joined(all.parts(), " and ", "always");
            case Condition.AnyCondition any -> joined(any.parts(), " or ", "never");
            case Condition.NotCondition not -> "not (" + holds(not.part()) + ")";
            case Condition.CompareCondition compare -> {
                var what = compare.path().isRoot() ? "it" : quote(compare.path().toString());
                yield switch (compare.op()) {
                    case EXISTS -> what + " is there";
                    case ABSENT -> what + " is not there";
                    default -> what + " " + compare.op() + " " + compare.value();
                };
            }
        };
    }

    private static String joined(List<Condition> parts, String word, String none) {
        return parts.isEmpty()
                ? none
                : parts.stream().map(part -> "(" + holds(part) + ")").collect(Collectors.joining(word));
    }

    /** The limits of a budget, or empty when it has none. */
    static String limits(Budget budget) {
        var limits = new ArrayList<String>();
        if (budget.money() != null) {
            limits.add(budget.money().toString());
        }
        if (budget.time() != null) {
            limits.add(Quantities.format(budget.time()));
        }
        if (budget.tokens() != null) {
            limits.add(budget.tokens() + " tokens");
        }
        if (budget.calls() != null) {
            limits.add(budget.calls() + " calls");
        }
        return String.join(", ", limits);
    }

    /** A text in quotes, on one line, cut when it is long. */
    static String quote(String text) {
        return Json.of(text).toString();
    }

    /** A name that should be plain, without what would break a line. */
    static String plain(String name) {
        return name.replaceAll("\\p{Cntrl}", " ");
    }
}

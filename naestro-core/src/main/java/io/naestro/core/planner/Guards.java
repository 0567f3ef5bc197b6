package io.naestro.core.planner;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Binding;
import io.naestro.plan.Condition;
import io.naestro.plan.Guard;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rewrites steps: guards put together, bindings that read something else. */
final class Guards {
    private Guards() {}

    /** A guard that holds when all of them do, or null for none. */
    static @Nullable Guard all(List<Guard> guards) {
        if (guards.size() <= 1) {
            return guards.isEmpty() ? null : guards.getFirst();
        }
        var values = new LinkedHashMap<String, Binding>();
        var conditions = IntStream.range(0, guards.size())
                .mapToObj(i -> {
                    values.put("g" + i, guards.get(i).on());
                    return below(guards.get(i).condition(), Pointer.ROOT.child("g" + i));
                })
                .toList();
        return new Guard(new Binding.ObjectBinding(values), new Condition.AllCondition(conditions));
    }

    private static Condition below(Condition condition, Pointer place) {
        return switch (condition) {
            case Condition.CompareCondition compare ->
                new Condition.CompareCondition(place.then(compare.path()), compare.op(), compare.value());
            case Condition.AllCondition all -> new Condition.AllCondition(each(all.parts(), place));
            case Condition.AnyCondition any -> new Condition.AnyCondition(each(any.parts(), place));
            case Condition.NotCondition not -> new Condition.NotCondition(below(not.part(), place));
        };
    }

    private static List<Condition> each(List<Condition> parts, Pointer place) {
        return parts.stream().map(part -> below(part, place)).toList();
    }

    /**
     * A step of a method as a step of the plan around it.
     *
     * @param input what the method is given
     * @param ids the new ids of the method's steps
     */
    static Step inline(Step step, Binding input, Map<String, String> ids) {
        var id = ids.getOrDefault(step.id(), step.id());
        var options = options(step.options(), input, ids);
        return switch (step) {
            case Step.ToolStep tool ->
                new Step.ToolStep(id, options, tool.tool(), binding(tool.input(), input, ids), tool.output());
            case Step.ModelStep model ->
                new Step.ModelStep(
                        id, options, model.prompt(), named(model.inputs(), input, ids), model.output(), model.needs());
            case Step.AgentStep agent ->
                new Step.AgentStep(id, options, agent.task(), named(agent.inputs(), input, ids), agent.output());
            case Step.ApprovalStep approval ->
                new Step.ApprovalStep(id, options, approval.question(), named(approval.shown(), input, ids));
            case Step.MapStep map ->
                new Step.MapStep(
                        id, options, binding(map.over(), input, ids), inline(map.body(), input, ids), map.window());
            case Step.SubPlanStep sub ->
                new Step.SubPlanStep(id, options, sub.plan(), binding(sub.input(), input, ids));
        };
    }

    private static StepOptions options(StepOptions options, Binding input, Map<String, String> ids) {
        var guard = options.when();
        var when = guard == null ? null : new Guard(binding(guard.on(), input, ids), guard.condition());
        var after = options.after().stream().map(id -> ids.getOrDefault(id, id)).toList();
        return with(options, when, after);
    }

    /** A copy with that guard and those steps to wait for. */
    static StepOptions with(StepOptions options, @Nullable Guard when, List<String> after) {
        return new StepOptions(
                options.role(),
                options.purpose(),
                options.taskType(),
                options.checks(),
                options.retry(),
                options.timeout(),
                options.budget(),
                when,
                after);
    }

    /** A binding of a method's step as one of the plan around it. */
    static Binding binding(Binding binding, Binding input, Map<String, String> ids) {
        return switch (binding) {
            case Binding.InputBinding from -> input.at(from.at());
            case Binding.StepBinding from ->
                new Binding.StepBinding(ids.getOrDefault(from.step(), from.step()), from.at());
            case Binding.ObjectBinding object -> new Binding.ObjectBinding(named(object.members(), input, ids));
            case Binding.ListBinding list -> new Binding.ListBinding(each(list.items(), input, ids));
            case Binding.FirstBinding first -> new Binding.FirstBinding(each(first.choices(), input, ids));
            case Binding.ItemBinding from -> from;
            case Binding.LiteralBinding literal -> literal;
        };
    }

    private static List<Binding> each(List<Binding> bindings, Binding input, Map<String, String> ids) {
        return bindings.stream().map(item -> binding(item, input, ids)).toList();
    }

    private static Map<String, Binding> named(Map<String, Binding> members, Binding input, Map<String, String> ids) {
        var all = new LinkedHashMap<String, Binding>();
        members.forEach((name, member) -> all.put(name, binding(member, input, ids)));
        return all;
    }

    /** Nothing, as an argument. */
    static final Binding NOTHING = new Binding.LiteralBinding(Json.NULL);
}

package io.naestro.core;

import io.naestro.core.plan.PlanForm;
import io.naestro.core.plan.PlanGraph;
import io.naestro.core.plan.PlanText;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Binding;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A plan that a run follows, with its steps by number. Immutable. */
final class PlanInForce {
    private final Digest digest;
    private final Plan<?, ?> plan;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[][] dependents;
    private final int[] dependencies;

    PlanInForce(Digest digest, Plan<?, ?> plan) {
        this(digest, plan, PlanGraph.of(plan));
    }

    PlanInForce(PlanForm form) {
        this(form.identity(), form.plan(), form.graph());
    }

    private PlanInForce(Digest digest, Plan<?, ?> plan, PlanGraph graph) {
        this.digest = digest;
        this.plan = plan;
        plan.steps().forEach(step -> numbers.put(step.id(), numbers.size()));
        dependents = new int[plan.steps().size()][];
        dependencies = new int[plan.steps().size()];
        for (var step : plan.steps()) {
            dependents[number(step.id())] =
                    graph.dependents(step.id()).stream().mapToInt(this::number).toArray();
            dependencies[number(step.id())] = graph.dependencies(step.id()).size();
        }
    }

    Digest digest() {
        return digest;
    }

    Plan<?, ?> plan() {
        return plan;
    }

    /** The text form of each step, by id: what was read back compares like what was not. */
    Map<String, Json> texts() {
        var texts = new LinkedHashMap<String, Json>();
        var steps = ((Json.Arr) PlanText.toJson(plan).get("steps").orElseThrow()).items();
        for (int i = 0; i < steps.size(); i++) {
            texts.put(plan.steps().get(i).id(), steps.get(i));
        }
        return texts;
    }

    boolean has(String id) {
        return numbers.containsKey(id);
    }

    List<Step> steps() {
        return plan.steps();
    }

    /** The step of the plan that a name belongs to. */
    Step step(StepName name) {
        return plan.steps().get(number(name.step()));
    }

    /** The step that does the work: the body, for an element of a map step. */
    Step work(StepName name) {
        return name.isElement() && step(name) instanceof Step.MapStep map ? map.body() : step(name);
    }

    /**
     * The options a step works under; an element has those of its map step, but for checks, unless its body has own.
     */
    StepOptions options(StepName name) {
        var whole = step(name).options();
        if (!name.isElement()) {
            return whole;
        }
        var own = work(name).options();
        return own.equals(StepOptions.DEFAULT) ? whole.withoutChecks() : own;
    }

    /** The number of a step; a name that the plan does not have is a journal that does not fit its plan. */
    int number(String id) {
        var number = numbers.get(id);
        if (number == null) {
            throw new IllegalStateException("the journal speaks of step '" + id + "', which its plan does not have");
        }
        return number;
    }

    /** The steps whose results a step or element reads, its guard's included. */
    List<String> reads(StepName name, Predicate<String> ended) {
        var all = new LinkedHashSet<String>();
        step(name).reads().forEach(binding -> all.addAll(steps(binding, ended)));
        return List.copyOf(all);
    }

    /** The first choice all of whose steps ended well, or the last where none is. */
    static Binding choice(Binding.FirstBinding first, Predicate<String> ended) {
        return first.choices().stream()
                .filter(choice -> steps(choice, ended).stream().allMatch(ended))
                .findFirst()
                .orElse(first.choices().getLast());
    }

    /** The steps whose results a binding reads; of several choices, of the one that is there. */
    static List<String> steps(Binding binding, Predicate<String> ended) {
        return switch (binding) {
            case Binding.StepBinding from -> List.of(from.step());
            case Binding.ObjectBinding object ->
                object.members().values().stream()
                        .flatMap(member -> steps(member, ended).stream())
                        .toList();
            case Binding.FirstBinding first -> steps(choice(first, ended), ended);
            case Binding.ListBinding list ->
                list.items().stream()
                        .flatMap(item -> steps(item, ended).stream())
                        .toList();
            case Binding.InputBinding from -> List.of();
            case Binding.ItemBinding from -> List.of();
            case Binding.LiteralBinding literal -> List.of();
        };
    }

    int[] dependents(int number) {
        return dependents[number];
    }

    /** All cells as they are when the plan is adopted. */
    Cells cells() {
        var cells = new Cell[dependencies.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = Cell.waitingFor(dependencies[i]);
        }
        return Cells.of(cells);
    }
}

package io.naestro.core.plan;

import io.naestro.plan.Binding;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which step of a plan waits for which: for those whose results it reads (its guard's and body's included) and for
 * those that it names in {@code after}. Immutable. Made in time linear to the plan; each question is answered at once.
 */
public final class PlanGraph {
    private final Map<String, Set<String>> dependencies;
    private final Map<String, List<String>> dependents;
    private final List<String> order;
    private final Map<String, Integer> levels;

    private PlanGraph(Map<String, Set<String>> dependencies) {
        this.dependencies = dependencies;
        this.dependents = dependentsOf(dependencies);
        this.levels = new HashMap<>();
        this.order = sort();
    }

    /**
     * The graph of a plan.
     *
     * @param plan a plan that {@link PlanValidator} has found to be valid
     * @throws IllegalArgumentException if two steps have one id, a step waits for one that does not exist, or steps
     *     wait for each other in a circle
     */
    public static PlanGraph of(Plan<?, ?> plan) {
        var graph = lenient(plan);
        if (graph.dependencies.size() < plan.steps().size()) {
            throw new IllegalArgumentException(plan + " has two steps with one id");
        }
        for (var step : plan.steps()) {
            for (var name : named(step)) {
                if (!graph.dependencies.containsKey(name)) {
                    throw new IllegalArgumentException(
                            "step '" + step.id() + "' waits for '" + name + "', which does not exist");
                }
            }
        }
        graph.circles().stream().findFirst().ifPresent(circle -> {
            throw new IllegalArgumentException("steps wait for each other: " + String.join(" -> ", circle));
        });
        return graph;
    }

    /** The graph of a plan that may be wrong: unknown steps are left out, of steps with one id the first counts. */
    static PlanGraph lenient(Plan<?, ?> plan) {
        var dependencies = new LinkedHashMap<String, Set<String>>();
        plan.steps().forEach(step -> dependencies.putIfAbsent(step.id(), named(step)));
        dependencies.replaceAll((id, names) -> {
            var known = new LinkedHashSet<>(names);
            known.retainAll(dependencies.keySet());
            return Collections.unmodifiableSet(known);
        });
        return new PlanGraph(Collections.unmodifiableMap(dependencies));
    }

    /** The ids of all steps that can run, each after those it waits for: by level, then as the plan lists them. */
    public List<String> order() {
        return order;
    }

    /** Whether the plan has a step with that id. */
    boolean contains(String step) {
        return dependencies.containsKey(step);
    }

    /**
     * The ids of the steps that a step waits for.
     *
     * @param step the step's id
     * @throws IllegalArgumentException if the plan has no such step
     */
    public Set<String> dependencies(String step) {
        return known(dependencies.get(step), step);
    }

    /**
     * The ids of the steps that wait for a step, in the order of the plan.
     *
     * @param step the step's id
     * @throws IllegalArgumentException if the plan has no such step
     */
    public List<String> dependents(String step) {
        return known(dependents.get(step), step);
    }

    /**
     * How many steps, at most, run one after the other before a step: 0 for a step that waits for none. Steps of one
     * level never wait for each other.
     *
     * @param step the step's id
     * @throws IllegalArgumentException if the plan has no such step
     */
    public int levelOf(String step) {
        return known(levels.get(step), step);
    }

    /** The ids of the steps by level, from the steps that wait for none. */
    public List<List<String>> levels() {
        var all = new ArrayList<List<String>>();
        for (var step : order) {
            if (levelOf(step) == all.size()) {
                all.add(new ArrayList<>());
            }
            all.getLast().add(step);
        }
        return all;
    }

    /** The circles among the steps that can never run, each closed by its first step; each step is in one at most. */
    List<List<String>> circles() {
        var circles = new ArrayList<List<String>>();
        var seen = new HashMap<String, String>();
        for (var start : dependencies.keySet()) {
            var path = new ArrayList<String>();
            var step = start;
            while (!levels.containsKey(step) && seen.putIfAbsent(step, start) == null) {
                path.add(step);
                step = stuckOn(step);
            }
            if (start.equals(seen.get(step))) {
                circles.add(circle(path, step));
            }
        }
        return circles;
    }

    private static List<String> circle(List<String> path, String closing) {
        var circle = new ArrayList<>(path.subList(path.indexOf(closing), path.size()));
        circle.add(closing);
        return circle;
    }

    /** A step that this one waits for and that can never run. */
    private String stuckOn(String step) {
        return dependencies(step).stream()
                .filter(other -> !levels.containsKey(other))
                .findFirst()
                .orElseThrow();
    }

    private List<String> sort() {
        var waiting = new HashMap<String, Integer>();
        var ready = new ArrayDeque<String>();
        dependencies.forEach((step, others) -> {
            waiting.put(step, others.size());
            if (others.isEmpty()) {
                levels.put(step, 0);
                ready.add(step);
            }
        });
        var sorted = new ArrayList<String>();
        while (!ready.isEmpty()) {
            var step = ready.remove();
            sorted.add(step);
            for (var next : dependents(step)) {
                if (waiting.merge(next, -1, Integer::sum) == 0) {
                    levels.put(next, levelOf(step) + 1);
                    ready.add(next);
                }
            }
        }
        return Collections.unmodifiableList(sorted);
    }

    private static Map<String, List<String>> dependentsOf(Map<String, Set<String>> dependencies) {
        var dependents = new HashMap<String, List<String>>();
        dependencies.keySet().forEach(step -> dependents.put(step, new ArrayList<>()));
        dependencies.forEach((step, others) ->
                others.forEach(other -> known(dependents.get(other), other).add(step)));
        dependents.replaceAll((step, others) -> Collections.unmodifiableList(others));
        return dependents;
    }

    /** The ids of all steps that a step names. */
    private static Set<String> named(Step step) {
        var names = new LinkedHashSet<String>();
        collect(step.reads(), names);
        names.addAll(step.options().after());
        return names;
    }

    /** The ids of all steps whose results a binding reads. */
    public static Set<String> named(Binding binding) {
        var names = new LinkedHashSet<String>();
        collect(List.of(binding), names);
        return names;
    }

    private static void collect(Collection<Binding> bindings, Set<String> names) {
        var open = new ArrayDeque<>(bindings);
        while (!open.isEmpty()) {
            switch (open.remove()) {
                case Binding.StepBinding step -> names.add(step.step());
                case Binding.ObjectBinding object ->
                    open.addAll(object.members().values());
                case Binding.FirstBinding first -> open.addAll(first.choices());
                case Binding.ListBinding list -> open.addAll(list.items());
                case Binding.InputBinding input -> {}
                case Binding.ItemBinding item -> {}
                case Binding.LiteralBinding literal -> {}
            }
        }
    }

    private static <T> T known(@Nullable T found, String step) {
        if (found == null) {
            throw new IllegalArgumentException("the plan has no step '" + step + "' that can run");
        }
        return found;
    }
}

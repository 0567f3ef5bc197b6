package io.naestro.core.plan;

import io.naestro.plan.Binding;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Draws a plan as a <a href="https://mermaid.js.org/syntax/flowchart.html">Mermaid flowchart</a>, from top to bottom.
 * Tools are boxes, models have round ends, approvals are diamonds, maps have double sides, agents are hexagons and
 * sub-plans are drums. A plain arrow is a value that is read, an arrow marked {@code when} decides whether the step
 * runs, and a dotted one is plain waiting.
 */
public final class PlanMermaid {
    private static final int LONGEST_LABEL = 80;

    /** The number of the node for the plan's input. */
    private static final int INPUT = -1;

    /** The numbers of the nodes by step id; ids themselves could be words of the language. */
    private final Map<String, Integer> nodes = new LinkedHashMap<>();

    private final StringBuilder out = new StringBuilder();

    private PlanMermaid() {}

    /**
     * The flowchart's text. Steps are drawn in the order in which they can run.
     *
     * @param plan a valid plan
     * @throws IllegalArgumentException as {@link PlanGraph#of}, or if it is nested too deeply or too large
     */
    public static String draw(Plan<?, ?> plan) {
        PlanSize.require(plan);
        var drawing = new PlanMermaid();
        drawing.plan(plan, PlanGraph.of(plan));
        return drawing.out.toString();
    }

    private void plan(Plan<?, ?> plan, PlanGraph graph) {
        graph.order().forEach(id -> nodes.put(id, nodes.size()));
        var steps = new LinkedHashMap<String, Step>();
        plan.steps().forEach(step -> steps.put(step.id(), step));
        line("%% plan " + plan.name() + "@" + plan.version());
        line("flowchart TD");
        line("  input[/\"input\"/]");
        nodes.forEach((id, node) -> line("  " + name(node) + shape(Objects.requireNonNull(steps.get(id)))));
        line("  result[/\"result\"/]");
        nodes.forEach((id, node) -> arrows(Objects.requireNonNull(steps.get(id)), name(node)));
        arrows(List.of(plan.result()), " --> result");
    }

    private void arrows(Step step, String node) {
        var guard = step.options().when();
        var reads = step.reads();
        if (guard != null) {
            reads.removeLast();
            arrows(List.of(guard.on()), " -->|when| " + node);
        }
        arrows(reads, " --> " + node);
        new LinkedHashSet<>(step.options().after()).forEach(other -> line("  " + name(node(other)) + " -.-> " + node));
    }

    private void arrows(List<Binding> bindings, String arrow) {
        var sources = new TreeSet<Integer>();
        bindings.forEach(binding -> collect(binding, sources));
        sources.forEach(source -> line("  " + name(source) + arrow));
    }

    private void collect(Binding binding, Set<Integer> sources) {
        switch (binding) {
            case Binding.InputBinding input -> sources.add(INPUT);
            case Binding.StepBinding step -> sources.add(node(step.step()));
            case Binding.ObjectBinding object -> object.members().values().forEach(member -> collect(member, sources));
            case Binding.FirstBinding first -> first.choices().forEach(choice -> collect(choice, sources));
            case Binding.ListBinding list -> list.items().forEach(item -> collect(item, sources));
            case Binding.ItemBinding item -> {
                // comes from the list that the map reads
            }
            case Binding.LiteralBinding literal -> {
                // comes from nowhere
            }
        }
    }

    private Integer node(String id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    private static String name(int node) {
        return node == INPUT ? "input" : "s" + node;
    }

    private static String shape(Step step) {
        return switch (step) {
            case Step.ToolStep tool -> "[" + label(step, tool.tool().toString()) + "]";
            case Step.ModelStep model ->
                "([" + label(step, "model: " + model.prompt().id()) + "])";
            case Step.AgentStep agent ->
                "{{" + label(step, "agent: " + agent.options().role()) + "}}";
            case Step.ApprovalStep approval -> "{" + label(step, approval.question()) + "}";
            case Step.MapStep map -> "[[" + label(step, "for each: " + Words.does(map.body())) + "]]";
            case Step.SubPlanStep sub ->
                "[("
                        + label(
                                step,
                                "plan " + sub.plan().name() + "@" + sub.plan().version()) + ")]";
        };
    }

    private static String label(Step step, String text) {
        var cut = text.length() > LONGEST_LABEL ? text.substring(0, LONGEST_LABEL) + "…" : text;
        return "\"" + step.id() + "<br/>" + escape(cut) + "\"";
    }

    /** Everything but letters, digits and a few harmless signs becomes a character code, as Mermaid writes them. */
    private static String escape(String text) {
        var escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || " .,:-_@/?!'".indexOf(c) >= 0) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append(Character.isISOControl(c) ? " " : "#" + c + ";");
            }
        });
        return escaped.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}

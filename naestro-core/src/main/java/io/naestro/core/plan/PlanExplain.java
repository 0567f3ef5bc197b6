package io.naestro.core.plan;

import io.naestro.base.Quantities;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.policy.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells people what a plan will do: the steps in the order in which they can run and which of them run side by side,
 * what each reads and why it comes where it does, where people are asked, what it may cost at most and what the policy
 * says.
 */
public final class PlanExplain {
    private final Plan<?, ?> plan;
    private final PlanGraph graph;
    private final @Nullable PlanWorld world;
    private final Map<String, Step> steps = new HashMap<>();
    private final StringBuilder out = new StringBuilder();

    private PlanExplain(Plan<?, ?> plan, @Nullable PlanWorld world) {
        this.plan = plan;
        this.graph = PlanGraph.of(plan);
        this.world = world;
        plan.steps().forEach(step -> steps.put(step.id(), step));
    }

    /**
     * Explains a plan by itself, without prices and policy.
     *
     * @param plan a valid plan
     * @throws IllegalArgumentException as {@link PlanGraph#of} and {@link PlanText#identity}
     */
    public static String explain(Plan<?, ?> plan) {
        return new PlanExplain(plan, null).text();
    }

    /**
     * Explains a plan as it would run here.
     *
     * @param plan a valid plan
     * @param world the tools, models and policy
     * @throws IllegalArgumentException as {@link PlanGraph#of} and {@link PlanText#identity}
     */
    public static String explain(Plan<?, ?> plan, PlanWorld world) {
        return new PlanExplain(plan, world).text();
    }

    private String text() {
        var levels = graph.levels();
        line("Plan " + plan.name() + ", version " + plan.version() + " ("
                + PlanText.identity(plan).brief() + "): " + plan.steps().size() + " steps in " + levels.size()
                + " rounds.");
        var limits = Words.limits(plan.budget());
        line(limits.isEmpty() ? "A run has no limit of its own." : "A run may use at most " + limits + ".");
        for (int i = 0; i < levels.size(); i++) {
            line("");
            line("Round " + (i + 1) + (levels.get(i).size() > 1 ? ", side by side:" : ":"));
            levels.get(i).forEach(id -> step(Objects.requireNonNull(steps.get(id))));
        }
        line("");
        line("The result is " + Words.reads(plan.result())
                + checks(plan.checks().size(), ", after ") + ".");
        people();
        if (world != null) {
            line("All steps together cost at most " + PlanCost.of(plan, world) + ".");
        }
        return out.toString();
    }

    private void step(Step step) {
        line("  " + step.id() + " " + Words.does(step));
        if (!step.options().purpose().isEmpty()) {
            line("    in order to: " + Words.quote(step.options().purpose()));
        }
        reads(step);
        var before = new TreeSet<>(graph.dependencies(step.id()));
        line("    starts " + (before.isEmpty() ? "at once: it waits for no step" : "after " + Findings.list(before)));
        var guard = step.options().when();
        if (guard != null) {
            line("    runs only when, in " + Words.reads(guard.on()) + ", " + Words.holds(guard.condition()));
        }
        attempts(step);
        if (world != null) {
            line("    costs at most " + PlanCost.of(step, plan, world));
            policy(step, world);
        }
    }

    private void reads(Step step) {
        switch (step) {
            case Step.ToolStep tool -> line("    reads " + Words.reads(tool.input()));
            case Step.ModelStep model -> line("    is shown " + Words.reads(model.inputs()));
            case Step.AgentStep agent -> line("    is given " + Words.reads(agent.inputs()));
            case Step.ApprovalStep approval -> line("    shows " + Words.reads(approval.shown()));
            case Step.MapStep map -> {
                line("    goes through " + Words.reads(map.over()));
                reads(map.body());
            }
            case Step.SubPlanStep sub -> line("    reads " + Words.reads(sub.input()));
        }
    }

    private void attempts(Step step) {
        var options = step.options();
        var told = new ArrayList<String>();
        if (options.retry().retries() > 0) {
            told.add("is tried at most " + (options.retry().retries() + 1) + " times");
        }
        if (options.timeout() != null) {
            told.add("takes at most " + Quantities.format(options.timeout()) + " each time");
        }
        if (!options.checks().isEmpty()) {
            told.add("its result must pass" + checks(options.checks().size(), " "));
        }
        var limits = Words.limits(options.budget());
        if (!limits.isEmpty()) {
            told.add("may use at most " + limits);
        }
        told.forEach(words -> line("    " + words));
    }

    private static String checks(int count, String before) {
        return count == 0 ? "" : before + count + (count == 1 ? " check" : " checks");
    }

    private void policy(Step step, PlanWorld here) {
        var constraints = here.constraints(step);
        line("    the policy "
                + switch (constraints.verdict()) {
                    case ALLOW -> "allows it";
                    case ASK -> "asks a person first";
                    case DENY -> "denies it: " + Words.plain(constraints.reason());
                });
    }

    private void people() {
        var asked = new ArrayList<String>();
        for (var id : graph.order()) {
            var step = Objects.requireNonNull(steps.get(id));
            if (step instanceof Step.ApprovalStep || asks(step)) {
                asked.add(id);
            }
        }
        line(asked.isEmpty() ? "No person is asked." : "People are asked at " + Findings.list(asked) + ".");
    }

    private boolean asks(Step step) {
        return world != null && world.constraints(step).verdict() == Verdict.ASK;
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}

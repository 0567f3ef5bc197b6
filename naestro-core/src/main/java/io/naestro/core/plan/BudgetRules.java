package io.naestro.core.plan;

import static io.naestro.plan.PlanProblem.Kind.BUDGET;

import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether budgets add up: none is larger than the one it is part of, and all are in one currency. */
final class BudgetRules {
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private final Findings findings;

    BudgetRules(Findings findings) {
        this.findings = findings;
    }

    /** Compares the budget of a part with that of the whole. */
    void within(Budget part, Budget whole, String wholeName, Where where, String field) {
        if (part.equals(Budget.UNLIMITED)) {
            return;
        }
        money(part.money(), whole.money(), wholeName, where, field + ".money");
        exceeds(part.time(), whole.time(), wholeName, where, field + ".time");
        exceeds(part.tokens(), whole.tokens(), wholeName, where, field + ".tokens");
        exceeds(part.calls(), whole.calls(), wholeName, where, field + ".calls");
    }

    /** Refuses a time that is as good as none: later moments could not be told apart from it. */
    void time(@Nullable Duration time, Where where, String field) {
        if (time != null && time.compareTo(LONGEST) > 0) {
            findings.add(
                    where,
                    BUDGET,
                    field,
                    time + " is longer than 100 years, " + LONGEST,
                    "lower it, or leave it out for no limit");
        }
    }

    /** Compares what a call may cost with what may be spent. */
    void money(@Nullable Money part, @Nullable Money whole, String wholeName, Where where, String field) {
        if (part == null || whole == null) {
            return;
        }
        if (part.currency().equals(whole.currency())) {
            exceeds(part, whole, wholeName, where, field);
        } else {
            findings.add(
                    where,
                    BUDGET,
                    field,
                    part + " is in another currency than the " + whole + " of " + wholeName,
                    "use one currency throughout");
        }
    }

    private <T extends Comparable<T>> void exceeds(
            @Nullable T part, @Nullable T whole, String wholeName, Where where, String field) {
        if (part != null && whole != null && part.compareTo(whole) > 0) {
            findings.add(
                    where,
                    BUDGET,
                    field,
                    part + " is more than the " + whole + " of " + wholeName,
                    "lower it to " + whole + ", or raise the other");
        }
    }

    /** Compares the calls that the plan is sure to make with those that it may make. */
    void calls(Plan<?, ?> plan, PlanGraph graph, Where where) {
        var most = plan.budget().calls();
        var least = sureCalls(plan, graph);
        if (most != null && least > most) {
            findings.add(
                    where,
                    BUDGET,
                    "budget.calls",
                    "the plan makes at least " + least + " calls, and may make " + most,
                    "raise the limit to " + least + " or more, or take steps out");
        }
    }

    /** Guarded steps, and whatever waits for them, may be skipped; a map may have no elements. */
    private static long sureCalls(Plan<?, ?> plan, PlanGraph graph) {
        var byId = plan.steps().stream().collect(Collectors.toMap(Step::id, step -> step, (one, other) -> one));
        var sure = new HashSet<String>();
        for (var id : graph.order()) {
            var unguarded = Objects.requireNonNull(byId.get(id)).options().when() == null;
            if (unguarded && sure.containsAll(graph.dependencies(id))) {
                sure.add(id);
            }
        }
        return sure.stream()
                .map(byId::get)
                .filter(step -> step instanceof Step.ToolStep || step instanceof Step.ModelStep)
                .count();
    }
}

package io.naestro.core.plan;

import io.naestro.goal.Money;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.model.Usage;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What something may cost at most.
 *
 * @param most the most; null for nothing, when known
 * @param known whether anybody knows
 */
record PlanCost(@Nullable Money most, boolean known) {
    private static final PlanCost NOTHING = new PlanCost(null, true);
    private static final PlanCost UNKNOWN = new PlanCost(null, false);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    /** All steps together, within the plan's budget. */
    static PlanCost of(Plan<?, ?> plan, PlanWorld world) {
        return plan.steps().stream()
                .map(step -> of(step, plan, world))
                .reduce(NOTHING, PlanCost::plus)
                .within(plan.budget().money());
    }

    /** One step with all its attempts, within its budget and the plan's. */
    static PlanCost of(Step step, Plan<?, ?> plan, PlanWorld world) {
        return attempts(step, world)
                .within(step.options().budget().money())
                .within(plan.budget().money());
    }

    private static PlanCost attempts(Step step, PlanWorld world) {
        return call(step, world).times(1 + step.options().retry().retries());
    }

    private static PlanCost call(Step step, PlanWorld world) {
        return switch (step) {
            case Step.ToolStep tool ->
                world.tool(tool.tool())
                        .map(contract -> new PlanCost(contract.cost(), true))
                        .orElse(UNKNOWN);
            case Step.ModelStep model -> model(model, world);
            case Step.ApprovalStep approval -> NOTHING;
            case Step.MapStep map -> attempts(map.body(), world).equals(NOTHING) ? NOTHING : UNKNOWN;
            case Step.AgentStep agent -> UNKNOWN;
            case Step.SubPlanStep sub -> of(sub.plan(), world);
        };
    }

    /** The dearest of the models that will do, with a full context and as much output as it may give. */
    private static PlanCost model(Step.ModelStep step, PlanWorld world) {
        var constraints = world.constraints(step);
        return world.models().stream()
                .filter(card -> WorldRules.lack(card, step, constraints, null).isEmpty())
                .map(card -> model(card, step))
                .reduce(PlanCost::dearer)
                .orElse(UNKNOWN);
    }

    private static PlanCost model(ModelCard card, Step.ModelStep step) {
        var wanted = step.needs().maxOutputTokens();
        var output = wanted > 0 ? Math.min(wanted, card.maxOutputTokens()) : card.maxOutputTokens();
        var timeout = step.options().timeout();
        if (card.price() instanceof Price.UnknownPrice) {
            return UNKNOWN;
        }
        try {
            return card.price()
                    .of(Usage.of(card.contextTokens(), output), timeout == null ? DEFAULT_TIMEOUT : timeout)
                    .map(most -> new PlanCost(most, true))
                    .orElse(NOTHING);
        } catch (ArithmeticException e) {
            return UNKNOWN; // beyond what money can count
        }
    }

    private PlanCost times(int count) {
        try {
            return most == null ? this : new PlanCost(most.times(BigDecimal.valueOf(count)), true);
        } catch (ArithmeticException e) {
            return UNKNOWN;
        }
    }

    private PlanCost plus(PlanCost other) {
        return combine(other, Money::plus);
    }

    private PlanCost dearer(PlanCost other) {
        return combine(other, (one, two) -> one.compareTo(two) >= 0 ? one : two);
    }

    private PlanCost combine(PlanCost other, BinaryOperator<Money> how) {
        if (!known || !other.known) {
            return UNKNOWN;
        }
        if (most == null || other.most == null) {
            return most == null ? other : this;
        }
        try {
            return new PlanCost(how.apply(most, other.most), true);
        } catch (ArithmeticException | IllegalArgumentException e) {
            return UNKNOWN; // too much to count, or two currencies
        }
    }

    /** A limit makes what was unknown known. */
    private PlanCost within(@Nullable Money limit) {
        if (limit == null || equals(NOTHING)) {
            return this;
        }
        if (most == null) {
            return new PlanCost(limit, true);
        }
        return most.currency().equals(limit.currency()) && most.compareTo(limit) <= 0
                ? this
                : new PlanCost(limit, true);
    }

    @Override
    public String toString() {
        return known ? (most == null ? "nothing" : most.toString()) : "an unknown amount";
    }
}

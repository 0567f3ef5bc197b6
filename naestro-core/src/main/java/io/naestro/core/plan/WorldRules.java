package io.naestro.core.plan;

import static io.naestro.plan.PlanProblem.Kind.MISTYPED;
import static io.naestro.plan.PlanProblem.Kind.PERMISSION;
import static io.naestro.plan.PlanProblem.Kind.UNKNOWN;
import static io.naestro.plan.PlanProblem.Kind.UNSUPPORTED;

import io.naestro.goal.Money;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.plan.Step;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.policy.Verdict;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the tools and models that steps speak of exist and may be used. */
final class WorldRules {
    private final Findings findings;
    private final Shapes shapes;
    private final PlanWorld world;
    private final List<String> warnings = new ArrayList<>();

    WorldRules(Findings findings, Shapes shapes, PlanWorld world) {
        this.findings = findings;
        this.shapes = shapes;
        this.world = world;
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** What the policy says of a step. */
    Constraints permission(Step step, Where where) {
        var constraints = world.constraints(step);
        if (constraints.verdict() == Verdict.DENY) {
            findings.add(
                    where,
                    PERMISSION,
                    "policy",
                    "the policy denies the step: " + constraints.reason(),
                    constraints.remedy().isEmpty() ? "change the policy, or take the step out" : constraints.remedy());
        }
        return constraints;
    }

    /** The contract of a step's tool, when it is known; tells what speaks against the step. */
    Optional<ToolContract<?, ?>> tool(Step.ToolStep step, Constraints constraints, Where where) {
        var found = world.tool(step.tool());
        if (found.isEmpty()) {
            findings.add(where, UNKNOWN, "tool", "the tool " + step.tool() + " is not known", suggest(step.tool()));
        }
        found.ifPresent(contract -> {
            contract(step, contract, where);
            if (constraints.quarantined().contains(contract.name())) {
                findings.add(
                        where,
                        PERMISSION,
                        "tool",
                        "the tool " + contract.ref() + " is in quarantine: " + constraints.reason(),
                        "end the quarantine, or use another tool");
            }
        });
        return found;
    }

    private String suggest(ToolRef tool) {
        var known = world.tools().stream().map(ToolRef::toString).toList();
        return known.isEmpty() ? "register the tool" : Findings.suggest(tool.toString(), "tools", known);
    }

    private void contract(Step.ToolStep step, ToolContract<?, ?> contract, Where where) {
        if (contract.repeat() == Repeat.ONCE && step.options().retry().retries() > 0) {
            findings.add(
                    where,
                    UNSUPPORTED,
                    "options.retry",
                    "the tool " + contract.ref() + " acts each time it is called and must not be retried blindly",
                    "take the retries out, or use a tool that recognizes repeated calls");
        }
        var promised = shapes.of(contract.output()).view();
        var declared = shapes.of(step.output()).view();
        SchemaFit.mismatch(promised, declared)
                .ifPresent(mismatch -> findings.add(
                        where,
                        MISTYPED,
                        "output",
                        "the tool " + contract.ref() + " does not yield this shape: " + mismatch,
                        "use the output schema of the tool's contract"));
        var deprecation = contract.deprecation();
        if (deprecation != null) {
            var instead = deprecation.replacement().isEmpty() ? "" : "; use " + deprecation.replacement();
            warnings.add("step '" + where.name() + "': the tool " + contract.ref() + " should no longer be used ("
                    + deprecation.reason() + ")" + instead);
        }
    }

    /** Tells when no model will do, and why each will not. */
    void model(Step.ModelStep step, Constraints constraints, @Nullable Money limit, Where where) {
        var unmet = new ArrayList<String>();
        for (var card : world.models()) {
            var lack = lack(card, step, constraints, limit);
            if (lack.isEmpty()) {
                return;
            }
            unmet.add("'" + card.id() + "' " + lack.get());
        }
        findings.add(
                where,
                UNKNOWN,
                "needs",
                unmet.isEmpty() ? "there is no model" : "no model will do: " + String.join("; ", unmet),
                unmet.isEmpty() ? "register a model" : "register a model that will do, or ask for less");
    }

    /** Why a model will not do for a step, or empty when it will. */
    static Optional<String> lack(ModelCard card, Step.ModelStep step, Constraints constraints, @Nullable Money limit) {
        var needs = step.needs();
        if (!needs.models().isEmpty() && !needs.models().contains(card.id())) {
            return Optional.of("is not one of " + Findings.list(needs.models()));
        }
        var missing = needs.capabilities().stream()
                .filter(capability -> !card.capabilities().contains(capability))
                .map(Enum::name)
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            return Optional.of("lacks " + String.join(", ", missing));
        }
        if (card.contextTokens() < needs.contextTokens()) {
            return Optional.of("has a context of " + card.contextTokens() + " tokens, not " + needs.contextTokens());
        }
        if (constraints.verdict() != Verdict.DENY && !constraints.residencies().contains(card.residency())) {
            return Optional.of("has the residency " + card.residency() + ", which the policy excludes");
        }
        if (constraints.quarantined().contains(card.id())) {
            return Optional.of("is in quarantine");
        }
        return limit != null && card.price() instanceof Price.UnknownPrice
                ? Optional.of("has no known price, and there is a budget of " + limit)
                : Optional.empty();
    }
}

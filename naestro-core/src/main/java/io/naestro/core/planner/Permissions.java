package io.naestro.core.planner;

import io.naestro.json.Json;
import io.naestro.plan.Binding;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.policy.Constraints;
import io.naestro.policy.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Says which tools and methods must not be used, and why. */
final class Permissions {
    private final Attempt.Setting setting;

    Permissions(Attempt.Setting setting) {
        this.setting = setting;
    }

    /** Why a tool or method must not be used, or empty when it may. */
    Optional<String> reason(Catalog.Entry entry) {
        var excluded = entry.tools().stream()
                .map(setting.excluded()::get)
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> Optional.ofNullable(setting.excluded().get(entry.name())));
        return excluded.isPresent() ? excluded : currency(entry).or(() -> denied(entry));
    }

    private Optional<String> currency(Catalog.Entry entry) {
        var budget = setting.goal().budget().money();
        var price = entry.contract() == null ? null : entry.contract().cost();
        return budget == null || price == null || price.currency().equals(budget.currency())
                ? Optional.empty()
                : Optional.of("it costs " + price + ", and the budget of " + budget + " is in another currency");
    }

    private Optional<String> denied(Catalog.Entry entry) {
        return stepsOf(entry).stream().flatMap(step -> denied(step).stream()).findFirst();
    }

    private List<Step> stepsOf(Catalog.Entry entry) {
        var contract = entry.contract();
        return contract == null
                ? Objects.requireNonNull(entry.method()).steps()
                : List.of(new Step.ToolStep(
                        Emitter.slug(contract.name()),
                        StepOptions.DEFAULT,
                        contract.ref(),
                        new Binding.LiteralBinding(Json.NULL),
                        contract.output()));
    }

    private Optional<String> denied(Step step) {
        var constraints = constraints(step);
        if (constraints.verdict() == Verdict.DENY) {
            return Optional.of("the policy denies it: " + constraints.reason());
        }
        return step instanceof Step.ToolStep tool
                        && constraints.quarantined().contains(tool.tool().name())
                ? Optional.of("it is in quarantine: " + constraints.reason())
                : Optional.empty();
    }

    Constraints constraints(Step step) {
        var isAllowed = step instanceof Step.ToolStep tool
                && setting.allowed().contains(tool.tool().toString());
        return isAllowed ? Constraints.NONE : setting.context().constraints(step);
    }
}

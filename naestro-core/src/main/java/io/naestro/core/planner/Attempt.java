package io.naestro.core.planner;

import io.naestro.core.plan.PlanValidator;
import io.naestro.core.plan.PlanWorld;
import io.naestro.goal.Goal;
import io.naestro.model.ModelCard;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.tool.ToolContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One search for one goal under one set of circumstances: from the domain through the solution to a plan that passes
 * the validator. A step that the validator refuses takes its tool out, and the search begins again.
 */
final class Attempt {
    private static final int MOST_REFUSALS = 8;

    /**
     * The circumstances.
     *
     * @param goal what is wanted
     * @param context what there is to plan with
     * @param catalog what all tools and methods take and yield
     * @param rules what plans are held to
     * @param kept what is there already
     * @param keptSteps the steps that ended already, with whether they only computed
     * @param version the version of the plan
     * @param excluded tools that must not be used, with the reason
     * @param allowed tools that may be used whatever the policy says
     * @param lifted limits that do not count
     * @param horizon how long the plan may take, in milliseconds
     * @param effort how long to search
     */
    record Setting(
            Goal<?> goal,
            Planner.Context context,
            Catalog catalog,
            Rules rules,
            Domain.Kept kept,
            Map<Step, Boolean> keptSteps,
            int version,
            Map<String, String> excluded,
            Set<String> allowed,
            Set<String> lifted,
            long horizon,
            Effort effort) {

        Setting excluding(String tool, String reason) {
            var more = new TreeMap<>(excluded);
            more.put(tool, reason);
            return new Setting(
                    goal, context, catalog, rules, kept, keptSteps, version, more, allowed, lifted, horizon, effort);
        }

        Setting allowing(Set<String> tools) {
            var fewer = new TreeMap<>(excluded);
            fewer.keySet().removeAll(tools);
            var other = rules;
            for (var tool : tools) {
                other = other.allowing(tool);
            }
            return new Setting(
                    goal, context, catalog, other, kept, keptSteps, version, fewer, tools, lifted, horizon, effort);
        }

        Setting lifting(Set<String> limits) {
            return new Setting(
                    goal, context, catalog, rules, kept, keptSteps, version, excluded, allowed, limits, horizon,
                    effort);
        }

        /** The limits that count, by resource. */
        SortedMap<String, Long> limits() {
            var limits = new TreeMap<String, Long>();
            var budget = goal.budget();
            if (budget.money() != null) {
                limits.put(Domain.MONEY, budget.money().nanos());
            }
            if (budget.tokens() != null) {
                limits.put(Domain.TOKENS, budget.tokens());
            }
            if (budget.calls() != null) {
                limits.put(Domain.CALLS, (long) budget.calls());
            }
            rules.stock().forEach((resource, amount) -> limits.put(Domain.STOCK + resource, amount));
            limits.keySet().removeAll(lifted);
            return limits;
        }

        long time() {
            return lifted.contains(TIME) ? Long.MAX_VALUE : horizon;
        }
    }

    static final String TIME = "time";

    private Setting setting;
    private final IdentityHashMap<Catalog.Entry, Optional<String>> asked = new IdentityHashMap<>();
    private Domain domain;
    private @Nullable Result result;
    private Solution.Outcome outcome = Solution.Outcome.IMPOSSIBLE;
    private List<PlanProblem> refused = List.of();

    /**
     * A plan that passed the validator.
     *
     * @param plan the plan
     * @param tree what was solved
     * @param written its actions, in order
     */
    record Result(Plan<?, ?> plan, Contingency.Tree tree, List<Emitter.Written> written) {}

    Attempt(Setting setting) {
        this.setting = setting;
        domain = domain();
        var again = true;
        for (int i = 0; again && i < MOST_REFUSALS; i++) {
            var tree = solve();
            again = tree != null && refuses(tree);
            domain = again ? domain() : domain;
        }
    }

    private Domain domain() {
        return new Domain(setting.catalog(), setting.goal(), setting.rules(), this::gate, setting.kept());
    }

    private Contingency.@Nullable Tree solve() {
        var contingency = new Contingency(domain, setting.limits(), setting.time(), setting.effort());
        var tree = domain.isVoid() ? null : contingency.solve();
        outcome = contingency.last();
        return tree;
    }

    /** Writes the plan; whether it is refused and another can be looked for. */
    private boolean refuses(Contingency.Tree tree) {
        var emitter = new Emitter(domain, tree, setting.keptSteps());
        var name = domain.wanted() == null ? "plan" : domain.wanted().label();
        var plan = emitter.emit(setting.goal().result(), name, setting.version());
        refused = PlanValidator.validate(plan, new World());
        if (refused.isEmpty()) {
            result = new Result(plan, tree, emitter.written());
            return false;
        }
        var guilty = refused.stream()
                .flatMap(problem -> guilty(problem, emitter).stream())
                .findFirst();
        guilty.ifPresent(found -> {
            setting = setting.excluding(found.getKey(), found.getValue());
            asked.clear();
        });
        return guilty.isPresent();
    }

    private static Optional<Map.Entry<String, String>> guilty(PlanProblem problem, Emitter emitter) {
        return emitter.written().stream()
                .filter(written -> written.placed().all().stream().anyMatch(id -> id.equals(problem.step())))
                .findFirst()
                .map(written -> Map.entry(written.placed().action().entry().name(), problem.message()));
    }

    private Optional<String> gate(Catalog.Entry entry) {
        var known = asked.get(entry);
        if (known == null) {
            known = new Permissions(setting).reason(entry);
            asked.put(entry, known);
        }
        return known;
    }

    Constraints constraints(Step step) {
        return new Permissions(setting).constraints(step);
    }

    /** What the validator is told. */
    private final class World implements PlanWorld {
        private final Map<ToolRef, ToolContract<?, ?>> contracts = new HashMap<>();

        World() {
            for (var contract : setting.context().tools()) {
                contracts.put(contract.ref(), contract);
                contract.aliases().forEach(alias -> contracts.put(new ToolRef(alias, contract.version()), contract));
            }
        }

        @Override
        public Optional<ToolContract<?, ?>> tool(ToolRef tool) {
            return Optional.ofNullable(contracts.get(tool));
        }

        @Override
        public List<ToolRef> tools() {
            return setting.context().tools().stream().map(ToolContract::ref).toList();
        }

        @Override
        public Set<String> evaluators() {
            return Set.of();
        }

        @Override
        public List<ModelCard> models() {
            return setting.context().models();
        }

        @Override
        public Constraints constraints(Step step) {
            return Attempt.this.constraints(step);
        }
    }

    // ---- what came of it ----

    Setting setting() {
        return setting;
    }

    Domain domainInForce() {
        return domain;
    }

    @Nullable Result result() {
        return result;
    }

    Solution.Outcome outcome() {
        return outcome;
    }

    List<PlanProblem> refused() {
        return refused;
    }

    /** Every tool and method that was considered, with what was said of it. */
    Map<Catalog.Entry, Optional<String>> asked() {
        return asked;
    }

    /** What the dearest course of events costs, side by side where that can be. */
    Cost cost() {
        var found = Objects.requireNonNull(result);
        return found.tree().courses().stream()
                .map(this::cost)
                .max(Comparator.comparingLong(setting.rules().preference()::weigh))
                .orElse(Cost.NOTHING);
    }

    private Cost cost(Contingency.Course course) {
        var ends = new ArrayList<Duration>();
        var sum = Cost.NOTHING;
        var last = Duration.ZERO;
        for (var task : course.solution().steps()) {
            var action = domain.actions().get(task.operator());
            var own = action == null ? Cost.NOTHING : action.cost();
            var start = task.after().stream()
                    .map(ends::get)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            ends.add(start.plus(own.time()));
            last = last.compareTo(ends.getLast()) < 0 ? ends.getLast() : last;
            sum = sum.plus(own);
        }
        return sum.lasting(last);
    }
}

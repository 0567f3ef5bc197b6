package io.naestro.core.planner;

import io.naestro.base.JsonText;
import io.naestro.core.plan.PlanDiff;
import io.naestro.core.plan.PlanGraph;
import io.naestro.core.plan.PlanText;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.json.InputException;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.memory.Skill;
import io.naestro.plan.Binding;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.plan.ToolRef;
import io.naestro.run.TimeSource;
import io.naestro.tool.Planning;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Plans without a model: from what tools and skills declare they need and yield, it finds the cheapest allowed plan
 * that yields what the goal wants, and says why, or why there is none. Give tools precise shapes, costs and conditions
 * ({@link ToolContract}), and it does the rest:
 *
 * <pre>{@code
 * var planner = SymbolicPlanner.with(time).rules(Rules.NONE.forbid("mail.send"));
 * System.out.println(planner.propose(goal, context).explain());
 * }</pre>
 *
 * <p>Objects and lists are told apart by their Java types or schemas, scalars by their names too. A step that the
 * policy would deny is never proposed. Immutable and thread-safe; copies share what was learned of tools and goals.
 */
public final class SymbolicPlanner implements Planner {
    private static final int MOST_TEMPLATES = 256;

    private final TimeSource time;
    private final Rules rules;
    private final List<Skill> skills;
    private final Effort effort;
    private final int mostRevisions;
    private final AtomicReference<Indexed> indexed;
    private final Templates templates;

    private record Indexed(List<ToolContract<?, ?>> tools, List<Skill> skills, Catalog catalog) {}

    private SymbolicPlanner(
            TimeSource time,
            Rules rules,
            List<Skill> skills,
            Effort effort,
            int mostRevisions,
            AtomicReference<Indexed> indexed,
            Templates templates) {
        this.time = time;
        this.rules = rules;
        this.skills = List.copyOf(skills);
        this.effort = effort;
        this.mostRevisions = mostRevisions;
        this.indexed = indexed;
        this.templates = templates;
    }

    /**
     * A planner without rules and skills that revises a plan at most three times.
     *
     * @param time where time comes from, for deadlines
     */
    public static SymbolicPlanner with(TimeSource time) {
        return new SymbolicPlanner(
                time, Rules.NONE, List.of(), Effort.DEFAULT, 3, new AtomicReference<>(), new Templates(MOST_TEMPLATES));
    }

    /**
     * A copy with these rules.
     *
     * @param all what plans are held to besides the goal
     */
    public SymbolicPlanner rules(Rules all) {
        return new SymbolicPlanner(time, all, skills, effort, mostRevisions, indexed, templates);
    }

    /**
     * A copy that may use these skills: each as one step, which becomes the steps of its recipe. A recipe that cannot
     * be read is left out.
     *
     * @param all the skills
     */
    public SymbolicPlanner skills(List<Skill> all) {
        return new SymbolicPlanner(time, rules, all, effort, mostRevisions, new AtomicReference<>(), templates);
    }

    /**
     * A copy that searches that hard.
     *
     * @param most the most effort for each search; {@link Effort#DEFAULT} unless set
     */
    public SymbolicPlanner effort(Effort most) {
        return new SymbolicPlanner(time, rules, skills, most, mostRevisions, indexed, templates);
    }

    /**
     * A copy that revises a plan that often.
     *
     * @param most the most revisions; 3 unless set
     */
    public SymbolicPlanner revisions(int most) {
        return new SymbolicPlanner(time, rules, skills, effort, most, indexed, templates);
    }

    /** The rules. */
    public Rules rules() {
        return rules;
    }

    // ---- planning ----

    @Override
    public <T> Planned<T> plan(Goal<T> goal, Context context) {
        var setting = setting(goal, context);
        if (goal.deadline() != null) {
            return proposal(goal, new Attempt(setting), false).planned();
        }
        var key = Templates.key(setting);
        var known = templates.get(key);
        if (known != null && known.holds(setting)) {
            return new Found<>(
                    yielding(Objects.requireNonNull(known.attempt().result()).plan(), goal.result()));
        }
        var attempt = new Attempt(setting);
        if (attempt.result() != null) {
            templates.put(key, new Templates.Template(attempt));
        }
        return proposal(goal, attempt, false).planned();
    }

    /**
     * Plans, and explains: why each step is there, what a plan without it would cost, what was excluded and why; for no
     * plan the first requirement that cannot be met, and the nearest plans under which relaxation.
     *
     * @param goal what is wanted
     * @param context what there is to plan with
     * @param <T> the type of the wanted result
     */
    public <T> Proposal<T> propose(Goal<T> goal, Context context) {
        return proposal(goal, new Attempt(setting(goal, context)), true);
    }

    /**
     * Whether some tool or skill yields the wanted result, reachable and allowed or not. Texts, numbers and truth
     * values do not count: that a tool yields some text says nothing about a wanted one.
     *
     * @param goal what is wanted
     * @param context what there is to plan with
     */
    public boolean knows(Goal<?> goal, Context context) {
        var kind = Kind.of(goal.result());
        return (kind.isObject() || kind.element().isPresent())
                && !catalog(context.tools())
                        .producers(Domain.result(kind).key())
                        .isEmpty();
    }

    /** Something that might be otherwise. */
    public sealed interface Supposition {

        /**
         * Another budget.
         *
         * @param budget the budget
         */
        record OtherBudget(Budget budget) implements Supposition {}

        /**
         * A tool may be used, whatever policy and rules say.
         *
         * @param tool its name and version
         */
        record Allowed(String tool) implements Supposition {}

        /**
         * A tool must not be used.
         *
         * @param tool its name, or name and version
         */
        record Forbidden(String tool) implements Supposition {}
    }

    /**
     * What would change.
     *
     * @param before what is proposed as things are
     * @param after what would be proposed
     * @param <T> the type of the wanted result
     */
    public record Comparison<T>(Proposal<T> before, Proposal<T> after) {
        /** The difference for people. */
        public String text() {
            var one = before.plan();
            var other = after.plan();
            var costs = "cost: " + (one.isEmpty() ? "no plan" : before.cost()) + " -> "
                    + (other.isEmpty() ? "no plan" : after.cost());
            return one.isEmpty() || other.isEmpty()
                    ? costs
                    : costs + "\n" + PlanDiff.text(PlanDiff.diff(one.get(), other.get()));
        }
    }

    /**
     * What would change if something were otherwise.
     *
     * @param goal what is wanted
     * @param context what there is to plan with
     * @param otherwise what might be otherwise
     * @param <T> the type of the wanted result
     */
    public <T> Comparison<T> whatIf(Goal<T> goal, Context context, Supposition otherwise) {
        var other = switch (otherwise) {
            case Supposition.OtherBudget(var budget) -> setting(goal.within(budget), context);
            case Supposition.Allowed(var tool) -> setting(goal, context).allowing(Set.of(tool));
            case Supposition.Forbidden(var tool) -> rules(rules.forbid(tool)).setting(goal, context);
        };
        return new Comparison<>(propose(goal, context), proposal(goal, new Attempt(other), true));
    }

    private <T> Proposal<T> proposal(Goal<T> goal, Attempt attempt, boolean explained) {
        var reasons = new Reasons(attempt);
        var result = attempt.result();
        if (result == null) {
            return Proposal.none(reasons.problems(), attempt.outcome(), reasons.notes());
        }
        var tree = result.tree();
        return new Proposal<>(
                new Found<>(yielding(result.plan(), goal.result())),
                attempt.cost(),
                tree.cost(),
                tree.atLeast(),
                tree.isOptimal() ? Solution.Outcome.OPTIMAL : Solution.Outcome.FOUND,
                explained ? reasons.because(tree.cost()) : List.of(),
                reasons.notes());
    }

    private static <T> Plan<?, T> yielding(Plan<?, ?> plan, Shape<T> shape) {
        return new Plan<>(
                plan.name(),
                plan.version(),
                plan.input(),
                shape,
                plan.steps(),
                plan.result(),
                plan.budget(),
                plan.checks());
    }

    private Attempt.Setting setting(Goal<?> goal, Context context) {
        return new Attempt.Setting(
                goal,
                context,
                catalog(context.tools()),
                rules,
                Domain.Kept.NOTHING,
                Map.of(),
                1,
                Map.of(),
                Set.of(),
                Set.of(),
                horizon(goal),
                effort(context));
    }

    private long horizon(Goal<?> goal) {
        var budget = goal.budget().time();
        var left = budget == null ? Long.MAX_VALUE : budget.toMillis();
        return goal.deadline() == null ? left : Math.min(left, untilMillis(goal.deadline()));
    }

    private long untilMillis(Instant moment) {
        return Math.max(0, Duration.between(time.now(), moment).toMillis());
    }

    /** No search goes on after the planner's answer is of no use. */
    private Effort effort(Context context) {
        var left = Math.min(untilMillis(context.deadline()), Integer.MAX_VALUE) * 1_000_000L;
        return effort.nanos() <= left ? effort : effort.within(time, left);
    }

    // ---- tools and skills ----

    private Catalog catalog(List<ToolContract<?, ?>> tools) {
        var known = indexed.get();
        if (known == null || !known.tools().equals(tools)) {
            known = new Indexed(tools, skills, Catalog.of(tools, methods()));
            indexed.set(known);
        }
        return known.catalog();
    }

    private List<Catalog.Method> methods() {
        return skills.stream().flatMap(SymbolicPlanner::method).toList();
    }

    /** A skill that failed before is taken to fail again as often, with one failure and one success to begin with. */
    private static Stream<Catalog.Method> method(Skill skill) {
        try {
            var plan = PlanText.read(JsonText.write(skill.recipe().plan()), skill.name());
            var tries = skill.successes() + skill.failures();
            var chance = tries == 0 ? 0 : (skill.failures() + 1.0) / (tries + 2.0);
            return Stream.of(new Catalog.Method(skill.name(), plan, chance));
        } catch (InputException e) {
            return Stream.of();
        }
    }

    // ---- planning again ----

    /**
     * Proposes another plan after a step or check failed. What ended well is kept with its step; the tool that failed
     * is left out, and used again only when there is no other way and a second call does no harm. A tool that acted is
     * not called again.
     */
    @Override
    public <T> Planned<T> revise(Goal<T> goal, Revision revision, Context context) {
        if (revision.number() >= mostRevisions) {
            return new NoPlan<>(List.of(new PlanProblem(
                    PlanProblem.Kind.NO_PLAN,
                    revision.failedStep(),
                    "plan",
                    "the plan was revised " + revision.number() + " times, which is the most",
                    "look at why step '" + revision.failedStep() + "' failed: " + revision.message())));
        }
        var again = new Again(revision, setting(goal, context));
        var strict = new Attempt(again.setting(true));
        return proposal(goal, strict.result() == null ? new Attempt(again.setting(false)) : strict, false)
                .planned();
    }

    /** What is left of a plan after a failure. */
    private static final class Again {
        /** A second step that calls such a tool would act a second time, since its key would be another. */
        private static final Set<Repeat> ACTING = Set.of(Repeat.KEYED, Repeat.ONCE);

        private final Revision revision;
        private final Attempt.Setting fresh;
        private final Map<String, Step> steps = new LinkedHashMap<>();
        private final Map<String, ToolContract<?, ?>> contracts = new LinkedHashMap<>();

        Again(Revision revision, Attempt.Setting fresh) {
            this.revision = revision;
            this.fresh = fresh;
            revision.plan().steps().forEach(step -> steps.put(step.id(), step));
            fresh.context()
                    .tools()
                    .forEach(contract -> contracts.put(contract.ref().toString(), contract));
        }

        Attempt.Setting setting(boolean strict) {
            return new Attempt.Setting(
                    fresh.goal(),
                    fresh.context(),
                    fresh.catalog(),
                    fresh.rules(),
                    kept(),
                    keptSteps(),
                    revision.plan().version() + 1,
                    excluded(strict),
                    Set.of(),
                    Set.of(),
                    fresh.horizon(),
                    fresh.effort());
        }

        private Map<String, String> excluded(boolean strict) {
            var excluded = new TreeMap<String, String>();
            for (var id : revision.completed()) {
                if (ACTING.contains(repeat(tool(id)))) {
                    excluded.put(tool(id), "step '" + id + "' called it, and a second call would act again");
                }
            }
            revision.blamed().stream()
                    .filter(name -> strict || repeat(name) == Repeat.ONCE)
                    .forEach(name -> excluded.put(name, "it failed before"));
            if (strict || repeat(tool(revision.failedStep())) == Repeat.ONCE) {
                excluded.put(
                        tool(revision.failedStep()),
                        "step '" + revision.failedStep() + "' failed: " + revision.message());
            }
            return excluded;
        }

        private Repeat repeat(String tool) {
            var contract = contracts.get(tool);
            return contract == null ? Repeat.PURE : contract.repeat();
        }

        /** The name and version of the tool that a step calls, or the step's id when it calls none. */
        private String tool(String id) {
            return switch (steps.get(id)) {
                case Step.ToolStep(var name, var options, ToolRef tool, var input, var output) -> tool.toString();
                case Step.MapStep map
                when map.body() instanceof Step.ToolStep body -> body.tool().toString();
                case null, default -> id;
            };
        }

        private Domain.Kept kept() {
            var facts = new LinkedHashMap<String, Binding>();
            var effects = new ArrayList<Planning>();
            for (var id : PlanGraph.of(revision.plan()).order()) {
                if (revision.completed().contains(id)) {
                    var result = new Binding.StepBinding(id, Pointer.ROOT);
                    Catalog.yields(Kind.of(output(Objects.requireNonNull(steps.get(id)))))
                            .forEach(yield -> facts.put(yield.fact().key(), result.at(yield.at())));
                    var contract = contracts.get(tool(id));
                    if (contract != null) {
                        effects.add(contract.planning());
                    }
                }
            }
            return new Domain.Kept(facts, effects);
        }

        private static Shape<?> output(Step step) {
            return switch (step) {
                case Step.ToolStep tool -> tool.output();
                case Step.ModelStep model -> model.output();
                case Step.AgentStep agent -> agent.output();
                case Step.ApprovalStep approval -> Shape.NOTHING;
                case Step.MapStep map -> new Shape.OfList<>(output(map.body()));
                case Step.SubPlanStep sub -> sub.plan().output();
            };
        }

        /** Steps that ended well, with what they waited for. */
        private Map<Step, Boolean> keptSteps() {
            var kept = new LinkedHashMap<Step, Boolean>();
            for (var step : revision.plan().steps()) {
                if (revision.completed().contains(step.id())) {
                    kept.put(step, !(step instanceof Step.ApprovalStep) && repeat(tool(step.id())) == Repeat.PURE);
                }
            }
            return kept;
        }
    }
}

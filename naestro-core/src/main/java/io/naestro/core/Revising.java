package io.naestro.core;

import io.naestro.core.plan.PlanGraph;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.plan.ToolRef;
import io.naestro.run.Journal.Durability;
import io.naestro.run.RunEvent;
import io.naestro.run.Spend;
import io.naestro.tool.Repeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for another way when a step or the result of a run that was given a goal fails: nothing more is started, what
 * is under way comes to its end, and then the planner is asked to revise the plan. Without a plan that may follow, the
 * run fails as it would have. Used by the run's owner only.
 */
final class Revising {
    private static final Logger LOG = LoggerFactory.getLogger(Revising.class);

    /** The most revisions of one run, whatever its planner would do. */
    private static final int MOST = 10;

    private static final Set<Repeat> ACTING = Set.of(Repeat.KEYED, Repeat.ONCE);

    private final Parts parts;
    private final RunStore store;
    private final RunLog log;
    private RunEvent.@Nullable RunFailed failure;
    private String failedStep = "";

    Revising(Workbench bench) {
        parts = bench.parts();
        store = parts.store().of(bench.id());
        log = bench.log();
    }

    /** Whether something failed and no other plan is in force yet. */
    boolean isOpen() {
        return failure != null;
    }

    /** How the run ends when there is no other way. */
    RunEvent.RunFailed failure() {
        return Objects.requireNonNull(failure);
    }

    /**
     * Begins after a step failed for good; of several, the first is the one to be blamed.
     *
     * @return whether the planner can be asked
     */
    boolean begin(StepName step, RunEvent.RunFailed end) {
        var possible =
                log.state().accepted().goal() != null && log.state().past().revisions() < MOST;
        if (possible && failure == null) {
            failure = end;
            failedStep = step.step();
        }
        return possible;
    }

    /**
     * Begins after the run's result did not pass its checks: the step that made it counts as failed.
     *
     * @return whether the planner can be asked
     */
    boolean beginWithResult(RunEvent.RunFailed end) {
        var results =
                new ArrayList<>(PlanInForce.steps(log.state().plan().plan().result(), this::hasSucceeded));
        if (results.isEmpty() || !begin(StepName.whole(results.getLast()), end)) {
            return false;
        }
        var attempt = log.state().cell(StepName.whole(failedStep)).attempt();
        log.record(
                Durability.BUFFERED,
                new RunEvent.StepFailed(failedStep, attempt, end.cause(), Spend.NOTHING, Duration.ZERO, null));
        return true;
    }

    private boolean hasSucceeded(String step) {
        return log.state().cell(StepName.whole(step)).phase() == Cell.Phase.SUCCEEDED;
    }

    /** What the planner is told. */
    Planner.Revision revision() {
        var state = log.state();
        var plan = state.plan();
        return new Planner.Revision(
                plan.plan(),
                state.past().revisions(),
                failedStep,
                failure().cause().message(),
                plan.steps().stream().map(Step::id).filter(this::hasSucceeded).toList(),
                state.past().and(plan, state.cells()).failed().stream()
                        .map(ToolRef::toString)
                        .toList());
    }

    /**
     * Puts a revised plan in force, unless there is none or it would repeat what must not be repeated.
     *
     * @return whether it is in force
     */
    boolean follow(Parts.Planned planned) {
        var plan = planned.plan();
        if (plan == null) {
            LOG.atInfo().addKeyValue("step", failedStep).log("there is no other plan: {}", planned.problems());
            return false;
        }
        var objection = repetition(store.keep(plan));
        if (objection.isPresent()) {
            LOG.atWarn().addKeyValue("step", failedStep).log("the revised plan is not followed: {}", objection.get());
            return false;
        }
        follow(plan, "step '" + failedStep + "' failed: " + failure().cause().message());
        failure = null;
        return true;
    }

    /** Puts a plan in force that nothing speaks against. */
    void follow(Plan<?, ?> plan, String why) {
        log.state()
                .openQuestions()
                .forEach(question -> log.take(new Input.Withdrawn(question.step(), question.id(), why)));
        var next = store.keep(plan).digest();
        log.take(new Input.Adopted(log.state().past().revisions() + 1, next, why, parts.promises(plan)));
    }

    /** Why a plan must not be followed here; empty when nothing speaks against it. */
    Optional<String> objection(Plan<?, ?> plan) {
        var accepted = log.state().accepted();
        var problems = parts.problems(plan, accepted.principal(), accepted.mode());
        return problems.isEmpty()
                ? repetition(store.keep(plan))
                : Optional.of("plan " + plan + " is not valid here: " + problems);
    }

    /** What a plan would do a second time though it must not; empty when there is nothing. */
    private Optional<String> repetition(PlanInForce next) {
        var state = log.state();
        var kept = Past.kept(state.plan(), state.cells(), next);
        var called = state.past().and(state.plan(), state.cells()).called().stream()
                .filter(this::acts)
                .map(this::name)
                .collect(Collectors.toSet());
        return next.steps().stream()
                .filter(step -> !kept.contains(step.id()))
                .filter(step -> Past.tool(step)
                        .filter(tool -> acts(tool) && called.contains(name(tool)) && !mayCall(step, tool, next, kept))
                        .isPresent())
                .findFirst()
                .map(step -> "step '" + step.id() + "' would call '"
                        + Past.tool(step).orElseThrow() + "' again, and a second call would act again");
    }

    /** Whether each call of a tool acts, whichever version it is; of one that is not here nobody can say otherwise. */
    private boolean acts(ToolRef tool) {
        return parts.registry()
                .find(tool)
                .map(found -> ACTING.contains(found.contract().repeat()))
                .orElse(true);
    }

    /** The tool's own name, where a plan calls it by another. */
    private String name(ToolRef tool) {
        return parts.registry().find(tool).map(found -> found.contract().name()).orElse(tool.name());
    }

    /**
     * Whether a step calls a tool that was called before, and yet repeats nothing: it stood in the plan before just so,
     * and was not called there, or has its key from there and reads the same.
     */
    private boolean mayCall(Step step, ToolRef tool, PlanInForce next, Set<String> kept) {
        var before = log.state().plan();
        if (!Objects.equals(next.texts().get(step.id()), before.texts().get(step.id()))) {
            return false;
        }
        var cell = log.state().cell(StepName.whole(step.id()));
        return !cell.wasCalled()
                || (isKeyed(tool) && step.reads().stream().map(PlanGraph::named).allMatch(kept::containsAll));
    }

    private boolean isKeyed(ToolRef tool) {
        return parts.registry()
                .find(tool)
                .filter(found -> found.contract().repeat() == Repeat.KEYED)
                .isPresent();
    }
}

package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.route.Route;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal.Durability;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Drives one run: it has one owner at a time, holds no thread while it waits, and reads top to bottom as eight words:
 * {@link #plan}, {@link #schedule}, {@link #route}, {@link #permit}, {@link #call}, {@link #evaluate},
 * {@link #remember}, {@link #learn}.
 *
 * <p>What happens outside comes in as {@link Input}; {@link Decider} says which events follow; {@link RunLog} writes
 * them and works them into the {@link RunState}; then the loop looks at the state and goes on. Only the journal is the
 * truth: a run that is read back goes on from here as well.
 */
final class RunLoop {
    /** How many intents are written together at most, so that no batch grows with the plan. */
    static final int TOGETHER = 64;

    private final Parts parts;
    private final Workbench bench;
    private final RunLog log;
    private final StepCalls calls;
    private final Agenda agenda;
    private final OpenCalls open;
    private final Timers timers;
    private final Course course;
    private final Thoughts thoughts;
    private final Judge judge;
    private final Trail trail;
    private final Ending ending;
    private final Revising revising;
    private final Set<StepName> handled = new HashSet<>();
    private final List<Ready> ready = new ArrayList<>();
    private Instant due = Instant.EPOCH;
    private boolean planning;

    /** A call that the gate has admitted, and that is made once its intent is written. */
    private record Ready(StepName name, Admission.Admitted admitted, boolean inDoubt) {}

    RunLoop(Parts parts, RunId id, RunState state) {
        this.parts = parts;
        bench = Workbench.of(parts, id, state, this::advance, this::fail);
        log = bench.log();
        calls = bench.calls();
        agenda = bench.agenda();
        open = bench.open();
        timers = bench.timers();
        course = bench.course();
        trail = bench.scope().trail();
        var subCalls = new SubCalls(bench);
        thoughts = new Thoughts(id, parts.scheduler(), parts.time(), bench.mailbox(), timers, subCalls::cutOff, trail);
        judge = new Judge(bench, subCalls, thoughts);
        revising = new Revising(bench);
        ending = new Ending(bench, revising, subCalls, thoughts, judge, this::cutOff, this::remember);
    }

    Workbench bench() {
        return bench;
    }

    Ending ending() {
        return ending;
    }

    Revising revising() {
        return revising;
    }

    // ---- the eight words ----

    /** Asks the planner for a plan, once; a run that was started with a plan has one from the start. */
    private void plan() {
        if (!planning) {
            planning = true;
            thoughts.start(
                    "plan",
                    Thoughts.LONGEST,
                    thought -> parts.plan(bench.look(RunState::accepted), judge, bench, thought),
                    why -> Parts.none("the planner gave no plan: " + why),
                    this::adopt);
        }
    }

    /** Asks the planner for another way, once nothing is under way any more. */
    private void planAgainIfFailed() {
        if (course.end() == null && revising.isOpen() && open.isEmpty() && thoughts.isEmpty()) {
            var revision = revising.revision();
            thoughts.start(
                    "revise",
                    Thoughts.LONGEST,
                    thought -> parts.revise(bench.look(RunState::accepted), revision, judge, bench, thought),
                    why -> Parts.none("the planner gave no plan: " + why),
                    this::adoptAgain);
        }
    }

    /** Starts the steps that wait for nothing, as far as the limit on calls under way allows. */
    private void schedule() {
        while (goesOn() && open.size() + ready.size() < parts.mostCalls()) {
            var next = agenda.next();
            if (next.isEmpty()) {
                break;
            }
            start(next.get());
            if (ready.size() == TOGETHER) {
                launch();
            }
        }
        launch();
    }

    /**
     * Makes the calls that were admitted since the last time, once their intents are written together: steps that may
     * start at the same moment wait for the disk once, not one after the other.
     */
    private void launch() {
        var calls = List.copyOf(ready);
        ready.clear();
        log.intend(calls.stream().map(Ready::admitted).toList());
        calls.forEach(one -> call(one.name(), one.admitted(), one.inDoubt()));
    }

    /** Asks the router for a model, unless the step has one already. */
    private boolean route(StepName name, Step.ModelStep step) {
        if (state().cell(name).route() == null) {
            log.take(new Input.RouteKnown(name.toString(), calls.route(name, step, state())));
        }
        return state().cell(name).route() != null;
    }

    /** Asks the gate; the intent of what it admits is written with those beside it, and nothing is settled before. */
    private void permit(StepName name, Call call) {
        var cell = state().cell(name);
        var inDoubt = cell.cutOff() && !calls.repeatable(state().plan().work(name));
        var admission = inDoubt ? admitAgain(name, call) : admit(name, call, false);
        switch (admission) {
            case Admission.Admitted admitted -> {
                return;
            }
            case Admission.Refused refused -> refuse(name, call, refused);
            case Admission.WaitUntil wait -> log.take(new Input.NotAdmitted(name.toString(), wait));
            case Admission.NeedsApproval ask -> {
                log.take(new Input.NotAdmitted(name.toString(), ask));
                ending.expire(ask.request().id(), ask.request().expires());
            }
            case Admission.Suggested suggested -> log.take(new Input.NotAdmitted(name.toString(), suggested));
        }
        settled(name);
    }

    /**
     * A call that was cut off and must not be made twice: the tool finds out what became of it, or a person is asked.
     */
    private Admission admitAgain(StepName name, Call call) {
        if (!((Call.ToolUse) call).tool().looksUp()) { // only tools say that they must not be called twice
            return calls.askAgain(name, state());
        }
        var admission = admit(name, call, true);
        return admission instanceof Admission.NeedsApproval ? calls.askAgain(name, state()) : admission;
    }

    private Admission admit(StepName name, Call call, boolean inDoubt) {
        var attempt = state().cell(name).attempt() + 1;
        return parts.gate()
                .admit(call, bench.scope(), attempt, admitted -> ready.add(new Ready(name, admitted, inDoubt)));
    }

    /** Makes the call on a thread of its own, and cuts it off at its deadline. */
    private void call(StepName name, Admission.Admitted admitted, boolean inDoubt) {
        var context = calls.context(admitted);
        if (inDoubt) {
            var unknown = calls.askAgain(name, state());
            context.doubt(new CallScope.Ask(unknown.decision(), unknown.request()));
        }
        bench.make(name, admitted, context, end -> ended(name, admitted.attempt(), end), () -> late(name, admitted));
        var route = state().cell(name).route();
        if (route != null) {
            parts.started(context.actor(), route);
        }
    }

    /** Judges a result by the step's checks; what evaluators say comes back later. */
    private void evaluate(StepName name, int attempt, Digest output) {
        var checks = state().plan().options(name).checks();
        var repeatable = calls.repeatable(state().plan().work(name));
        var subject = calls.subject(name, state(), log.payload(output));
        var judging = StepCalls.judging(state().plan().options(name));
        judge.start(name.toString(), checks, subject, judging, verdict -> {
            if (course.end() == null) {
                var hop = calls.hop(name, verdict, state());
                var before = state().cell(name);
                log.take(new Input.Judged(
                        name.toString(), attempt, output, verdict.failed(), verdict.grade(), hop, repeatable));
                learnIfElsewhere(name, before, before.tally().graded(verdict.grade()));
                settled(name);
            }
        });
    }

    /** Gives the run's episode to memory, if there is one. */
    private void remember() {
        if (parts.hasNoMemory()) {
            return;
        }
        var state = state();
        thoughts.start(
                "remember",
                Thoughts.LONGEST,
                thought -> parts.remember(
                        bench.id(), state, bench.actor(""), parts.store().of(bench.id())::payload),
                why -> List.<RunEvent>of(),
                events -> log.record(Durability.BUFFERED, events.toArray(RunEvent[]::new)));
    }

    /** Tells the router how the route of a step did. */
    private void learn(StepName name) {
        var cell = state().cell(name);
        if (cell.route() != null) {
            learn(name, cell.route(), cell.tally());
        }
    }

    private void learn(StepName name, Route route, Cell.Tally tally) {
        parts.lessons()
                .learn(calls.feedback(name, route, state().cell(name).failure(), tally, state()))
                .ifPresent(feedback -> log.record(Durability.BUFFERED, new RunEvent.RouteLearned(feedback)));
    }

    /** A route that was given up has shown what it can do. */
    private void learnIfElsewhere(StepName name, Cell before, Cell.Tally tally) {
        if (before.route() != null && !before.route().equals(state().cell(name).route())) {
            learn(name, before.route(), tally);
        }
    }

    // ---- from one word to the next ----

    /** Does whatever can be done now; called after each change. */
    private void advance() {
        if (course.rests(state())) {
            return;
        }
        try {
            if (course.end() == null && state().planOrNull() == null) {
                plan();
            } else {
                schedule();
                ending.concludeIfAllEnded();
                planAgainIfFailed();
            }
            ending.endIfStopped();
            restIfQuiet();
        } catch (RuntimeException e) {
            ending.fail(e);
        }
    }

    /** A stretch of work ends where people, or a moment that is far off, are waited for. */
    private void restIfQuiet() {
        if (trail.isOpen() && open.isEmpty() && thoughts.isEmpty() && waits()) {
            trail.rest();
        }
    }

    private boolean waits() {
        return state().state() == RunSummary.State.WAITING || bench.until(due).compareTo(Trail.LONG) > 0;
    }

    private void adopt(Parts.Planned planned) {
        if (planned.plan() == null) {
            ending.stop(new RunEvent.RunFailed("", new FailureCause.PlanCause(planned.problems())));
        } else {
            adopt(planned.plan());
        }
    }

    /** Goes on with a revised plan from what is kept, or ends as the failure would have ended it. */
    private void adoptAgain(Parts.Planned planned) {
        var end = revising.failure();
        if (revising.follow(planned)) {
            beginAgain();
        } else {
            ending.stop(end);
        }
    }

    /** Goes on with a plan that the host gives in place of the one in force. */
    void migrate(Plan<?, ?> plan) {
        revising.follow(plan, "tools that it needs have changed");
        beginAgain();
    }

    private void beginAgain() {
        timers.cancelAll();
        ending.watch();
        handled.clear();
        ending.beginAgain();
        agenda.clear();
        agenda.collect();
    }

    private void adopt(Plan<?, ?> plan) {
        var digest = parts.store().of(bench.id()).keep(plan).digest();
        log.take(new Input.Adopted(0, digest, "", parts.promises(plan)));
        agenda.collect();
        ending.watch();
    }

    private void start(StepName name) {
        ifReady(name, () -> {
            var why = calls.reasonToSkip(name, state());
            var step = state().plan().work(name);
            if (why.isPresent()) {
                log.take(new Input.Skipped(name.toString(), why.get()));
                settled(name);
            } else if (step instanceof Step.MapStep map) {
                expand(name, map);
                settled(name);
            } else if (!(step instanceof Step.ModelStep model) || route(name, model)) {
                permit(name, calls.call(name, state()));
            } else {
                settled(name);
            }
        });
    }

    /** Does what needs a step's values; the step fails when one of them is not there or of no use. */
    void ifReady(StepName name, Runnable work) {
        try {
            work.run();
        } catch (Bindings.Missing | InputException e) {
            unready(name, e);
            settled(name);
        }
    }

    private void unready(StepName name, RuntimeException e) {
        log.take(new Input.Unready(name.toString(), new FailureCause.DataCause(String.valueOf(e.getMessage()))));
    }

    private void expand(StepName name, Step.MapStep map) {
        var elements = calls.elements(map, state());
        log.take(new Input.Expanded(name.toString(), elements));
        agenda.fill(name);
        join(name);
    }

    /** Ends a map step when its last element has ended well. */
    void join(StepName name) {
        var map = name.whole();
        var elements = Objects.requireNonNull(state().cell(map).elements());
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).phase() != Cell.Phase.SUCCEEDED) {
                return;
            }
        }
        ifReady(map, () -> evaluate(map, 0, log.keep(calls.joined(elements))));
    }

    private void ended(StepName name, int attempt, CallEnd came) {
        var admitted = open.end(name, attempt);
        if (admitted.isEmpty()) {
            return; // it was cut off before, and what it cost is counted already; or it is left to the next process
        }
        var settled = calls.settle(admitted.get(), came);
        var end = settled.end();
        var goesOn = course.end() == null;
        var before = state().cell(name);
        calls.ended(name, end, state());
        var hop = goesOn ? calls.hop(name, end, state()) : null;
        var repeatable = goesOn && calls.repeatable(state().plan().work(name));
        var input = new Input.Ended(name.toString(), attempt, end, settled.output(), hop, repeatable);
        if (settled.output() != null && !bench.isOver() && isUnchecked(name)) {
            log.take(input, new Input.Judged(name.toString(), attempt, settled.output(), List.of(), null, null, false));
            settled(name);
            return;
        }
        log.take(input);
        learnIfElsewhere(name, before, before.tally().plus(end.spent(), end.took()));
        if (end instanceof CallEnd.Pending pending) {
            ending.expire(pending.request().id(), pending.request().expires());
        }
        if (settled.output() != null && !bench.isOver()) {
            evaluate(name, attempt, settled.output());
        } else {
            settled(name);
        }
    }

    /** Whether nothing judges the results of a step. */
    private boolean isUnchecked(StepName name) {
        return state().plan().options(name).checks().isEmpty();
    }

    /** Cuts a call off at its deadline; when that is the end of the run, it is the run whose time is up. */
    private void late(StepName name, Admission.Admitted admitted) {
        if (admitted.deadline().equals(bench.scope().end())) {
            ending.timeIsUp(admitted.deadline());
        }
        cutOff(name, "no result before the deadline");
    }

    /** A call that does not come back counts as failed; what it may have cost counts as spent. */
    private void cutOff(StepName name, String reason) {
        open.interrupt(name).ifPresent(admitted -> ended(name, admitted.attempt(), calls.timedOut(admitted, reason)));
    }

    /** Looks at what became of a step and does what follows from it. */
    void settled(StepName name) {
        var cell = state().cell(name);
        if (cell.phase().ended() && !handled.add(name)) {
            return;
        }
        switch (cell.phase()) {
            case SUCCEEDED -> {
                learn(name);
                release(name);
            }
            case SKIPPED, SUGGESTED -> release(name);
            case FAILED -> {
                learn(name);
                failed(name, new RunEvent.RunFailed(name.toString(), Objects.requireNonNull(cell.failure())));
            }
            case DELAYED -> delayed(name, Objects.requireNonNull(cell.until()));
            default -> {
                // it goes on when its call, its elements or its people do
            }
        }
    }

    private void delayed(StepName name, Instant until) {
        due = until.isAfter(due) ? until : due;
        timers.after(bench.until(until), () -> agenda.add(name));
    }

    /** Whether more may be started: nothing has failed, and nobody stops the run. */
    private boolean goesOn() {
        return course.end() == null && !revising.isOpen();
    }

    private void failed(StepName name, RunEvent.RunFailed end) {
        launch(); // what was admitted before is under way like all else
        if (!revising.begin(name, end)) {
            ending.stop(end);
        }
    }

    /** Makes ready what waited for this step: the next elements and the end of its map, or the steps after it. */
    private void release(StepName name) {
        if (name.isElement()) {
            agenda.close(name);
            agenda.fill(name);
            join(name);
        } else {
            agenda.follow(name);
        }
    }

    private void refuse(StepName name, Call call, Admission.Refused refused) {
        launch(); // what was admitted before is under way like all else
        if (refused.decision() != null) {
            log.record(
                    Durability.BUFFERED,
                    RunEvent.EffectDecided.of(call.step(), call.title(), call.request(), refused.decision()));
        }
        ending.stop(new RunEvent.RunStopped(refused.cause(), "step '" + name + "': " + refused.reason()));
    }

    private void fail(RuntimeException e) {
        ending.fail(e);
    }

    private RunState state() {
        return log.state();
    }

    /** Judges a result that no process came to judge. */
    void judgeAgain(StepName name) {
        var cell = state().cell(name);
        evaluate(name, cell.attempt(), Objects.requireNonNull(cell.output()));
    }
}

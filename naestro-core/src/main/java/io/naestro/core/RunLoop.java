package io.naestro.core;

import io.naestro.core.Judge.Verdict;
import io.naestro.effect.Actor;
import io.naestro.effect.Payload;
import io.naestro.evaluate.Subject;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.policy.Principal;
import io.naestro.route.Route;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal.Durability;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunResult.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** The most time for a planner, for a memory, and for an evaluator whose step states no timeout. */
    private static final Duration THINKING = Duration.ofMinutes(10);

    private final Parts parts;
    private final RunId id;
    private final RunLog log;
    private final RunScope scope;
    private final StepCalls calls;
    private final Judge judge;
    private final Mailbox mailbox;
    private final Timers timers;
    private final SubCalls subCalls;
    private final Thoughts thoughts;
    private final Agenda agenda;
    private final OpenCalls open = new OpenCalls();
    private final Set<StepName> handled = new HashSet<>();
    private boolean begun;
    private boolean planning;
    private boolean concluding;
    private boolean asleep;
    private boolean gone;
    private @Nullable RunEvent stopping;
    private @Nullable RuntimeException broken;

    RunLoop(Parts parts, RunId id, RunState state) {
        this.parts = parts;
        this.id = id;
        log = new RunLog(parts.store(), parts.time(), id, state);
        scope = new RunScope(id, log::state, parts.store());
        calls = new StepCalls(parts, scope, log);
        agenda = new Agenda(log::state);
        judge = new Judge(parts, this);
        mailbox = new Mailbox(parts.scheduler(), "naestro-run-" + id, this::advance, this::fail);
        timers = new Timers(parts.scheduler(), mailbox);
        subCalls = new SubCalls(this, parts.gate(), scope, log, calls, timers);
        thoughts = new Thoughts(parts.scheduler(), parts.time(), mailbox, timers, subCalls::cutOff);
    }

    // ---- the eight words ----

    /** Asks the planner for a plan, once; a run that was started with a plan has one from the start. */
    private void plan() {
        if (!planning) {
            planning = true;
            thoughts.start(
                    "plan",
                    THINKING,
                    thought -> parts.plan(look().accepted(), judge, this, thought),
                    why -> Parts.none("the planner gave no plan: " + why),
                    this::adopt);
        }
    }

    /** Starts the steps that wait for nothing, as far as the limit on calls under way allows. */
    private void schedule() {
        while (stopping == null && open.size() < parts.mostCalls()) {
            var next = agenda.next();
            if (next.isEmpty()) {
                return;
            }
            start(next.get());
        }
    }

    /** Asks the router for a model, unless the step has one already. */
    private boolean route(StepName name, Step.ModelStep step) {
        if (state().cell(name).route() == null) {
            log.take(new Input.RouteKnown(name.toString(), calls.route(name, step, state())));
        }
        return state().cell(name).route() != null;
    }

    /** Asks the gate, which writes the intent of what it admits; what else it answers is taken from there. */
    private void permit(StepName name, Call call) {
        var admission = parts.gate().admit(call, scope, state().cell(name).attempt() + 1, log::intend);
        switch (admission) {
            case Admission.Admitted admitted -> call(name, admitted);
            case Admission.Refused refused -> refuse(name, call, refused);
            case Admission.WaitUntil wait -> log.take(new Input.NotAdmitted(name.toString(), wait));
            case Admission.NeedsApproval ask -> {
                log.take(new Input.NotAdmitted(name.toString(), ask));
                expire(ask.request().id(), ask.request().expires());
            }
            case Admission.Suggested suggested -> log.take(new Input.NotAdmitted(name.toString(), suggested));
        }
    }

    /** Makes the call on a thread of its own, and cuts it off at its deadline. */
    private void call(StepName name, Admission.Admitted admitted) {
        var context = calls.context(admitted);
        var attempt = admitted.attempt();
        var work = parts.scheduler().start("naestro-" + name, () -> {
            var end = parts.gate().execute(admitted, context);
            context.cancel();
            mailbox.post(() -> ended(name, attempt, end));
        });
        var cutOff = timers.after(until(admitted.deadline()), () -> late(name, admitted));
        open.add(name, admitted, context, work, cutOff);
        var route = state().cell(name).route();
        if (route != null) {
            parts.started(route);
        }
    }

    /** Judges a result by the step's checks; what evaluators say comes back later. */
    private void evaluate(StepName name, int attempt, Digest output) {
        var checks = state().plan().options(name).checks();
        var repeatable = calls.repeatable(state().plan().work(name));
        var subject = calls.subject(name, state(), log.payload(output));
        var stated = state().plan().options(name).timeout();
        judge(name.toString(), checks, subject, stated == null ? THINKING : stated, verdict -> {
            if (stopping == null) {
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
                THINKING,
                thought -> parts.remember(id, state, actor(""), parts.store()::payload),
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
        if (state().end() != null || broken != null || asleep) {
            return;
        }
        try {
            if (stopping == null && state().planOrNull() == null) {
                plan();
            } else if (stopping == null) {
                schedule();
                concludeIfAllEnded();
            }
            endIfStopped();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void adopt(Parts.Planned planned) {
        if (planned.plan() == null) {
            stop(new RunEvent.RunFailed("", new FailureCause.PlanCause(planned.problems())));
        } else {
            adopt(planned.plan());
        }
    }

    private void adopt(Plan<?, ?> plan) {
        log.take(new Input.Adopted(0, parts.store().keep(plan).digest(), ""));
        agenda.collect();
        watchEnd();
    }

    private void start(StepName name) {
        ifReady(name, () -> {
            var why = calls.reasonToSkip(name, state());
            var step = state().plan().work(name);
            if (why.isPresent()) {
                log.take(new Input.Skipped(name.toString(), why.get()));
            } else if (step instanceof Step.MapStep map) {
                expand(name, map);
            } else if (!(step instanceof Step.ModelStep model) || route(name, model)) {
                permit(name, calls.call(name, state()));
            }
            settled(name);
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
        var goesOn = stopping == null;
        var before = state().cell(name);
        calls.ended(name, end, state());
        var hop = goesOn ? calls.hop(name, end, state()) : null;
        var repeatable = goesOn && calls.repeatable(state().plan().work(name));
        log.take(new Input.Ended(name.toString(), attempt, end, settled.output(), hop, repeatable));
        learnIfElsewhere(name, before, before.tally().plus(end.spent(), end.took()));
        if (end instanceof CallEnd.Pending pending) {
            expire(pending.request().id(), pending.request().expires());
        }
        if (settled.output() != null && !isOver()) {
            evaluate(name, attempt, settled.output());
        } else {
            settled(name);
        }
    }

    /** Cuts a call off at its deadline; when that is the end of the run, it is the run whose time is up. */
    private void late(StepName name, Admission.Admitted admitted) {
        if (admitted.deadline().equals(scope.end())) {
            timeIsUp(admitted.deadline());
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
                stop(new RunEvent.RunFailed(name.toString(), Objects.requireNonNull(cell.failure())));
            }
            case DELAYED -> timers.after(until(Objects.requireNonNull(cell.until())), () -> agenda.add(name));
            default -> {
                // it goes on when its call, its elements or its people do
            }
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

    /** When all steps have ended: puts the result together, judges it, and ends the run. */
    private void concludeIfAllEnded() {
        if (!state().allEnded() || stopping != null || concluding) {
            return;
        }
        concluding = true;
        try {
            conclude(calls.result(state()));
        } catch (Bindings.Missing | InputException e) {
            end(new RunEvent.RunFailed("", new FailureCause.DataCause(String.valueOf(e.getMessage()))));
        }
    }

    private void conclude(Payload result) {
        var output = log.keep(result);
        var onlySuggested =
                result.value() instanceof Json.Null && !state().suggestions().isEmpty();
        var checks = onlySuggested ? List.<Check>of() : state().plan().plan().checks();
        var subject = calls.subject(state(), result);
        judge("", checks, subject, THINKING, verdict -> {
            if (verdict.failed().isEmpty()) {
                end(new RunEvent.RunDone(output));
            } else {
                log.record(Durability.BUFFERED, new RunEvent.StepChecked("", 0, verdict.failed(), verdict.grade()));
                end(new RunEvent.RunFailed("", new FailureCause.CheckCause(verdict.failed())));
            }
        });
    }

    private void refuse(StepName name, Call call, Admission.Refused refused) {
        if (refused.decision() != null) {
            log.record(
                    Durability.BUFFERED,
                    RunEvent.EffectDecided.of(call.step(), call.title(), call.request(), refused.decision()));
        }
        stop(new RunEvent.RunStopped(refused.cause(), "step '" + name + "': " + refused.reason()));
    }

    /** Starts nothing more; the run ends as soon as its calls have ended or were given up. */
    void stop(RunEvent end) {
        if (stopping == null) {
            stopping = end;
            open.interruptAll(name -> timers.after(GRACE, () -> cutOff(name, "the run ended first")));
        }
    }

    private void endIfStopped() {
        if (stopping != null && open.isEmpty()) {
            end(stopping);
        }
    }

    private void end(RunEvent event) {
        subCalls.cutOffAll();
        thoughts.abandonAll();
        log.record(Durability.DURABLE, event);
        timers.cancelAll();
        remember();
        log.forget();
    }

    /** Without its journal a run cannot go on here; what was written can be taken up by another process. */
    private void fail(RuntimeException e) {
        LOG.atError().addKeyValue("run", id).setCause(e).log("the run cannot go on in this process");
        broken = e;
        abandon();
        timers.cancelAll();
    }

    /** Interrupts all that is under way; whatever comes of it is too late. */
    private void abandon() {
        open.abandon();
        thoughts.abandonAll();
        subCalls.abandon();
    }

    // ---- small things ----

    private Duration until(Instant moment) {
        return Duration.between(parts.time().now(), moment);
    }

    Instant now() {
        return parts.time().now();
    }

    /** Judges a result: at once, unless evaluators take part, who think on a thread of their own. */
    private void judge(String step, List<Check> checks, Subject subject, Duration longest, Consumer<Verdict> then) {
        if (judge.isSlow(checks)) {
            thoughts.start(
                    "evaluate",
                    longest,
                    thought -> judge.judge(step, checks, subject, thought),
                    why -> judge.unscored(checks, subject, why),
                    then);
        } else {
            then.accept(judge.unscored(checks, subject, ""));
        }
    }

    private void watchEnd() {
        var end = scope.end();
        if (end != null) {
            timers.after(until(end), () -> timeIsUp(end));
        }
    }

    private void timeIsUp(Instant end) {
        var cause = end.equals(state().accepted().deadline()) ? StopCause.EXPIRED : StopCause.BUDGET;
        stop(new RunEvent.RunStopped(cause, "the time for the run was up at " + end));
    }

    /** Stops the run if nobody has answered a question in time. */
    void expire(String question, Instant moment) {
        timers.after(until(moment), () -> {
            var asked = Objects.requireNonNull(state().questions().get(question));
            if (!asked.settled()) {
                stop(new RunEvent.RunStopped(
                        StopCause.EXPIRED,
                        "nobody answered in time: " + asked.request().title()));
            }
        });
    }

    // ---- what comes from outside ----

    RunId id() {
        return id;
    }

    RunState state() {
        return log.state();
    }

    StepCalls calls() {
        return calls;
    }

    /** A call that a planner or judge makes. */
    CallEnd subCall(Thought thought, Function<RunState, Call> call) {
        return subCalls.make(thought, call);
    }

    /** The run itself as actor, for what belongs to no step. */
    Actor actor(String step) {
        return scope.actor(step, StepOptions.DEFAULT).at(parts.time().now());
    }

    /** Whether it makes no sense any more to think or judge for this run. */
    boolean stopping() {
        return mailbox.look(this::isOver);
    }

    /** As {@link #stopping()}, for the owner. */
    boolean isOver() {
        return stopping != null || asleep || state().end() != null;
    }

    /** What is so, seen from any thread. */
    RunState look() {
        return mailbox.look(log::state);
    }

    <T> T look(Function<RunState, T> view) {
        return mailbox.look(() -> view.apply(log.state()));
    }

    Optional<RuntimeException> broken() {
        return mailbox.look(() -> Optional.ofNullable(broken));
    }

    /** Waits until something is so; in vain, and not any longer, once the run was let go or cannot go on. */
    boolean await(Predicate<RunState> wanted, Duration atMost) {
        return mailbox.await(() -> gone || broken != null || wanted.test(log.state()), atMost);
    }

    /** Begins a run whose acceptance was just written. */
    void begin() {
        owned(() -> {
            begun = true;
            if (state().planOrNull() != null) {
                agenda.collect();
            }
            watchEnd();
        });
    }

    void cancel(String reason) {
        owned(() -> {
            if (!isOver()) {
                log.record(Durability.DURABLE, new RunEvent.CancelRequested(reason));
                stop(new RunEvent.RunStopped(StopCause.CANCELLED, reason));
            }
        });
    }

    void halt(String reason) {
        owned(() -> {
            if (!isOver()) {
                log.record(Durability.DURABLE, new RunEvent.RunHalted(reason));
                stop(new RunEvent.RunStopped(StopCause.HALTED, reason));
            }
        });
    }

    /** Starts nothing more; calls that are under way may still end and are written. */
    void sleep() {
        owned(() -> asleep = true);
    }

    /**
     * Lets go: nothing happens from here on, and nobody waits in vain. A run that is being stopped ends now; calls of
     * any other stay open in the journal, for the next process to decide.
     */
    void letGo() {
        owned(() -> {
            try {
                if (stopping != null && broken == null && state().end() == null) {
                    open.names().forEach(name -> cutOff(name, "the run ended first"));
                    endIfStopped();
                }
            } finally {
                asleep = true;
                gone = true;
                mailbox.close();
                timers.cancelAll();
                abandon();
            }
        });
    }

    /** Takes an answer to a question, if it counts, and goes on from there. */
    Answering.Result answer(Answering answering) {
        return mailbox.asOwner(() -> {
            var result = answering.check(state(), parts.time().now(), calls::outdated);
            if (result.withdrawn() != null) {
                log.take(result.withdrawn());
                agenda.add(StepName.of(result.step()));
            } else if (result.counts()) {
                var receipt = Objects.requireNonNull(result.receipt());
                log.take(new Input.Answered(result.step(), receipt, result.settled()));
                if (result.settled() && receipt.granted()) {
                    agenda.add(StepName.of(result.step()));
                } else if (result.settled()) {
                    stop(new RunEvent.RunStopped(StopCause.DENIED, result.refusal()));
                }
            }
            return result;
        });
    }

    /** Takes an agreement for more than one call back, if it is in force; also after the run has ended. */
    boolean revoke(String question, String reason, Principal by) {
        return mailbox.asOwner(() -> {
            var asked = Objects.requireNonNull(state().questions().get(question));
            var inForce = state().inForce(asked, parts.time().now());
            if (inForce) {
                log.record(Durability.DURABLE, new RunEvent.GrantRevoked(question, by, reason));
            }
            return inForce;
        });
    }

    /**
     * Goes on with a run that another process began, unless that was done already. One that cannot go on tells so to
     * whoever waits for it, and not to whoever takes up all runs of a store.
     */
    void resume() {
        try {
            owned(() -> {
                if (!begun && state().end() == null) {
                    begun = true;
                    watchEnd();
                    new Resumption(this, log, calls, agenda).run(scope);
                }
            });
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("run", id).log("the run was not taken up");
        }
    }

    /** Judges a result that no process came to judge. */
    void judgeAgain(StepName name) {
        var cell = state().cell(name);
        evaluate(name, cell.attempt(), Objects.requireNonNull(cell.output()));
    }

    private void owned(Runnable work) {
        mailbox.asOwner(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                fail(e);
                throw e;
            }
            return true;
        });
    }
}

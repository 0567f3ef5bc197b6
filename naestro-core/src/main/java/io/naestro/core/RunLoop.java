package io.naestro.core;

import io.naestro.base.InputException;
import io.naestro.effect.Actor;
import io.naestro.effect.Payload;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal.Durability;
import io.naestro.run.JournalFailure;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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

    private final Parts parts;
    private final RunId id;
    private final RunLog log;
    private final RunScope scope;
    private final StepCalls calls;
    private final Judge judge;
    private final Mailbox mailbox;
    private final Timers timers;
    private final ArrayDeque<StepName> ready = new ArrayDeque<>();
    private final Map<StepName, InFlight> inFlight = new HashMap<>();
    private final Set<StepName> handled = new HashSet<>();
    private final Map<String, MapWindow> windows = new HashMap<>();
    private boolean begun;
    private boolean planning;
    private boolean concluding;
    private boolean asleep;
    private boolean gone;
    private @Nullable RunEvent stopping;
    private @Nullable RuntimeException broken;

    /**
     * A call that is under way.
     *
     * @param admitted what was admitted
     * @param context what the plug-in was given
     * @param work the task that calls it
     * @param cutOff what cuts it off at its deadline
     */
    private record InFlight(Admission.Admitted admitted, CallScope context, Scheduler.Task work, Timers.Timer cutOff) {}

    RunLoop(Parts parts, RunId id, RunState state) {
        this.parts = parts;
        this.id = id;
        log = new RunLog(parts.store(), parts.time(), id, state);
        scope = new RunScope(id, log::state, parts.store());
        calls = new StepCalls(parts, scope, log::payload);
        judge = new Judge(parts, this);
        mailbox = new Mailbox(parts.scheduler(), "naestro-run-" + id, this::advance, this::fail);
        timers = new Timers(parts.scheduler(), mailbox);
    }

    // ---- the eight words ----

    /** Asks the planner for a plan, once; a run that was started with a plan has one from the start. */
    private void plan() {
        if (!planning) {
            planning = true;
            work("plan", false, () -> parts.plan(look().accepted(), judge, this), this::adopt);
        }
    }

    /** Starts the steps that wait for nothing, as far as the limit on calls under way allows. */
    private void schedule() {
        while (!ready.isEmpty() && inFlight.size() < parts.mostCalls() && stopping == null) {
            var name = ready.poll();
            if (state().cell(name).mayStart() || state().cell(name).phase() == Cell.Phase.DELAYED) {
                start(name);
            }
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
        var admission = parts.gate().admit(call, scope, state().cell(name).attempt() + 1, this::intend);
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
        var context = calls.context(admitted, key(name.toString()));
        var attempt = admitted.attempt();
        var work = parts.scheduler().start("naestro-" + name, () -> {
            var end = parts.gate().execute(admitted, context);
            context.cancel();
            mailbox.post(() -> ended(name, attempt, end));
        });
        var cutOff = timers.after(until(admitted.deadline()), () -> late(name, admitted));
        inFlight.put(name, new InFlight(admitted, context, work, cutOff));
    }

    /** Judges a result by the step's checks; what evaluators say comes back later. */
    private void evaluate(StepName name, int attempt, Digest output) {
        var checks = state().plan().options(name).checks();
        var repeatable = calls.repeatable(state().plan().work(name));
        var subject = calls.subject(name, state(), log.payload(output));
        work("evaluate", !judge.isSlow(checks), () -> judge.judge(name.toString(), checks, subject), verdict -> {
            if (stopping == null) {
                log.take(new Input.Judged(
                        name.toString(), attempt, output, verdict.failed(), verdict.grade(), repeatable));
                settled(name);
            }
        });
    }

    /** Gives the run's episode to memory, if there is one. */
    private void remember() {
        var state = state();
        work(
                "remember",
                parts.hasNoMemory(),
                () -> parts.remember(id, state, actor(""), parts.store()::payload),
                events -> log.record(Durability.BUFFERED, events.toArray(RunEvent[]::new)));
    }

    /** Tells the router how the route of a step did. */
    private void learn(StepName name) {
        calls.feedback(name, state())
                .filter(parts::learn)
                .ifPresent(feedback -> log.record(Durability.BUFFERED, new RunEvent.RouteLearned(feedback)));
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
        if (stopping != null) {
            return; // it was stopped while the planner thought
        }
        if (planned.plan() == null) {
            stop(new RunEvent.RunFailed("", new FailureCause.PlanCause(planned.problems())));
        } else {
            adopt(planned.plan());
        }
    }

    private void adopt(Plan<?, ?> plan) {
        log.take(new Input.Adopted(0, parts.store().keep(plan).digest(), ""));
        collectReady();
        watchEnd();
    }

    private void start(StepName name) {
        try {
            var why = calls.reasonToSkip(name, state());
            var step = state().plan().work(name);
            if (why.isPresent()) {
                log.take(new Input.Skipped(name.toString(), why.get()));
            } else if (step instanceof Step.MapStep map) {
                expand(name, map);
            } else if (!(step instanceof Step.ModelStep model) || route(name, model)) {
                permit(name, calls.call(name, state()));
            }
        } catch (Bindings.Missing | InputException e) {
            unready(name, e);
        }
        settled(name);
    }

    private void unready(StepName name, RuntimeException e) {
        log.take(new Input.Unready(name.toString(), new FailureCause.DataCause(String.valueOf(e.getMessage()))));
    }

    private void expand(StepName name, Step.MapStep map) {
        var elements = calls.elements(map, state());
        log.take(new Input.Expanded(name.toString(), elements));
        fill(name);
        join(name);
    }

    /** Starts as many elements of a map step as its window allows. */
    private void fill(StepName name) {
        var elements = Objects.requireNonNull(state().cell(whole(name)).elements());
        window(name).fill(elements).forEach(i -> ready.add(new StepName(name.step(), i)));
    }

    private MapWindow window(StepName name) {
        return windows.computeIfAbsent(
                name.step(),
                step -> new MapWindow(((Step.MapStep) state().plan().step(name)).window()));
    }

    /** Ends a map step when its last element has ended well. */
    private void join(StepName name) {
        var elements = Objects.requireNonNull(state().cell(whole(name)).elements());
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).phase() != Cell.Phase.SUCCEEDED) {
                return;
            }
        }
        evaluate(whole(name), 0, log.keep(calls.joined(elements)));
    }

    private void ended(StepName name, int attempt, CallEnd came) {
        var flight = inFlight.get(name);
        if (flight == null || flight.admitted().attempt() != attempt || gone) {
            return; // it was cut off before, and what it cost is counted already; or it is left to the next process
        }
        inFlight.remove(name);
        flight.cutOff().cancel();
        var end = calls.billed(flight.admitted(), came, state());
        scope.ledger().settle(flight.admitted().limits(), flight.admitted().reserved(), end.spent());
        Digest output = null;
        var kept = end;
        if (end instanceof CallEnd.Got got) {
            try {
                output = log.keep(got.output());
            } catch (InputException e) {
                kept = calls.unkept(flight.admitted().call(), got, String.valueOf(e.getMessage()));
            }
        }
        var goesOn = stopping == null;
        var hop = goesOn ? calls.hop(name, kept, state()) : null;
        var repeatable = goesOn && calls.repeatable(state().plan().work(name));
        log.take(new Input.Ended(name.toString(), attempt, kept, output, hop, repeatable));
        if (kept instanceof CallEnd.Pending pending) {
            expire(pending.request().id(), pending.request().expires());
        }
        if (output != null && goesOn && !asleep) {
            evaluate(name, attempt, output);
        } else {
            settled(name);
        }
    }

    /** Cuts a call off at its deadline; when that is the end of the run, it is the run whose time is up. */
    private void late(StepName name, Admission.Admitted admitted) {
        if (admitted.deadline().equals(scope.end())) {
            timeIsUp(admitted.deadline());
        }
        cutOff(name, admitted.attempt(), "no result before the deadline");
    }

    /** A call that does not come back counts as failed; what it may have cost counts as spent. */
    private void cutOff(StepName name, int attempt, String reason) {
        var flight = inFlight.get(name);
        if (flight != null && flight.admitted().attempt() == attempt) {
            flight.context().cancel();
            flight.work().cancel();
            ended(name, attempt, calls.timedOut(flight.admitted(), reason));
        }
    }

    /** Looks at what became of a step and does what follows from it. */
    private void settled(StepName name) {
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
            case DELAYED -> timers.after(until(Objects.requireNonNull(cell.until())), () -> ready.add(name));
            default -> {
                // it goes on when its call, its elements or its people do
            }
        }
    }

    /** Makes ready what waited for this step: the next elements and the end of its map, or the steps after it. */
    private void release(StepName name) {
        if (name.isElement()) {
            window(name).close();
            fill(name);
            join(name);
            return;
        }
        var plan = state().plan();
        for (int dependent : plan.dependents(plan.number(name.step()))) {
            if (state().cells().get(dependent).mayStart()) {
                ready.add(whole(plan.steps().get(dependent).id()));
            }
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
        work("evaluate", !judge.isSlow(checks), () -> judge.judge("", checks, subject), verdict -> {
            if (stopping != null) {
                return;
            }
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
                    Decider.decided(call.step(), call.title(), call.request(), refused.decision()));
        }
        stop(new RunEvent.RunStopped(refused.cause(), "step '" + name + "': " + refused.reason()));
    }

    /** Starts nothing more; the run ends as soon as its calls have ended or were given up. */
    private void stop(RunEvent end) {
        if (stopping != null || state().end() != null) {
            return;
        }
        stopping = end;
        Map.copyOf(inFlight).forEach((name, flight) -> {
            flight.context().cancel();
            flight.work().cancel();
            timers.after(GRACE, () -> cutOff(name, flight.admitted().attempt(), "the run ended first"));
        });
    }

    private void endIfStopped() {
        if (stopping != null && inFlight.isEmpty()) {
            end(stopping);
        }
    }

    private void end(RunEvent event) {
        log.record(Durability.DURABLE, event);
        timers.cancelAll();
        remember();
        log.forget();
    }

    /** Without its journal a run cannot go on here; what was written can be taken up by another process. */
    private void fail(RuntimeException e) {
        LOG.atError().addKeyValue("run", id).setCause(e).log("the run cannot go on in this process");
        broken = e;
        inFlight.values().forEach(flight -> flight.work().cancel());
        timers.cancelAll();
    }

    // ---- small things ----

    private void intend(Admission.Admitted admitted) {
        log.take(new Input.Admitted(admitted, key(admitted.call().step())));
    }

    private String key(String step) {
        return id + "/" + step;
    }

    private Duration until(Instant moment) {
        return Duration.between(parts.time().now(), moment);
    }

    private static StepName whole(StepName name) {
        return whole(name.step());
    }

    private static StepName whole(String step) {
        return new StepName(step, StepName.WHOLE);
    }

    /** Does slow work on a thread of its own and comes back with its result; quick work is done at once. */
    private <T> void work(String name, boolean quick, Supplier<T> work, Consumer<T> then) {
        if (quick) {
            then.accept(work.get());
            return;
        }
        parts.scheduler().start("naestro-" + name, () -> {
            var result = work.get();
            mailbox.post(() -> {
                if (!asleep) {
                    then.accept(result);
                }
            });
        });
    }

    private void collectReady() {
        for (var step : state().plan().steps()) {
            if (state().cell(whole(step.id())).mayStart()) {
                ready.add(whole(step.id()));
            }
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

    private void expire(String question, Instant moment) {
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

    /** The run itself as actor, for what belongs to no step. */
    Actor actor(String step) {
        return scope.actor(step, StepOptions.DEFAULT);
    }

    /** Whether it makes no sense any more to think or judge for this run. */
    boolean stopping() {
        return mailbox.look(this::isOver);
    }

    private boolean isOver() {
        return stopping != null || asleep || state().end() != null;
    }

    /** What is so, seen from any thread. */
    RunState look() {
        return mailbox.look(log::state);
    }

    Optional<RuntimeException> broken() {
        return mailbox.look(() -> Optional.ofNullable(broken));
    }

    boolean await(Predicate<RunState> wanted, Duration atMost) {
        return mailbox.await(() -> broken != null || wanted.test(log.state()), atMost);
    }

    /** Begins a run whose acceptance was just written. */
    void begin() {
        owned(() -> {
            begun = true;
            if (state().planOrNull() != null) {
                collectReady();
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

    /** Lets go; calls that are still under way stay open in the journal, for the next process to decide. */
    void letGo() {
        owned(() -> {
            gone = true;
            timers.cancelAll();
            inFlight.values().forEach(flight -> {
                flight.context().cancel();
                flight.work().cancel();
            });
        });
    }

    /** Takes an answer to a question, if it counts, and goes on from there. */
    Answering.Result answer(Answering answering) {
        return mailbox.asOwner(() -> {
            var result = answering.check(state(), parts.time().now());
            if (result.counts()) {
                var receipt = Objects.requireNonNull(result.receipt());
                log.take(new Input.Answered(result.step(), receipt, result.settled()));
                if (result.settled() && receipt.granted()) {
                    ready.add(StepName.of(result.step()));
                } else if (result.settled()) {
                    stop(new RunEvent.RunStopped(StopCause.DENIED, result.refusal()));
                }
            }
            return result;
        });
    }

    /** A call that a planner or judge makes: admitted, counted and written like any other, on the caller's thread. */
    CallEnd subCall(Function<RunState, Call> make) {
        var admission = mailbox.look(() -> isOver()
                ? new Admission.Refused(null, StopCause.CANCELLED, "the run is over")
                : parts.gate().admit(make.apply(state()), scope, 1, this::intend));
        if (!(admission instanceof Admission.Admitted admitted)) {
            return calls.refused(admission);
        }
        var step = admitted.call().step();
        var came = parts.gate().execute(admitted, calls.context(admitted, key(step)));
        return mailbox.look(() -> {
            var end = calls.billed(admitted, came, state());
            scope.ledger().settle(admitted.limits(), admitted.reserved(), end.spent());
            if (state().end() != null || gone) {
                return end; // nothing is written after the end; its intent says what it may have cost
            }
            var output = end instanceof CallEnd.Got got ? log.keep(got.output()) : null;
            log.take(new Input.Ended(step, 1, end, output, null, false));
            return end;
        });
    }

    /** Goes on with a run that another process began, unless that was done already. */
    void resume() {
        owned(() -> {
            if (!begun && state().end() == null) {
                begun = true;
                watchEnd();
                if (state().planOrNull() != null) {
                    new Resumption(this).run();
                } else {
                    scope.restore(state());
                }
            }
        });
    }

    /** What a new process does with what the last one left. */
    private static final class Resumption {
        private final RunLoop loop;
        private final List<StepName> open = new ArrayList<>();
        private final List<StepName> unjudged = new ArrayList<>();
        private final List<StepName> maps = new ArrayList<>();

        private Resumption(RunLoop loop) {
            this.loop = loop;
        }

        private void run() {
            for (var step : loop.state().plan().steps()) {
                sort(whole(step.id()));
            }
            loop.log.record(
                    Durability.DURABLE,
                    new RunEvent.RunResumed(
                            open.stream().map(StepName::toString).toList()));
            loop.scope.restore(loop.state());
            open.forEach(this::again);
            maps.forEach(this::refill);
            unjudged.forEach(name -> loop.evaluate(
                    name,
                    loop.state().cell(name).attempt(),
                    Objects.requireNonNull(loop.state().cell(name).output())));
            loop.state().openQuestions().forEach(question -> loop.expire(question.id(), question.expires()));
            stopIfDecided();
        }

        private void sort(StepName name) {
            var cell = loop.state().cell(name);
            switch (cell.phase()) {
                case PENDING -> {
                    if (cell.mayStart() && !name.isElement()) {
                        loop.ready.add(name);
                    }
                }
                case RUNNING -> running(name, cell);
                case CHECKING -> unjudged.add(name);
                case DELAYED, FAILED -> loop.settled(name);
                case ASKED, SUCCEEDED, SKIPPED, SUGGESTED -> {
                    // people will answer, or it has ended
                }
            }
        }

        private void running(StepName name, Cell cell) {
            var elements = cell.elements();
            if (elements == null) {
                open.add(name);
                return;
            }
            for (int i = 0; i < elements.size(); i++) {
                sort(new StepName(name.step(), i));
            }
            maps.add(name);
        }

        private void refill(StepName map) {
            var elements = Objects.requireNonNull(loop.state().cell(map).elements());
            loop.window(map).recount(elements);
            loop.fill(map);
            loop.join(map);
        }

        /** What was cut off runs again if that does no harm; otherwise a person is asked, never guessed. */
        private void again(StepName name) {
            var work = loop.state().plan().work(name);
            if (loop.calls.repeatable(work)) {
                loop.ready.add(name);
                return;
            }
            try {
                var ask = loop.calls.askAgain(name, loop.state());
                loop.log.take(new Input.NotAdmitted(name.toString(), ask));
            } catch (Bindings.Missing | InputException e) { // its tool may be missing here
                loop.unready(name, e);
                loop.settled(name);
            }
        }

        private void stopIfDecided() {
            var state = loop.state();
            if (state.cancelled()) {
                loop.stop(new RunEvent.RunStopped(StopCause.CANCELLED, "it was cancelled before its process ended"));
            }
            state.questions().values().stream()
                    .filter(question -> question.settled() && !question.granted())
                    .findFirst()
                    .ifPresent(question -> loop.stop(new RunEvent.RunStopped(
                            StopCause.DENIED, "step '" + question.request().step() + "' was refused")));
        }
    }

    private void owned(Runnable work) {
        mailbox.asOwner(() -> {
            try {
                work.run();
            } catch (JournalFailure e) {
                fail(e);
                throw e;
            }
            return true;
        });
    }
}

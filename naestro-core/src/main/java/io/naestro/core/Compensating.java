package io.naestro.core;

import io.naestro.core.Undoing.Phase;
import io.naestro.core.Undoing.Undo;
import io.naestro.json.InputException;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal.Durability;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult.StopCause;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolFailure;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The phase in which a run that failed or was stopped undoes what its calls did: one at a time, the last first. What
 * cannot be undone keeps nothing else from it; the run's result tells of each. Used by the run's owner only.
 */
final class Compensating {
    private final Workbench bench;
    private final StepCalls calls;
    private final RunLog log;
    private final BiConsumer<String, Instant> expire;
    private final Consumer<RunEvent.RunStopped> halt;
    private @Nullable Instant wakes;

    /**
     * The undoing of a run's calls.
     *
     * @param bench what the run is worked with
     * @param expire sees to it that a question has an end
     * @param halt ends the run, since nothing may be called any more
     */
    Compensating(Workbench bench, BiConsumer<String, Instant> expire, Consumer<RunEvent.RunStopped> halt) {
        this.bench = bench;
        calls = bench.calls();
        log = bench.log();
        this.expire = expire;
        this.halt = halt;
    }

    /** Whether this is the name of a call that undoes another. */
    boolean has(StepName name) {
        return undoing().has(name.step());
    }

    /**
     * Enters the phase, unless it was entered before, if a run that ends so has something to undo.
     *
     * @return whether there is something left to undo
     */
    boolean begin(RunEvent end) {
        if (!isUndone(end) || undoing().next().isEmpty()) {
            return false;
        }
        if (!undoing().hasBegun()) {
            var unused = bench.course().decide(end);
            log.record(Durability.DURABLE, new RunEvent.CompensationBegun(end));
        }
        return true;
    }

    private static boolean isUndone(RunEvent end) {
        return switch (end) {
            case RunEvent.RunStopped stopped -> stopped.cause() != StopCause.HALTED;
            case RunEvent.RunFailed failed -> true;
            default -> false;
        };
    }

    /** Undoes what can be undone now. */
    void go() {
        for (var next = undoing().next();
                next.isPresent() && next.get().phase() == Phase.OPEN && !bench.isHalted();
                next = undoing().next()) {
            start(next.get());
        }
        undoing().next().filter(undo -> undo.phase() == Phase.DELAYED).ifPresent(this::wait);
    }

    private void wait(Undo undo) {
        var until = Objects.requireNonNull(undo.until());
        if (!until.equals(wakes)) {
            wakes = until;
            bench.timers().after(bench.until(until), () -> {
                wakes = null;
                start(undo);
            });
        }
    }

    private void start(Undo undo) {
        try {
            var call = calls.undo(undo);
            if (undo.cutOff() && call.effect().contract().repeat() == Repeat.ONCE) {
                var cause = new FailureCause.EngineCause("undoing it was cut off by the end of its process");
                fail(undo, undo.attempt(), cause);
            } else {
                permit(undo, call);
            }
        } catch (Bindings.Missing | InputException e) {
            fail(undo, undo.attempt() + 1, new FailureCause.DataCause(String.valueOf(e.getMessage())));
        }
    }

    private void permit(Undo undo, Call.Undo call) {
        var admission = bench.parts().gate().admit(call, bench.scope(), undo.attempt() + 1, log::intend);
        switch (admission) {
            case Admission.Admitted admitted -> call(undo, admitted);
            case Admission.Refused(var decision, var cause, var reason)
            when cause == StopCause.HALTED -> halt.accept(new RunEvent.RunStopped(StopCause.HALTED, reason));
            case Admission.Refused refused -> {
                if (refused.decision() != null) {
                    log.record(
                            Durability.BUFFERED,
                            RunEvent.EffectDecided.of(call.step(), call.title(), call.request(), refused.decision()));
                }
                deny(undo, refused.reason());
            }
            case Admission.Suggested suggested -> deny(undo, "its mode lets it only be suggested");
            case Admission.WaitUntil wait -> log.take(new Input.NotAdmitted(undo.name(), wait));
            case Admission.NeedsApproval ask -> {
                log.take(new Input.NotAdmitted(undo.name(), ask));
                expire.accept(ask.request().id(), ask.request().expires());
            }
        }
    }

    private void call(Undo undo, Admission.Admitted admitted) {
        var context = calls.context(admitted);
        if (undo.output() == null) {
            context.askFirst();
        }
        bench.make(
                StepName.whole(undo.name()),
                admitted,
                context,
                end -> ended(undo, admitted.attempt(), end),
                () -> cutOff(StepName.whole(undo.name()), "not undone before the deadline"));
    }

    private void ended(Undo undo, int attempt, CallEnd came) {
        bench.open().end(StepName.whole(undo.name()), attempt).ifPresent(admitted -> {
            var settled = calls.settle(admitted, came);
            var end = settled.end();
            var repeatable = calls.undo(undo).effect().contract().repeat() != Repeat.ONCE
                    || end.spent().calls() == 0;
            log.take(new Input.Ended(undo.name(), attempt, end, settled.output(), null, repeatable));
            if (end instanceof CallEnd.Pending pending) {
                expire.accept(pending.request().id(), pending.request().expires());
            }
        });
    }

    /** Gives a call that undoes another up; nobody knows what became of it. */
    void cutOff(StepName name, String reason) {
        var undo = undoing().find(name.step()).orElseThrow();
        bench.open()
                .interrupt(name)
                .ifPresent(admitted -> ended(undo, admitted.attempt(), calls.timedOut(admitted, reason)));
    }

    /** Nobody answered the question whether a call may be undone. */
    void expired(String name, String question) {
        log.take(new Input.Withdrawn(name, question, "nobody answered in time"));
        deny(undoing().find(name).orElseThrow(), "nobody answered in time");
    }

    private void deny(Undo undo, String reason) {
        var failure = ToolFailure.of(ToolFailure.Kind.DENIED, reason);
        fail(undo, undo.attempt() + 1, new FailureCause.ToolCause(undo.tool().toString(), failure));
    }

    private void fail(Undo undo, int attempt, FailureCause cause) {
        log.record(Durability.BUFFERED, RunEvent.StepFailed.of(undo.name(), attempt, cause));
    }

    private Undoing undoing() {
        return bench.state().undoing();
    }
}

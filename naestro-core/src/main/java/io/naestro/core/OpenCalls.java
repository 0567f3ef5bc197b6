package io.naestro.core;

import io.naestro.run.Scheduler;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The calls of a run that are under way, each on a thread of its own and cut off at its deadline. Used by the run's
 * owner only.
 */
final class OpenCalls {
    private final Map<StepName, OpenCall> calls = new HashMap<>();

    /**
     * A call that is under way.
     *
     * @param admitted what was admitted
     * @param context what the plug-in was given
     * @param work the task that calls it
     * @param cutOff what cuts it off at its deadline
     */
    private record OpenCall(Admission.Admitted admitted, CallScope context, Scheduler.Task work, Timers.Timer cutOff) {
        void interrupt() {
            context.cancel();
            work.cancel();
        }
    }

    int size() {
        return calls.size();
    }

    Set<StepName> names() {
        return Set.copyOf(calls.keySet());
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    void add(StepName name, Admission.Admitted admitted, CallScope context, Scheduler.Task work, Timers.Timer cutOff) {
        calls.put(name, new OpenCall(admitted, context, work, cutOff));
    }

    /** Takes a call out that has ended; empty when it was cut off before, even if another attempt is under way. */
    Optional<Admission.Admitted> end(StepName name, int attempt) {
        var call = calls.get(name);
        if (call == null || call.admitted().attempt() != attempt) {
            return Optional.empty();
        }
        calls.remove(name);
        call.cutOff().cancel();
        return Optional.of(call.admitted());
    }

    /** Tells a call to stop; it stays open until it ends. */
    Optional<Admission.Admitted> interrupt(StepName name) {
        var call = Optional.ofNullable(calls.get(name));
        call.ifPresent(OpenCall::interrupt);
        return call.map(OpenCall::admitted);
    }

    /** Tells all calls to stop. */
    void interruptAll(Consumer<StepName> then) {
        calls.forEach((name, call) -> {
            call.interrupt();
            then.accept(name);
        });
    }

    /** Interrupts all calls and forgets them: whatever they come back with is too late. */
    void abandon() {
        calls.values().forEach(OpenCall::interrupt);
        calls.clear();
    }
}

package io.naestro.core;

import io.naestro.run.RunResult.StopCause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The calls that planners and judges make while they think: admitted, counted and written like any other, on the
 * caller's thread, which is interrupted at their deadline.
 */
final class SubCalls {
    private final Workbench bench;
    private final Gate gate;
    private final StepCalls calls;
    private final Map<String, Open> open = new HashMap<>();

    /** How the making of a call begins. */
    private sealed interface Begun {}

    private record Refused(CallEnd end) implements Begun {}

    private record Open(
            Admission.Admitted admitted, CallScope context, Thought thought, Thread thread, Timers.Timer timer)
            implements Begun {
        String step() {
            return admitted.call().step();
        }
    }

    SubCalls(Workbench bench) {
        this.bench = bench;
        gate = bench.parts().gate();
        calls = bench.calls();
    }

    /** Makes a call for a thought; it ends in any case, at its deadline at the latest if the model stops then. */
    CallEnd make(Thought thought, Function<RunState, Call> call) {
        return switch (bench.look(state -> begin(thought, call, state))) {
            case Refused(var end) -> end;
            case Open begun -> {
                var came = gate.execute(begun.admitted(), begun.context());
                yield bench.look(state -> ended(begun, came));
            }
        };
    }

    private Begun begin(Thought thought, Function<RunState, Call> call, RunState state) {
        var admission = bench.isOver() || thought.over()
                ? new Admission.Refused(null, StopCause.CANCELLED, "nobody waits for it any more")
                : gate.admit(call.apply(state), bench.scope(), 1, bench.log()::intend);
        if (!(admission instanceof Admission.Admitted admitted)) {
            return new Refused(calls.refused(admission));
        }
        var step = admitted.call().step();
        var timer = bench.timers()
                .after(
                        bench.until(admitted.deadline()),
                        () -> cutOff(Objects.requireNonNull(open.get(step)), "no result before the deadline"));
        var begun = new Open(admitted, calls.context(admitted), thought, Thread.currentThread(), timer);
        open.put(step, begun);
        return begun;
    }

    private CallEnd ended(Open call, CallEnd came) {
        if (open.remove(call.step(), call)) {
            call.timer().cancel();
            return write(call, came);
        }
        var unused = Thread.interrupted(); // the interruption meant the call, which is over
        return calls.timedOut(call.admitted(), "it was cut off");
    }

    /** Ends the calls of a thought whose time is up. */
    void cutOff(Thought thought) {
        cutOff(call -> call.thought() == thought, "its thought was cut off");
    }

    /** Ends all calls, since the run ends. */
    void cutOffAll() {
        cutOff(call -> true, "the run ended first");
    }

    private void cutOff(Predicate<Open> which, String reason) {
        List.copyOf(open.values()).stream().filter(which).forEach(call -> cutOff(call, reason));
    }

    /** A call that does not come back counts as failed; what it may have cost counts as spent. */
    private void cutOff(Open call, String reason) {
        forget(call);
        var unused = write(call, calls.timedOut(call.admitted(), reason));
    }

    /** Interrupts all calls and forgets them; their intents say what they may have cost. */
    void abandon() {
        List.copyOf(open.values()).forEach(this::forget);
    }

    private void forget(Open call) {
        open.remove(call.step());
        call.timer().cancel();
        call.context().cancel();
        call.thread().interrupt();
    }

    private CallEnd write(Open call, CallEnd came) {
        var settled = calls.settle(call.admitted(), came);
        bench.log().take(new Input.Ended(call.step(), 1, settled.end(), settled.output(), null, false));
        return settled.end();
    }
}

package io.naestro.core;

import io.naestro.run.RunResult.StopCause;
import java.util.function.Function;

/**
 * The calls that planners and judges make while they think: admitted, counted and written like any other, on the
 * caller's thread.
 */
final class SubCalls {
    private final RunLoop loop;
    private final Gate gate;
    private final RunScope scope;
    private final RunLog log;
    private final StepCalls calls;

    SubCalls(RunLoop loop, Gate gate, RunScope scope, RunLog log, StepCalls calls) {
        this.loop = loop;
        this.gate = gate;
        this.scope = scope;
        this.log = log;
        this.calls = calls;
    }

    CallEnd make(Function<RunState, Call> call) {
        var admission = loop.look(state -> loop.isOver()
                ? new Admission.Refused(null, StopCause.CANCELLED, "the run is over")
                : gate.admit(call.apply(state), scope, 1, log::intend));
        if (!(admission instanceof Admission.Admitted admitted)) {
            return calls.refused(admission);
        }
        var came = gate.execute(admitted, calls.context(admitted));
        return loop.look(state -> ended(admitted, came));
    }

    /** What ends after its run is not written any more; its intent says what it may have cost. */
    private CallEnd ended(Admission.Admitted admitted, CallEnd came) {
        if (!loop.mayWrite()) {
            return came;
        }
        var settled = calls.settle(admitted, came);
        log.take(new Input.Ended(admitted.call().step(), 1, settled.end(), settled.output(), null, false));
        return settled.end();
    }
}

package io.naestro.examples.quickstart;

import io.naestro.run.Run;
import io.naestro.run.StepDelta;

/** How a run is shown to whoever watches it. */
interface View {
    /** Shows what happened since the last time. */
    void show(Run<?> run);

    /** Takes what a step tells of its progress; called on another thread. */
    void take(StepDelta delta);

    /** Leaves what is shown as it is, before something else is printed. */
    void pause();
}

package io.naestro.testkit;

/** Ends what a simulated process was doing. Whoever catches it can do no more: its disk and its tools are gone. */
final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash() {
        super("this process was killed", null, false, false);
    }
}

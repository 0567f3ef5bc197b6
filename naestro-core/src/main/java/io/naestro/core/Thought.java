package io.naestro.core;

import java.time.Instant;

/** One piece of work of a planner, judge or memory: until when it is wanted. May be asked by any thread. */
final class Thought {
    private final Instant deadline;
    private volatile boolean over;
    private volatile String trace = "";

    Thought(Instant deadline) {
        this.deadline = deadline;
    }

    /** The moment at which nobody waits for it any more. */
    Instant deadline() {
        return deadline;
    }

    /** Whether nobody waits for it any more; its calls are refused then. */
    boolean over() {
        return over;
    }

    /** The {@code traceparent} of the span in which it is thought, or empty. */
    String trace() {
        return trace;
    }

    void trace(String parent) {
        trace = parent;
    }

    void end() {
        over = true;
    }
}

package io.naestro.run;

import java.time.Duration;

/**
 * What runs a run's work: calls on threads of their own, and what is due later. Injected, so that tests can order work
 * as they like under a clock of their own. Thread-safe.
 */
public interface Scheduler extends AutoCloseable {

    /**
     * Runs a task soon, on a thread that may block.
     *
     * @param name what it is, for the thread's name
     * @param task the task
     */
    Task start(String name, Runnable task);

    /**
     * Runs a short task that does not block, after a while.
     *
     * @param wait how long to wait
     * @param task the task
     */
    Task after(Duration wait, Runnable task);

    /** Stops taking tasks; those that run are interrupted. */
    @Override
    void close();

    /** A task that was given to the scheduler. */
    interface Task {
        /** Drops the task if it has not started, and interrupts it if it has. Harmless when it has ended. */
        void cancel();
    }
}

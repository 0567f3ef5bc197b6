package io.naestro.testkit;

import io.naestro.run.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler for tests in which the seed decides the order of everything. Tasks wait until the test drives them by
 * {@link #step()}, {@link #runReady()}, {@link #runFor(Duration)} or {@link #runUntilIdle()}; each then runs to its end
 * on the thread that drives. Of all that could run, the seed picks; when nothing can, the clock jumps to the next
 * timer. So the same seed gives the same order, and another seed another one.
 *
 * <p>A task must not wait for another one: nobody would run it. Tasks may be given and cancelled from any thread; the
 * order is the seed's only as long as they come from the driving thread.
 */
public final class SeededScheduler implements Scheduler {
    private static final int MOST_STEPS = 100_000;

    private final VirtualTime time;
    private final SeededRandom random;
    private final List<Item> runnable = new ArrayList<>();
    private final PriorityQueue<Item> timers = new PriorityQueue<>(
            Comparator.<Item>comparingLong(item -> item.due).thenComparingLong(item -> item.number));
    private long numbers;
    private boolean closed;
    private @Nullable Item current;

    /**
     * A scheduler.
     *
     * @param time the clock that it moves
     * @param seed what decides the order
     */
    public SeededScheduler(VirtualTime time, long seed) {
        this.time = time;
        this.random = new SeededRandom(seed);
    }

    /**
     * Queues a task.
     *
     * @throws RejectedExecutionException if the scheduler is closed
     */
    @Override
    public synchronized Task start(String name, Runnable task) {
        var item = new Item(name, task, time.nanos());
        runnable.add(item);
        return item;
    }

    /**
     * Queues a task for later; a wait of zero or less is over at once.
     *
     * @throws RejectedExecutionException if the scheduler is closed
     */
    @Override
    public synchronized Task after(Duration wait, Runnable task) {
        var item = new Item("timer", task, Math.addExact(time.nanos(), wait.toNanos()));
        timers.add(item);
        return item;
    }

    /**
     * Runs one task. When none can run, the clock first jumps to the next timer; timers that are due at the same time,
     * or were passed by while the test moved the clock, run in the seed's order.
     *
     * @return whether there was one
     * @throws IllegalStateException if a task calls it, or the task that ran threw something, which is the cause
     */
    public boolean step() {
        return step(Long.MAX_VALUE);
    }

    /**
     * Runs all that can run now, and what comes of it now; the clock stands still.
     *
     * @return how many tasks ran
     * @throws IllegalStateException if 100,000 steps do not suffice; or as {@link #step()} does
     */
    public int runReady() {
        return runFor(Duration.ZERO);
    }

    /**
     * Runs tasks until there are none, and the clock along with them: also past a run's deadline and the time in which
     * a question had to be answered. {@link #runReady()} stops before these.
     *
     * @return how many ran
     * @throws IllegalStateException if 100,000 steps do not suffice, as with a timer that always sets the next one; or
     *     as {@link #step()} does
     */
    public int runUntilIdle() {
        return runUntil(Long.MAX_VALUE);
    }

    /**
     * Runs what can run within a span of time; the clock then stands at the end of the span.
     *
     * @param span how long, on the virtual clock
     * @return how many tasks ran
     * @throws IllegalStateException if 100,000 steps do not suffice; or as {@link #step()} does
     */
    public int runFor(Duration span) {
        var end = Math.addExact(time.nanos(), span.toNanos());
        var ran = runUntil(end);
        advanceTo(end);
        return ran;
    }

    /** How many tasks wait, those for later included. */
    public synchronized int waiting() {
        return runnable.size() + timers.size();
    }

    /** Drops all tasks that wait, interrupts the one that runs, and takes no more. */
    @Override
    public synchronized void close() {
        closed = true;
        runnable.clear();
        timers.clear();
        if (current != null) {
            current.cancel();
        }
    }

    private int runUntil(long end) {
        for (var ran = 0; ran < MOST_STEPS; ran++) {
            if (!step(end)) {
                return ran;
            }
        }
        throw new IllegalStateException("still not idle after " + MOST_STEPS + " steps; " + waiting()
                + " tasks wait; does a task always start the next one?");
    }

    private boolean step(long end) {
        var item = next(end);
        if (item == null) {
            return false;
        }
        try {
            item.task.run();
        } catch (Throwable e) {
            throw new IllegalStateException("task '" + item.name + "' threw " + e, e);
        } finally {
            ended(item);
        }
        return true;
    }

    /** Takes the task to run next, unless there is none until then. */
    private synchronized @Nullable Item next(long end) {
        if (current != null) {
            throw new IllegalStateException("the scheduler cannot be driven while it runs task '" + current.name + "'");
        }
        if (runnable.isEmpty() && !timers.isEmpty() && timers.element().due <= end) {
            advanceTo(timers.element().due);
        }
        while (!timers.isEmpty() && timers.element().due <= time.nanos()) {
            runnable.add(timers.remove());
        }
        if (runnable.isEmpty()) {
            return null;
        }
        current = runnable.remove(random.below(runnable.size()));
        current.thread = Thread.currentThread();
        return current;
    }

    private synchronized void ended(Item item) {
        current = null;
        item.thread = null;
        if (item.cancelled) {
            Thread.interrupted(); // meant for the task, not for whoever drives
        }
    }

    private void advanceTo(long nanos) {
        time.advance(Duration.ofNanos(Math.max(0, nanos - time.nanos())));
    }

    private final class Item implements Task {
        private final String name;
        private final Runnable task;
        private final long due;
        private final long number;
        private boolean cancelled;
        private @Nullable Thread thread;

        Item(String name, Runnable task, long due) {
            if (closed) {
                throw new RejectedExecutionException("the scheduler is closed and takes no task '" + name + "'");
            }
            this.name = name;
            this.task = task;
            this.due = due;
            number = numbers++;
        }

        @Override
        public void cancel() {
            synchronized (SeededScheduler.this) {
                runnable.remove(this);
                timers.remove(this);
                if (thread != null) {
                    cancelled = true;
                    thread.interrupt();
                }
            }
        }
    }
}

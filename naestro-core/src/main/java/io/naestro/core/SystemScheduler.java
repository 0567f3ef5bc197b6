package io.naestro.core;

import io.naestro.run.Scheduler;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each task on a virtual thread of its own, and timers on one thread that only hands them over. */
public final class SystemScheduler implements Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(SystemScheduler.class);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("naestro-timer").factory());

    /** A scheduler with threads of its own. */
    public SystemScheduler() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Task start(String name, Runnable task) {
        return cancelling(threads.submit(() -> {
            Thread.currentThread().setName(name);
            logged(name, task);
        }));
    }

    @Override
    public Task after(Duration wait, Runnable task) {
        return cancelling(
                timer.schedule(() -> logged("timer", task), TimeUnit.NANOSECONDS.convert(wait), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
    }

    /** A future that nobody looks at would keep the failure to itself. */
    private static void logged(String name, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.atError().addKeyValue("task", name).setCause(e).log("a task failed");
        }
    }

    private static Task cancelling(Future<?> future) {
        return () -> future.cancel(true);
    }
}

package io.naestro.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assertions;
import org.opentest4j.AssertionFailedError;

/** A call on a thread of its own, so that a test outlives one that hangs. */
final class Aside<T> {
    /** Far beyond what any call needs; it is there to fail, not to measure. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FutureTask<T> task;
    private final Thread thread;

    private Aside(Callable<T> call) {
        task = new FutureTask<>(call);
        thread = Thread.ofPlatform().daemon().name("conformance").start(task);
    }

    static <T> Aside<T> start(Callable<T> call) {
        return new Aside<>(call);
    }

    /** Makes many calls at once and gives all their results. */
    static <T> List<T> all(int threads, IntFunction<T> call) {
        var gate = new CountDownLatch(1);
        var calls = new ArrayList<Aside<T>>();
        for (var i = 0; i < threads; i++) {
            var number = i;
            calls.add(start(() -> {
                gate.await();
                return call.apply(number);
            }));
        }
        gate.countDown();
        return calls.stream()
                .map(one -> one.result("one of " + threads + " calls at once", PATIENCE))
                .toList();
    }

    void interrupt() {
        thread.interrupt();
    }

    T result(String what, Duration patience) {
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new AssertionFailedError(what + " should end soon, but did not within " + patience, e);
        } catch (Exception e) {
            throw new AssertionFailedError(what + " should not throw, but threw " + e.getCause(), e);
        }
    }

    /** Waits until the other side says so. */
    static void await(CountDownLatch latch, String what, Duration patience) {
        try {
            Assertions.assertTrue(
                    latch.await(patience.toMillis(), TimeUnit.MILLISECONDS),
                    () -> what + " should happen, but did not within " + patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted while waiting for " + what, e);
        }
    }
}

package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemSchedulerTest {
    private final SystemScheduler scheduler = new SystemScheduler();

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void runs_tasks_on_virtual_threads_with_their_name() throws Exception {
        var thread = new CompletableFuture<Thread>();
        var name = new CompletableFuture<String>();
        scheduler.start("naestro-a", () -> {
            name.complete(Thread.currentThread().getName());
            thread.complete(Thread.currentThread());
        });
        assertThat(get(thread).isVirtual()).isTrue();
        assertThat(get(name)).isEqualTo("naestro-a");
    }

    @Test
    void interrupts_a_task_that_is_cancelled() throws Exception {
        var started = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        var task = scheduler.start("blocks", () -> block(started, interrupted));
        started.await();
        task.cancel();
        assertThat(get(interrupted)).isTrue();
        task.cancel();
    }

    @Test
    void runs_timers_after_their_wait_and_drops_those_that_are_cancelled() throws Exception {
        var order = new CompletableFuture<String>();
        scheduler.after(Duration.ZERO, () -> order.complete("cancelled")).cancel();
        scheduler.after(Duration.ofMillis(1), () -> order.complete("rung"));
        assertThat(get(order)).isIn("rung", "cancelled"); // the first may have started before it was cancelled
        var never = new CompletableFuture<String>();
        scheduler
                .after(Duration.ofSeconds(Long.MAX_VALUE), () -> never.complete("rung"))
                .cancel();
        assertThat(never).isNotDone();
    }

    @Test
    void goes_on_after_tasks_that_fail() throws Exception {
        scheduler.start("fails", () -> {
            throw new IllegalStateException("for the log");
        });
        scheduler.after(Duration.ZERO, () -> {
            throw new AssertionError("for the log");
        });
        var next = new CompletableFuture<String>();
        scheduler.after(Duration.ZERO, () -> next.complete("next"));
        assertThat(get(next)).isEqualTo("next");
    }

    @Test
    void interrupts_what_runs_and_takes_nothing_more_once_closed() throws Exception {
        var started = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        scheduler.start("blocks", () -> block(started, interrupted));
        started.await();
        scheduler.close();
        assertThat(get(interrupted)).isTrue();
        assertThatThrownBy(() -> scheduler.start("late", () -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> scheduler.after(Duration.ZERO, () -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    private static void block(CountDownLatch started, CompletableFuture<Boolean> interrupted) {
        try {
            started.countDown();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.complete(true);
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }
}

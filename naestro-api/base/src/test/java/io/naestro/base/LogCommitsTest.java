package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogCommitsTest {
    private final AtomicInteger works = new AtomicInteger();
    private final Semaphore mayWork = new Semaphore(0);
    private final Semaphore working = new Semaphore(0);
    private final LogCommits commits = new LogCommits(this::work);

    private void work() {
        working.release();
        mayWork.acquireUninterruptibly();
        works.incrementAndGet();
    }

    /** Whether so much work was done, seen from a thread that says when it asks for the first time. */
    private BooleanSupplier reached(int goal, CountDownLatch asked) {
        return () -> {
            asked.countDown();
            return works.get() >= goal;
        };
    }

    @Test
    void those_that_wait_share_one_piece_of_work() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> commits.until(() -> works.get() >= 1));
            working.acquire();
            var asked = new CountDownLatch(20);
            var others = new java.util.ArrayList<Future<?>>();
            for (int i = 0; i < 20; i++) {
                others.add(threads.submit(() -> commits.until(reached(2, asked))));
            }
            asked.await();
            mayWork.release(100);
            first.get();
            for (var other : others) {
                other.get();
            }
            assertThat(works.get()).isBetween(2, 22);
        }
    }

    @Test
    void a_leader_hands_over_after_some_rounds() throws Exception {
        var threads = new java.util.ArrayList<Thread>();
        var leaders = new java.util.LinkedHashSet<Thread>();
        var shared = new java.util.concurrent.atomic.AtomicReference<LogCommits>();
        shared.set(new LogCommits(() -> {
            leaders.add(Thread.currentThread());
            var goal = works.incrementAndGet() + 1;
            if (goal <= 12) { // somebody waits already when the round ends
                var next = Thread.ofVirtual().start(() -> shared.get().until(() -> works.get() >= goal));
                threads.add(next);
                awaitWaiting(next);
            }
        }));
        shared.get().until(() -> works.get() >= 1);
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).join();
        }
        assertThat(works).hasValueGreaterThanOrEqualTo(12);
        assertThat(leaders).hasSizeGreaterThan(1).hasSizeLessThan(6);
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_wait_goes_on_when_its_thread_is_interrupted() throws Exception {
        var leader = Thread.startVirtualThread(() -> commits.until(() -> works.get() >= 1));
        working.acquire();
        var asked = new CountDownLatch(1);
        var interrupted = new AtomicInteger();
        var waiting = Thread.ofVirtual().start(() -> {
            commits.until(reached(2, asked));
            interrupted.set(Thread.currentThread().isInterrupted() ? 1 : -1);
        });
        awaitWaiting(waiting);
        waiting.interrupt();
        mayWork.release(10);
        leader.join();
        waiting.join();
        assertThat(interrupted).hasValue(1);
    }

    @Test
    void what_the_work_throws_its_leader_throws_and_the_next_one_leads() {
        var broken = new LogCommits(() -> {
            throw new IllegalStateException("broken");
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> broken.until(() -> false)).hasMessage("broken");
        }
    }
}

package io.naestro.base;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets many threads share one force of the disk. Whoever comes first leads; whoever comes while the leader works waits
 * for the next round, which covers all that wait. The leader goes on for some rounds, so that the disk is never idle
 * while a thread wakes up, and then hands over, so that it is not kept for ever. No thread of its own.
 */
final class LogCommits {
    private static final int ROUNDS = 8;

    private final Runnable work;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean led;
    private Round next = new Round();

    /** Those that wait for the same work. */
    private static final class Round {
        private final CountDownLatch done = new CountDownLatch(1);
        private boolean joined;
    }

    /** Shares some work, which covers all that happened before it began. */
    LogCommits(Runnable work) {
        this.work = work;
    }

    /**
     * Works or waits until it is done. What the work throws, its leader throws; the others ask {@code done} again.
     *
     * @param done whether nothing is left to wait for; may throw
     */
    void until(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            var round = joinOrLead();
            if (round == null) {
                lead();
            } else {
                await(round);
            }
        }
    }

    private @Nullable Round joinOrLead() {
        lock.lock();
        try {
            if (!led) {
                led = true;
                return null;
            }
            next.joined = true;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void lead() {
        for (int rounds = 1; rounds > 0; rounds = goesOn(rounds) ? rounds + 1 : 0) {
            var served = begin();
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                goesOn(ROUNDS);
                throw e;
            } finally {
                served.done.countDown();
            }
        }
    }

    private Round begin() {
        lock.lock();
        try {
            var served = next;
            next = new Round();
            return served;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the leader goes on; if not, those that wait are woken, and one of them leads. */
    private boolean goesOn(int rounds) {
        lock.lock();
        try {
            if (next.joined && rounds < ROUNDS) {
                return true;
            }
            led = false;
            next.done.countDown();
            next = new Round();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static void await(Round round) {
        var interrupted = false;
        for (var waiting = true; waiting; ) {
            try {
                round.done.await();
                waiting = false;
            } catch (InterruptedException e) {
                interrupted = true; // what was begun is finished; the caller sees the interruption afterwards
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.naestro.core;

import io.naestro.run.Scheduler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives something one owner at a time: messages are worked off one after the other, on a thread that is taken only
 * while there are any. A lock rather than {@code synchronized}, since the owner writes to disk and virtual threads of
 * Java 21 would hold their carrier.
 */
final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final Scheduler scheduler;
    private final String name;
    private final Runnable afterwards;
    private final Consumer<RuntimeException> failed;
    private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean closed;

    /**
     * A mailbox.
     *
     * @param scheduler where messages are worked off
     * @param name the name of the thread
     * @param afterwards what to do after the messages that are there, as owner
     * @param failed what to do when a message fails, as owner
     */
    Mailbox(Scheduler scheduler, String name, Runnable afterwards, Consumer<RuntimeException> failed) {
        this.scheduler = scheduler;
        this.name = name;
        this.afterwards = afterwards;
        this.failed = failed;
    }

    /** Leaves a message. */
    void post(Runnable message) {
        messages.add(message);
        wake();
    }

    /** From here on, messages that the scheduler does not take any more are dropped: they came too late. */
    void close() {
        closed = true;
    }

    /** Does something as owner on this thread, and then what is done after messages. */
    <T> T asOwner(Supplier<T> work) {
        lock.lock();
        try {
            var result = work.get();
            afterwards.run();
            return result;
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Looks at something while nobody changes it. */
    <T> T look(Supplier<T> view) {
        lock.lock();
        try {
            return view.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something is so.
     *
     * @return whether it is so; false when the time was up or the thread was interrupted, which it then still is
     */
    boolean await(BooleanSupplier wanted, Duration atMost) {
        lock.lock();
        try {
            var left = TimeUnit.NANOSECONDS.convert(atMost);
            while (!wanted.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return look(wanted::getAsBoolean);
    }

    private void wake() {
        if (!awake.compareAndSet(false, true)) {
            return;
        }
        try {
            scheduler.start(name, this::drain);
        } catch (RuntimeException e) {
            if (!closed) {
                throw e;
            }
            LOG.debug("a message for {} came too late", name);
        }
    }

    private void drain() {
        try {
            asOwner(() -> {
                for (var message = messages.poll(); message != null; message = messages.poll()) {
                    work(message);
                }
                return true;
            });
        } finally {
            awake.set(false);
            if (!messages.isEmpty()) {
                wake();
            }
        }
    }

    private void work(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException e) {
            failed.accept(e);
        } catch (Error e) { // a value that nests too deep, for example: nobody may wait for what will not come
            failed.accept(new IllegalStateException(e.toString(), e));
        }
    }
}

package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.testkit.SeededScheduler;
import io.naestro.testkit.VirtualTime;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final SystemScheduler scheduler = new SystemScheduler();
    private final List<String> log = new ArrayList<>();
    private final Mailbox mailbox = new Mailbox(
            scheduler, "owner", () -> log.add("afterwards"), failure -> log.add("failed: " + failure.getMessage()));

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void has_one_owner_at_a_time_and_keeps_the_order_of_each_of_16_threads() throws Exception {
        var owners = new AtomicInteger();
        var most = new AtomicInteger();
        var seen = new ArrayList<List<Integer>>();
        IntStream.range(0, 16).forEach(i -> seen.add(new ArrayList<>()));
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 16; t++) {
            var thread = t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 500; i++) {
                    var number = i;
                    mailbox.post(() -> {
                        most.accumulateAndGet(owners.incrementAndGet(), Math::max);
                        seen.get(thread).add(number);
                        owners.decrementAndGet();
                    });
                    mailbox.asOwner(() ->
                            most.accumulateAndGet(owners.incrementAndGet() * 1, Math::max) + owners.decrementAndGet());
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        var all = IntStream.range(0, 500).boxed().toList();
        assertThat(mailbox.await(() -> seen.stream().allMatch(all::equals), LONG))
                .isTrue();
        assertThat(most).hasValue(1);
    }

    @Test
    void hands_a_failure_to_its_handler_and_goes_on_with_the_next_message() {
        var time = new VirtualTime();
        var steps = new SeededScheduler(time, 1);
        var box = new Mailbox(steps, "owner", () -> log.add("afterwards"), failure -> log.add(failure.getMessage()));
        box.post(() -> {
            throw new IllegalStateException("broken");
        });
        box.post(() -> log.add("next"));
        assertThat(steps.waiting()).isOne();
        steps.runUntilIdle();
        assertThat(log).containsExactly("broken", "next", "afterwards");
    }

    @Test
    void hands_an_error_to_its_handler_so_that_nobody_waits_in_vain() {
        var steps = new SeededScheduler(new VirtualTime(), 1);
        var box = new Mailbox(steps, "owner", () -> {}, failure -> log.add(failure.getMessage()));
        box.post(() -> {
            throw new StackOverflowError();
        });
        steps.runUntilIdle();
        assertThat(log).containsExactly("java.lang.StackOverflowError");
    }

    @Test
    void drops_what_comes_when_it_is_closed_and_its_scheduler_is_as_well() {
        scheduler.close();
        assertThatThrownBy(() -> mailbox.post(() -> log.add("lost")))
                .as("nobody may wait for a message that is never worked off")
                .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
        var late = new Mailbox(scheduler, "late", () -> {}, failure -> log.add("failed"));
        late.close();
        late.post(() -> log.add("too late"));
        assertThat(log).isEmpty();
    }

    @Test
    void works_off_what_came_in_while_what_is_done_afterwards_failed() {
        var steps = new SeededScheduler(new VirtualTime(), 1);
        var first = new AtomicBoolean(true);
        var boxes = new ArrayList<Mailbox>();
        boxes.add(new Mailbox(
                steps,
                "owner",
                () -> {
                    if (first.getAndSet(false)) {
                        boxes.getFirst().post(() -> log.add("late"));
                        throw new IllegalStateException("afterwards failed");
                    }
                },
                failure -> log.add("handler")));
        boxes.getFirst().post(() -> log.add("early"));
        assertThatThrownBy(steps::runUntilIdle).hasStackTraceContaining("afterwards failed");
        steps.runUntilIdle();
        assertThat(log).containsExactly("early", "late");
    }

    @Test
    void does_what_is_done_afterwards_also_for_an_owner_on_another_thread() {
        assertThat(mailbox.asOwner(() -> 7)).isEqualTo(7);
        assertThat(log).containsExactly("afterwards");
        assertThat(mailbox.look(log::size)).isOne();
    }

    @Test
    void wakes_those_who_wait_for_a_change() throws Exception {
        var set = new AtomicBoolean();
        var asked = new CountDownLatch(1);
        var waiting = waiting(
                () -> {
                    asked.countDown();
                    return set.get();
                },
                ChronoUnit.FOREVER.getDuration());
        asked.await();
        mailbox.post(() -> set.set(true));
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void says_so_when_the_time_is_up() {
        assertThat(mailbox.await(() -> false, Duration.ZERO)).isFalse();
        assertThat(mailbox.await(() -> false, Duration.ofMillis(1))).isFalse();
        assertThat(mailbox.await(() -> true, Duration.ZERO)).isTrue();
    }

    @Test
    void stops_waiting_when_interrupted_and_keeps_the_status() throws Exception {
        var asked = new CountDownLatch(1);
        var status = new AtomicBoolean();
        var task = new FutureTask<>(() -> {
            var result = mailbox.await(
                    () -> {
                        asked.countDown();
                        return false;
                    },
                    LONG);
            status.set(Thread.currentThread().isInterrupted());
            return result;
        });
        var thread = Thread.ofPlatform().start(task);
        asked.await();
        thread.interrupt();
        assertThat(task.get(30, TimeUnit.SECONDS)).isFalse();
        assertThat(status).isTrue();
    }

    private FutureTask<Boolean> waiting(java.util.function.BooleanSupplier wanted, Duration atMost) {
        var task = new FutureTask<>(() -> mailbox.await(wanted, atMost));
        Thread.ofPlatform().daemon().start(task);
        return task;
    }
}

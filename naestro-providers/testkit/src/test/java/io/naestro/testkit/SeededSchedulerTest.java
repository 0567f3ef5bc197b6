package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.run.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SeededSchedulerTest {
    private final VirtualTime time = new VirtualTime();
    private final SeededScheduler scheduler = new SeededScheduler(time, 1);
    private final List<String> ran = new ArrayList<>();

    @Test
    void runs_nothing_by_itself() {
        start("a");
        assertThat(ran).isEmpty();
        assertThat(scheduler.waiting()).isEqualTo(1);
    }

    @Test
    void runs_one_task_a_step_until_there_is_none() {
        start("a");
        assertThat(scheduler.step()).isTrue();
        assertThat(scheduler.step()).isFalse();
        assertThat(ran).containsExactly("a");
    }

    @Test
    void runs_tasks_that_tasks_start() {
        scheduler.start("outer", () -> {
            ran.add("outer");
            start("inner");
        });
        assertThat(scheduler.runUntilIdle()).isEqualTo(2);
        assertThat(ran).containsExactly("outer", "inner");
    }

    @Property(tries = 50)
    void gives_the_same_order_for_the_same_seed(@ForAll long seed) {
        assertThat(order(seed)).isEqualTo(order(seed)).hasSize(12);
    }

    @Test
    void gives_many_orders_for_many_seeds() {
        assertThat(LongStream.range(0, 100).mapToObj(SeededSchedulerTest::order).distinct())
                .hasSizeGreaterThan(90);
    }

    @Test
    void jumps_to_the_next_timer_when_nothing_can_run() {
        later(Duration.ofHours(2), "later");
        later(Duration.ofHours(1), "sooner");
        start("now");
        scheduler.step();
        assertThat(ran).containsExactly("now");
        assertThat(time.nanos()).isZero();
        scheduler.step();
        assertThat(ran).containsExactly("now", "sooner");
        assertThat(time.now()).isEqualTo("2026-01-01T01:00:00Z");
        scheduler.step();
        assertThat(ran).containsExactly("now", "sooner", "later");
        assertThat(time.now()).isEqualTo("2026-01-01T02:00:00Z");
    }

    @Test
    void runs_timers_that_the_test_passed_by() {
        later(Duration.ofSeconds(1), "a");
        later(Duration.ofSeconds(1), "b");
        later(Duration.ZERO, "c");
        time.advance(Duration.ofSeconds(5));
        scheduler.runUntilIdle();
        assertThat(ran).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(time.nanos()).isEqualTo(5_000_000_000L);
    }

    @Test
    void runs_what_falls_into_a_span_and_ends_at_its_end() {
        later(Duration.ofSeconds(5), "inside");
        later(Duration.ofSeconds(10), "at the end");
        later(Duration.ofSeconds(11), "outside");
        assertThat(scheduler.runFor(Duration.ofSeconds(10))).isEqualTo(2);
        assertThat(ran).containsExactly("inside", "at the end");
        assertThat(time.nanos()).isEqualTo(10_000_000_000L);
        assertThat(scheduler.runFor(Duration.ofMillis(500))).isZero();
        assertThat(time.nanos()).isEqualTo(10_500_000_000L);
        assertThat(scheduler.waiting()).isEqualTo(1);
    }

    @Test
    void runs_what_is_ready_and_leaves_the_clock_alone() {
        start("a");
        scheduler.start("b", () -> later(Duration.ZERO, "c"));
        later(Duration.ofNanos(1), "later");
        assertThat(scheduler.runReady()).isEqualTo(3);
        assertThat(ran).containsExactlyInAnyOrder("a", "c");
        assertThat(time.nanos()).isZero();
        assertThat(scheduler.runReady()).isZero();
    }

    @Test
    void never_runs_what_was_cancelled_before() {
        start("a").cancel();
        later(Duration.ofSeconds(1), "b").cancel();
        start("c");
        scheduler.runUntilIdle();
        assertThat(ran).containsExactly("c");
        assertThat(time.nanos()).isZero();
    }

    @Test
    void interrupts_a_running_task_and_nothing_else() {
        var task = new AtomicReference<Scheduler.Task>();
        var interrupted = new ArrayList<Boolean>();
        task.set(scheduler.start("a", () -> {
            task.get().cancel();
            interrupted.add(Thread.currentThread().isInterrupted());
        }));
        scheduler.step();
        interrupted.add(Thread.currentThread().isInterrupted());
        task.get().cancel();
        interrupted.add(Thread.currentThread().isInterrupted());
        assertThat(interrupted).containsExactly(true, false, false);
    }

    @Test
    void leaves_an_interrupt_of_the_driver_alone() {
        scheduler.start("a", () -> Thread.currentThread().interrupt());
        scheduler.step();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void tells_which_task_threw_and_goes_on() {
        scheduler.start("broken", () -> {
            throw new ArithmeticException("no");
        });
        assertThatThrownBy(scheduler::step)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("task 'broken' threw java.lang.ArithmeticException: no")
                .hasCauseInstanceOf(ArithmeticException.class);
        start("next");
        assertThat(scheduler.step()).isTrue();
    }

    @Test
    void refuses_to_be_driven_by_a_task() {
        scheduler.start("greedy", scheduler::runUntilIdle);
        assertThatThrownBy(scheduler::runUntilIdle)
                .hasMessageContaining("the scheduler cannot be driven while it runs task 'greedy'");
    }

    @Test
    void gives_up_on_tasks_without_end() {
        again();
        assertThatThrownBy(scheduler::runUntilIdle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("still not idle after 100000 steps; 1 tasks wait");
    }

    @Test
    void takes_nothing_once_closed_and_drops_what_waits() {
        start("a");
        later(Duration.ofSeconds(1), "b");
        scheduler.close();
        scheduler.close();
        assertThat(scheduler.waiting()).isZero();
        assertThat(scheduler.runUntilIdle()).isZero();
        assertThatThrownBy(() -> start("late"))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("late");
        assertThatThrownBy(() -> later(Duration.ZERO, "late")).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void interrupts_the_running_task_when_closed() {
        var interrupted = new ArrayList<Boolean>();
        scheduler.start("closing", () -> {
            scheduler.close();
            interrupted.add(Thread.currentThread().isInterrupted());
        });
        scheduler.step();
        interrupted.add(Thread.currentThread().isInterrupted());
        assertThat(interrupted).containsExactly(true, false);
    }

    private static List<String> order(long seed) {
        var scheduler = new SeededScheduler(new VirtualTime(), seed);
        var ran = new ArrayList<String>();
        for (var i = 0; i < 6; i++) {
            var name = "task " + i;
            scheduler.start(name, () -> {
                ran.add(name);
                scheduler.after(Duration.ofSeconds(1), () -> ran.add("after " + name));
            });
        }
        scheduler.runUntilIdle();
        return ran;
    }

    private void again() {
        scheduler.after(Duration.ofSeconds(1), this::again);
    }

    private Scheduler.Task start(String name) {
        return scheduler.start(name, () -> ran.add(name));
    }

    private Scheduler.Task later(Duration wait, String name) {
        return scheduler.after(wait, () -> ran.add(name));
    }
}

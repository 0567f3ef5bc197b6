package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.testkit.SeededScheduler;
import io.naestro.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final SeededScheduler scheduler = new SeededScheduler(new VirtualTime(), 1);
    private final List<String> rung = new ArrayList<>();
    private final Mailbox mailbox = new Mailbox(scheduler, "owner", () -> {}, failure -> rung.add("failed"));
    private final Timers timers = new Timers(scheduler, mailbox);

    @Test
    void ring_when_their_time_has_come() {
        timers.after(Duration.ofSeconds(2), () -> rung.add("two"));
        timers.after(Duration.ofSeconds(1), () -> rung.add("one"));
        timers.after(Duration.ofSeconds(-1), () -> rung.add("late"));
        scheduler.runFor(Duration.ofMillis(1_500));
        assertThat(rung).containsExactly("late", "one");
        scheduler.runUntilIdle();
        assertThat(rung).containsExactly("late", "one", "two");
    }

    @Test
    void do_not_ring_once_cancelled() {
        timers.after(Duration.ofSeconds(1), () -> rung.add("cancelled")).cancel();
        timers.after(Duration.ofSeconds(1), () -> rung.add("one"));
        timers.after(Duration.ofSeconds(2), () -> rung.add("two"));
        timers.cancelAll();
        assertThat(scheduler.waiting()).isZero();
        scheduler.runUntilIdle();
        assertThat(rung).isEmpty();
    }

    @Test
    void do_not_ring_when_cancelled_between_the_bell_and_the_owner() {
        var timer = timers.after(Duration.ofSeconds(1), () -> rung.add("rung"));
        scheduler.step(); // the bell: it leaves a message for the owner
        timer.cancel();
        scheduler.runUntilIdle();
        assertThat(rung).isEmpty();
    }

    @Test
    void may_lie_further_away_than_nanoseconds_reach() {
        timers.after(Duration.ofSeconds(Long.MAX_VALUE), () -> rung.add("far"));
        scheduler.runFor(Duration.ofDays(36_499));
        assertThat(rung).isEmpty();
        assertThat(scheduler.waiting()).isOne();
    }
}

package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.run.Scheduler;
import io.naestro.testkit.SeededScheduler;
import io.naestro.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ThoughtsTest {
    private final VirtualTime time = new VirtualTime();
    private final SeededScheduler scheduler = new SeededScheduler(time, 1);
    private final List<String> log = new ArrayList<>();
    private final Mailbox mailbox = new Mailbox(scheduler, "owner", () -> {}, failure -> log.add("failed"));
    private final Timers timers = new Timers(scheduler, mailbox);
    private final Thoughts thoughts =
            new Thoughts(Folded.RUN, scheduler, time, mailbox, timers, thought -> log.add("cut off"), Trail.OFF);

    private final List<Runnable> held = new ArrayList<>();
    private final Thoughts holding =
            new Thoughts(Folded.RUN, new Holding(), time, mailbox, timers, thought -> log.add("cut off"), Trail.OFF);

    private void start(Function<Thought, String> work) {
        thoughts.start("think", Duration.ofSeconds(5), work, why -> "without: " + why, log::add);
    }

    @Test
    void gives_what_came_of_the_work_once() {
        start(thought -> "thought");
        scheduler.runUntilIdle();
        assertThat(log).containsExactly("thought");
    }

    @Test
    void goes_on_without_work_that_throws_whatever_it_throws() {
        start(thought -> {
            throw new HostileText();
        });
        scheduler.runUntilIdle();
        assertThat(log).containsExactly("without: it failed: HostileText");
    }

    @Test
    void goes_on_without_work_that_takes_too_long() {
        holding.start("think", Duration.ofSeconds(5), this::late, why -> "without: " + why, log::add);
        held.getFirst().run();
        scheduler.runUntilIdle();
        assertThat(log).containsExactly("cut off", "cancelled", "without: it took longer than PT5S", "over: true");
    }

    private String late(Thought thought) {
        scheduler.runFor(Duration.ofSeconds(6));
        log.add("over: " + thought.over());
        return "late";
    }

    @Test
    void hears_nothing_of_work_that_was_abandoned_and_does_not_begin_it() {
        holding.start("think", Duration.ofSeconds(5), this::late, why -> "without: " + why, log::add);
        holding.abandonAll();
        held.getFirst().run();
        scheduler.runUntilIdle();
        assertThat(log).containsExactly("cancelled");
    }

    /** Holds back what it is to do, which cannot be interrupted. */
    private final class Holding implements Scheduler {
        @Override
        public Task start(String name, Runnable task) {
            if (!name.equals("naestro-think")) {
                return scheduler.start(name, task);
            }
            held.add(task);
            return () -> log.add("cancelled");
        }

        @Override
        public Task after(Duration wait, Runnable task) {
            return scheduler.after(wait, task);
        }

        @Override
        public void close() {
            scheduler.close();
        }
    }

    /** An exception that nobody can print. */
    private static final class HostileText extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}

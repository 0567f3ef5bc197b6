package io.naestro.core;

import io.naestro.run.RunId;
import io.naestro.run.Scheduler;
import io.naestro.run.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of planners, judges and memories for a run, each on a thread of its own. Whatever they do, something comes
 * back: what they gave, or what is to be gone on with when they threw or their time is up. Used by the run's owner
 * only.
 */
final class Thoughts {
    /** The most time for a planner, for a memory, and for an evaluator whose step states no timeout. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Thoughts.class);

    private final RunId run;
    private final Scheduler scheduler;
    private final TimeSource time;
    private final Mailbox mailbox;
    private final Timers timers;
    private final Consumer<Thought> cutOff;
    private final Trail trail;
    private final Map<Thought, Work> open = new HashMap<>();

    private record Work(Scheduler.Task task, Timers.Timer timer) {}

    /**
     * The thoughts of a run.
     *
     * @param run the run
     * @param scheduler where they are thought
     * @param time the clock
     * @param mailbox where what comes of them is left
     * @param timers what cuts them off
     * @param cutOff ends the calls of a thought that is cut off
     * @param trail what the host's observer sees of them
     */
    Thoughts(
            RunId run,
            Scheduler scheduler,
            TimeSource time,
            Mailbox mailbox,
            Timers timers,
            Consumer<Thought> cutOff,
            Trail trail) {
        this.run = run;
        this.scheduler = scheduler;
        this.time = time;
        this.mailbox = mailbox;
        this.timers = timers;
        this.cutOff = cutOff;
        this.trail = trail;
    }

    /**
     * Starts work; exactly one result of it comes back, unless all are abandoned before.
     *
     * @param name what it is, for the thread's name and the log
     * @param longest the most time for it
     * @param work the work
     * @param without what to go on with if it fails or its time is up, given the reason
     * @param then what to do with the result, as owner
     */
    <T> void start(
            String name,
            Duration longest,
            Function<Thought, T> work,
            Function<String, T> without,
            Consumer<? super T> then) {
        trail.begin();
        var thought = new Thought(Moments.after(time.now(), longest));
        var timer = timers.after(longest, () -> {
            cutOff.accept(thought);
            abandon(thought);
            then.accept(without.apply("it took longer than " + longest));
        });
        var task = scheduler.start("naestro-" + name, () -> {
            var result = result(name, thought, work, without);
            mailbox.post(() -> {
                if (open.containsKey(thought)) {
                    end(thought);
                    then.accept(result);
                }
            });
        });
        open.put(thought, new Work(task, timer));
    }

    /** Whether nobody thinks any more. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Interrupts whoever still thinks; what they come back with is too late. */
    void abandonAll() {
        Map.copyOf(open).keySet().forEach(this::abandon);
    }

    private void abandon(Thought thought) {
        end(thought).task().cancel();
    }

    private Work end(Thought thought) {
        var work = Objects.requireNonNull(open.remove(thought));
        thought.end();
        work.timer().cancel();
        return work;
    }

    private <T> T result(String name, Thought thought, Function<Thought, T> work, Function<String, T> without) {
        if (thought.over()) {
            return without.apply("it came too late");
        }
        try (var span = trail.work(name)) {
            thought.trace(span.trace());
            return work.apply(thought);
        } catch (Throwable e) { // a plug-in may throw anything, and its exceptions may throw again when they are logged
            Faults.log(() -> LOG.atWarn().addKeyValue("run", run).addKeyValue("work", name), e, "it failed");
            return without.apply("it failed: " + e.getClass().getSimpleName());
        }
    }
}

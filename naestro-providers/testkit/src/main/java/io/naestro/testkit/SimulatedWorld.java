package io.naestro.testkit;

import io.naestro.run.Journal;
import io.naestro.run.RandomSource;
import io.naestro.run.Scheduler;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What one simulated process lives in: its clock, scheduler, randomness and disk, and the tools around it. A
 * {@link Simulation} makes one for each process; a scenario builds its engine from these parts and no others, since
 * whatever comes from elsewhere would not be the same the next time. Used by one thread.
 */
public final class SimulatedWorld {
    private final Simulation.Course course;
    private final int process;
    private final SeededScheduler scheduler;
    private final SeededRandom random;
    private final SimulatedJournal journal;
    private boolean alive = true;

    SimulatedWorld(Simulation.Course course, int process, long seed) {
        this.course = course;
        this.process = process;
        scheduler = new SeededScheduler(course.time(), seed);
        random = new SeededRandom(seed);
        journal = new SimulatedJournal(course.disk(), this);
    }

    /**
     * An action that a tool really took, outside of all processes: a call, or what undid one, under a key of its own
     * that ends with {@code /undo}.
     *
     * @param tool the tool's name
     * @param key the idempotency key that it was given
     * @param input its argument
     * @param process the number of the process that called it
     * @param result what it gave back
     */
    public record Acted(String tool, String key, Object input, int process, ToolResult<?> result) {}

    /** The number of the process: 1 for the first, one more after each crash. */
    public int process() {
        return process;
    }

    /** The clock, which all processes share. */
    public VirtualTime time() {
        return course.time();
    }

    /** The scheduler of this process. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** The randomness of this process. */
    public RandomSource random() {
        return random;
    }

    /** The journal, on the disk that all processes share one after the other. */
    public Journal journal() {
        return journal;
    }

    /**
     * A tool whose calls are slow, fail and end with the process as the seed says. What it does is real in this world:
     * no crash takes it back, {@link #acted()} tells of it, and the simulation fails when it acts without a safe intent
     * in the journal, or twice although it acts once. A keyed tool is not called again under a key that it has seen.
     *
     * @param tool the tool; it must do the same for the same argument, and keep nothing between processes
     * @param <I> the type of its argument
     * @param <O> the type of its result
     */
    public <I, O> Tool<I, O> tool(Tool<I, O> tool) {
        return new SimulatedTool<>(tool, this);
    }

    /** What tools did so far, in order, in all processes. */
    public List<Acted> acted() {
        return course.outside().acted();
    }

    /**
     * Whether every process of before is gone. One that lost its runs may still make the call that it was about to
     * make, which no journal can stop; so whoever agrees that something be done again has to look at this first.
     */
    public boolean isAlone() {
        return course.isAlone(process);
    }

    /**
     * A choice of the seed, for what a scenario leaves open, such as whether a person answers now.
     *
     * @param ways how many there are, at least 1
     * @return from 0 to {@code ways - 1}
     */
    public int pick(int ways) {
        return course.random().below(ways);
    }

    // ---- for the simulation ----

    SeededScheduler seeded() {
        return scheduler;
    }

    SimulatedOutside outside() {
        return course.outside();
    }

    boolean isAlive() {
        return alive;
    }

    void kill() {
        alive = false;
    }

    Set<Integer> othersAlive() {
        return course.seenAlive();
    }

    void requireAlive() {
        if (!alive) {
            throw new SimulatedCrash();
        }
    }

    void mayCrash(String where) {
        requireAlive();
        if (course.crashesHere(process + " " + where)) {
            course.cutPower();
            throw new SimulatedCrash();
        }
    }

    boolean isFull() {
        return course.happens(course.odds().fullDisk());
    }

    boolean failsNow() {
        return course.happens(course.odds().failure());
    }

    void mayTakeTime() {
        if (course.happens(course.odds().slowness())) {
            time().advance(Duration.ofMillis(1 + pick(120_000)));
        }
    }
}

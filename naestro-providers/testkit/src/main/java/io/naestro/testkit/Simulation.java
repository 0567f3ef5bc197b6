package io.naestro.testkit;

import io.naestro.run.JournalFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/**
 * Runs a host's own plans in a world in which the seed decides everything: the order of work, which calls fail, are
 * slow or end with the process, when the power is cut and what of the disk survives that, when another process takes
 * over from one that is only slow, when the disk is full and when the clock jumps.
 *
 * <pre>{@code
 * Simulation.of(world -> {
 *     var naestro = Naestro.builder().time(world.time()).random(world.random()).scheduler(world.scheduler())
 *             .journal(world.journal()).tools(world.tool(new Charge())).policy(policy).mode(Mode.AUTO).build();
 *     naestro.resume();
 *     var run = naestro.start(plan, order, RunKey.of("order-1"), ADA);
 *     return () -> !run.poll().isOpen();
 * }).seeds(1, 300);
 * }</pre>
 *
 * <p>Of each course it checks that no effect happens without a safe intent, that nothing that acts once acts twice,
 * that nothing which the journal acknowledged is lost, that no call has two outcomes, that nothing begins after a run
 * was cancelled but what undoes its calls, and nothing after it was halted or had ended, that each run ends once, and
 * that it does end when the trouble is over. Some seeds are run twice and must leave the same bytes. A course that
 * fails names its seed, and the same seed fails again.
 */
public final class Simulation {
    private static final int MOST_MOVES = 20_000;
    private static final int IDLE_STARTS = 5;
    private static final int TWICE_EVERY = 10;

    private final Scenario scenario;
    private Odds odds = Odds.ROUGH;
    private final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);

    private Simulation(Scenario scenario) {
        this.scenario = scenario;
    }

    /** How a process begins: the first one, and each after a crash. */
    @FunctionalInterface
    public interface Scenario {
        /**
         * Builds an engine in the world, takes up what is open, and starts what is not there yet, under its key.
         *
         * @param world the parts to build from
         */
        Host begin(SimulatedWorld world);
    }

    /** A process that has begun. */
    @FunctionalInterface
    public interface Host {
        /** Whether everything has come to its end. Called when nothing is left to do, and now and then before. */
        boolean isDone();

        /**
         * What people and other systems do meanwhile: answer, cancel, pull. Called now and then; nothing by default.
         */
        default void outside() {}

        /** Asserts what must be so in the end, such as what tools did. Nothing by default. */
        default void verify() {}
    }

    /**
     * How likely trouble is, each in a thousandth of the occasions.
     *
     * @param crash the power is cut, before and after a write or a call, and between two pieces of work
     * @param takeover another process takes over while this one goes on
     * @param fullDisk a write finds the disk full
     * @param failure a call fails, before or after it acted
     * @param slowness a call takes up to two minutes
     * @param clock the clock jumps by up to an hour, forward or back
     * @param moves after how many pieces of work all trouble ends
     */
    public record Odds(int crash, int takeover, int fullDisk, int failure, int slowness, int clock, int moves) {
        /** No trouble at all. */
        public static final Odds CALM = new Odds(0, 0, 0, 0, 0, 0, 0);

        /** Some of everything. */
        public static final Odds ROUGH = new Odds(15, 5, 5, 50, 50, 10, 400);
    }

    /** A fault of the storage, for a test that proves that a scenario would notice one. */
    public enum Flaw {
        /** It says that a write is safe without forcing it to the disk. */
        FORGETS_TO_FORCE,
        /** It takes writes of a process that lost the run to another. */
        DOES_NOT_FENCE,
        /** It writes the last record of each batch twice, so that what is settled is settled twice. */
        WRITES_TWICE
    }

    /**
     * What was seen in all courses together.
     *
     * @param courses how many there were
     * @param processes how many processes began
     * @param crashes how often the power was cut
     * @param takeovers how often a process took over from one that was alive
     * @param acted how many actions tools took
     * @param moves how many pieces of work were done
     */
    public record Report(int courses, int processes, int crashes, int takeovers, int acted, long moves) {
        private static final Report NOTHING = new Report(0, 0, 0, 0, 0, 0);

        private Report and(Course course) {
            return new Report(
                    courses + 1,
                    processes + course.processes,
                    crashes + course.crashes,
                    takeovers + course.takeovers,
                    acted + course.outside.acted().size(),
                    moves + course.moves);
        }
    }

    /**
     * A simulation of a scenario.
     *
     * @param scenario how a process begins
     */
    public static Simulation of(Scenario scenario) {
        return new Simulation(scenario);
    }

    /**
     * Sets how likely trouble is.
     *
     * @param likely the odds; {@link Odds#ROUGH} unless set
     */
    public Simulation odds(Odds likely) {
        odds = likely;
        return this;
    }

    /**
     * Gives the storage faults.
     *
     * @param faults the faults; none unless set
     */
    public Simulation flawed(Flaw... faults) {
        flaws.addAll(Arrays.asList(faults));
        return this;
    }

    /**
     * Runs one course for each seed. Every tenth is run twice and must leave the same bytes.
     *
     * @param first the first seed
     * @param count how many
     * @throws AssertionFailedError if something was not as it must be; the message names the seed
     */
    public Report seeds(long first, int count) {
        var report = Report.NOTHING;
        for (int i = 0; i < count; i++) {
            var course = new Course(first + i, odds, -1);
            course.run();
            report = report.and(course);
            if (i % TWICE_EVERY == 0) {
                requireSame(course, first + i);
            }
        }
        return report;
    }

    private void requireSame(Course course, long seed) {
        var again = new Course(seed, odds, -1);
        again.run();
        if (!again.bytes().equals(course.bytes())) {
            throw new AssertionFailedError(
                    "seed " + seed + ": two courses of the same seed left different journals; does"
                            + " the scenario use a clock, randomness or order of its own?");
        }
    }

    /**
     * Runs the scenario once without trouble to see where it could crash, and then once for each of these places with a
     * crash just there: before and after each write and each call, and between any two pieces of work.
     *
     * @throws AssertionFailedError if something was not as it must be; the message names the place
     */
    public Report crashAtEveryAwait() {
        var calm = new Course(1, Odds.CALM, -1);
        calm.run();
        var report = Report.NOTHING.and(calm);
        for (int place = 0; place < calm.places; place++) {
            var course = new Course(1, Odds.CALM, place);
            course.run();
            report = report.and(course);
        }
        return report;
    }

    private record Living(SimulatedWorld world, Host host) {}

    /** One course of events, from the first process to the end of all trouble. */
    final class Course {
        private final long seed;
        private final Odds likely;
        private final int crashAt;
        private final VirtualTime time = new VirtualTime();
        private final SimulatedDisk disk = new SimulatedDisk(flaws);
        private final SimulatedOutside outside = new SimulatedOutside(disk);
        private final SeededRandom random;
        private final List<Living> running = new ArrayList<>();
        private final List<SimulatedWorld> worlds = new ArrayList<>();
        private final Set<Integer> cutOff = new HashSet<>();
        private int places;
        private int processes;
        private int crashes;
        private int takeovers;
        private long moves;
        private String lastCrash = "nowhere";

        Course(long seed, Odds likely, int crashAt) {
            this.seed = seed;
            this.likely = likely;
            this.crashAt = crashAt;
            random = new SeededRandom(seed);
        }

        void run() {
            try {
                drive();
                RunRecords.of(disk).forEach(RunRecords::check);
                RunRecords.requireKept(disk);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionFailedError(
                        "seed " + seed + ", process " + processes + ", after " + moves + " moves, last crash "
                                + lastCrash + ": " + e.getMessage(),
                        e);
            }
        }

        private void drive() {
            int idleStarts = 0;
            while (true) {
                if (running.isEmpty()) {
                    begin();
                    continue;
                }
                if (moves++ > MOST_MOVES) {
                    throw new AssertionFailedError("still not done after " + MOST_MOVES + " moves");
                }
                var process = running.get(random.below(running.size()));
                var moved = move(process);
                requirePromises();
                if (moved) {
                    continue;
                }
                if (isCutOff(process)) {
                    kill(process); // it has nothing to do and nothing to say any more
                } else if (isDone(process)) {
                    if (isEnd(process)) {
                        return;
                    }
                } else if (troubleIsOver() && ++idleStarts > IDLE_STARTS) {
                    throw new AssertionFailedError("nothing happens any more, but the scenario is not done");
                } else {
                    kill(process); // somebody starts it anew
                }
            }
        }

        private void begin() {
            var world = new SimulatedWorld(this, ++processes, seed + 7_919L * processes);
            worlds.add(world);
            try {
                running.add(new Living(world, scenario.begin(world)));
            } catch (SimulatedCrash e) {
                world.kill();
            } catch (JournalFailure e) {
                world.kill(); // no room to begin: somebody tries again
                requirePatience(e);
            }
        }

        private void requirePatience(JournalFailure e) {
            if (troubleIsOver()) {
                throw e;
            }
            moves++;
        }

        /** A piece of work, or trouble. */
        private boolean move(Living process) {
            if (crashesHere(process.world.process() + " between two pieces of work")) {
                cutPower();
                return true;
            }
            if (happens(likely.clock)) {
                time.set(time.now().plus(Duration.ofSeconds(random.below(7_200) - 3_600L)));
            }
            if (happens(likely.takeover) && !isCutOff(process)) {
                cutOff.add(process.world.process());
                takeovers++;
                begin();
            }
            return alive(process, () -> {
                var stepped = process.world.seeded().step();
                if (!stepped || random.below(8) == 0) {
                    outside(process);
                }
                return stepped;
            });
        }

        /** Whoever finds the disk full tries again another time, and elsewhere where the run was taken away. */
        private void outside(Living process) {
            try {
                process.host.outside();
            } catch (JournalFailure e) {
                if (!isCutOff(process)) {
                    requirePatience(e);
                }
            }
        }

        private boolean isDone(Living process) {
            return alive(process, process.host::isDone);
        }

        /** Lets all others do what they still can; whether the process that is done has lived to see it. */
        private boolean isEnd(Living process) {
            for (var other : List.copyOf(running)) {
                while (alive(other, () -> other.world.seeded().step()) && other.world.isAlive()) {
                    moves++;
                }
            }
            requirePromises();
            if (process.world.isAlive()) {
                process.host.verify();
            }
            return process.world.isAlive();
        }

        private void requirePromises() {
            outside.violation().ifPresent(broken -> {
                throw new AssertionFailedError(broken);
            });
        }

        private boolean alive(Living process, BooleanSupplier work) {
            try {
                return work.getAsBoolean();
            } catch (SimulatedCrash e) {
                return true;
            } catch (IllegalStateException e) {
                if (process.world.isAlive()) {
                    throw e;
                }
                return true; // the scheduler says which task the crash came out of
            }
        }

        private boolean isCutOff(Living process) {
            return cutOff.contains(process.world.process());
        }

        private void kill(Living process) {
            process.world.kill();
            running.remove(process);
        }

        // ---- what processes ask ----

        VirtualTime time() {
            return time;
        }

        SimulatedDisk disk() {
            return disk;
        }

        SimulatedOutside outside() {
            return outside;
        }

        SeededRandom random() {
            return random;
        }

        Odds odds() {
            return likely;
        }

        boolean troubleIsOver() {
            return moves > likely.moves;
        }

        boolean happens(int odds) {
            return !troubleIsOver() && random.below(1_000) < odds;
        }

        boolean crashesHere(String where) {
            var here = places++ == crashAt || happens(likely.crash);
            lastCrash = here ? where : lastCrash;
            return here;
        }

        void cutPower() {
            crashes++;
            worlds.forEach(SimulatedWorld::kill);
            running.clear();
            disk.cutPower(random);
        }

        boolean isAlone(int process) {
            return worlds.stream().filter(SimulatedWorld::isAlive).allMatch(world -> world.process() == process);
        }

        /** The processes that another one must not take a run from. */
        Set<Integer> seenAlive() {
            return worlds.stream()
                    .filter(SimulatedWorld::isAlive)
                    .map(SimulatedWorld::process)
                    .filter(process -> !cutOff.contains(process))
                    .collect(Collectors.toUnmodifiableSet());
        }

        /** All that the disk holds of all runs, as text. */
        List<String> bytes() {
            return RunRecords.of(disk).stream()
                    .flatMap(records -> records.texts().stream())
                    .toList();
        }
    }
}

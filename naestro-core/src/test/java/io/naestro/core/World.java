package io.naestro.core;

import io.naestro.json.Json;
import io.naestro.policy.Mode;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.SeededRandom;
import io.naestro.testkit.SeededScheduler;
import io.naestro.testkit.VirtualTime;
import java.util.List;

/** A world in which time, order and randomness belong to the test. */
final class World {
    final VirtualTime time = new VirtualTime();
    final SeededScheduler scheduler;
    final SeededRandom random;

    World(long seed) {
        scheduler = new SeededScheduler(time, seed);
        random = new SeededRandom(seed);
    }

    /** A builder in mode AUTO under a policy that allows all. */
    NaestroBuilder builder() {
        return Naestro.builder()
                .time(time)
                .random(random)
                .scheduler(scheduler)
                .mode(Mode.AUTO)
                .policy(TestPolicy.open());
    }

    /** Lets all work be done, and tells what became of a run. */
    <T> RunResult<T> settle(Run<T> run) {
        scheduler.runUntilIdle();
        return run.poll();
    }

    static List<RunEvent> events(Run<?> run) {
        return run.events(0, 100_000).stream().map(recorded -> recorded.event()).toList();
    }

    static <E extends RunEvent> List<E> events(Run<?> run, Class<E> type) {
        return events(run).stream().filter(type::isInstance).map(type::cast).toList();
    }

    static Json number(long number) {
        return Json.of(number);
    }

    static Json text(String text) {
        return Json.of(text);
    }
}

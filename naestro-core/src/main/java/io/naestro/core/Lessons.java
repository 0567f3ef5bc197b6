package io.naestro.core;

import io.naestro.route.RouteFeedback;
import io.naestro.route.Router;
import io.naestro.run.RunEvent;
import io.naestro.run.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What routers are told of how routes did. Each lesson has a moment of its own, later than the one before, so that the
 * journal tells the order over all runs and a router that hears them again comes to the same state.
 */
final class Lessons {
    private static final Logger LOG = LoggerFactory.getLogger(Lessons.class);
    private static final int BATCH = 1_000;

    private final Router router;
    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private Instant last = Instant.MIN;

    Lessons(Router router, TimeSource time) {
        this.router = router;
        this.time = time;
    }

    /** Tells the router how a route did; what it was told, or empty when it did not take it. */
    Optional<RouteFeedback> learn(RouteFeedback feedback) {
        lock.lock();
        try {
            var now = time.now();
            last = now.isAfter(last) ? now : last.plusNanos(1);
            var lesson = new RouteFeedback(
                    feedback.route(),
                    feedback.taskType(),
                    feedback.grade(),
                    feedback.accepted(),
                    feedback.infrastructure(),
                    feedback.spent(),
                    feedback.latency(),
                    last);
            return told(lesson) ? Optional.of(lesson) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Tells the router what the journal has of earlier processes; a router may know some of it already. */
    void learnAgain(Store store) {
        if (router instanceof FirstEligible) {
            return; // it learns nothing, and journals may be long
        }
        var lessons = new ArrayList<RouteFeedback>();
        for (var head : store.journal().heads()) {
            Loops.readable(head.run(), () -> lessons(store.of(head.run()))).ifPresent(lessons::addAll);
        }
        lessons.sort(Comparator.comparing(RouteFeedback::at));
        for (var lesson : lessons) {
            told(lesson);
            last = lesson.at();
        }
    }

    private static List<RouteFeedback> lessons(RunStore run) {
        var lessons = new ArrayList<RouteFeedback>();
        var from = 0L;
        for (var events = run.read(from, BATCH); !events.isEmpty(); events = run.read(from, BATCH)) {
            for (var recorded : events) {
                if (recorded.event() instanceof RunEvent.RouteLearned learned) {
                    lessons.add(learned.feedback());
                }
            }
            from += events.size();
        }
        return lessons;
    }

    private boolean told(RouteFeedback lesson) {
        try {
            router.learn(lesson);
            return true;
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(LOG::atWarn, e, "router did not take feedback");
            return false;
        }
    }
}

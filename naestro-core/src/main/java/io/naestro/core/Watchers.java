package io.naestro.core;

import io.naestro.json.Json;
import io.naestro.run.Run;
import io.naestro.run.RunId;
import io.naestro.run.Scheduler;
import io.naestro.run.StepDelta;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who watch a run: each is told on a thread of its own, and what it cannot take in time is dropped. */
final class Watchers {
    /** The most that waits for one watcher. */
    static final int MOST = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);

    private final RunId run;
    private final Scheduler scheduler;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    Watchers(RunId run, Scheduler scheduler) {
        this.run = run;
        this.scheduler = scheduler;
    }

    Run.Watch add(Consumer<StepDelta> listener) {
        var watcher = new Watcher(listener);
        watchers.add(watcher);
        return watcher;
    }

    /** Tells all; costs next to nothing while nobody watches. */
    void tell(String step, Json delta) {
        if (!watchers.isEmpty()) {
            var told = new StepDelta(step, delta);
            watchers.forEach(watcher -> watcher.take(told));
        }
    }

    private void failed(Throwable e) {
        Faults.log(() -> LOG.atWarn().addKeyValue("run", run), e, "a watcher failed");
    }

    private final class Watcher implements Run.Watch {
        private final Consumer<StepDelta> listener;
        private final AtomicInteger waiting = new AtomicInteger();
        private final Mailbox mailbox = new Mailbox(scheduler, "naestro-watch", () -> {}, Watchers.this::failed);
        private volatile boolean closed;

        Watcher(Consumer<StepDelta> listener) {
            this.listener = listener;
        }

        void take(StepDelta told) {
            if (waiting.incrementAndGet() > MOST) {
                waiting.decrementAndGet();
                return;
            }
            mailbox.post(() -> tell(told));
        }

        private void tell(StepDelta told) {
            waiting.decrementAndGet();
            if (closed) {
                return;
            }
            try {
                listener.accept(told);
            } catch (Throwable e) { // a listener may throw anything
                failed(e);
            }
        }

        @Override
        public void close() {
            closed = true;
            watchers.remove(this);
            mailbox.close();
        }
    }
}

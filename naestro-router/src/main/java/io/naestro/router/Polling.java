package io.naestro.router;

import io.naestro.run.Scheduler;
import io.naestro.run.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks sources again and again, each on a thread of its own and each some time after it last answered, so that a slow
 * one is never asked twice at once. Whatever goes wrong is logged when it begins and when it ends, and reaches nobody
 * else. It ends when it or its scheduler is closed.
 */
final class Polling implements AutoCloseable {
    private final Driver driver;
    private final Function<String, Signals> signals;
    private final Logger log;
    private final List<Line> lines = new ArrayList<>();
    private volatile boolean closed;

    Polling(Driver driver, Function<String, Signals> signals, Logger log) {
        this.driver = driver;
        this.signals = signals;
        this.log = log;
    }

    /** What polls run on, and the clock. */
    record Driver(Scheduler scheduler, TimeSource time) {}

    /** A source and how long to wait before it is asked again. */
    record Job(SignalSource source, Duration every) {}

    /** Opens all sources and starts to ask them; when one cannot be opened, none is left open. */
    void start(List<Job> jobs) {
        try {
            for (var job : jobs) {
                job.source().open();
                lines.add(new Line(job));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        lines.forEach(Line::begin);
    }

    /** Ends the polling; polls under way are interrupted. */
    @Override
    public void close() {
        closed = true;
        lines.forEach(Line::end);
    }

    /** One source, and what is known of it. */
    private final class Line {
        private final Job job;
        private String trouble = "";
        private Scheduler.@Nullable Task next;

        Line(Job job) {
            this.job = job;
        }

        void begin() {
            follow(() -> driver.scheduler().start("naestro-poll " + job.source().name(), this::ask));
        }

        private void ask() {
            try {
                note(job.source().poll(signals, driver.time()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Throwable e) { // a source may be the host's own, and throw anything
                note("cannot be asked: " + e);
            }
            follow(() -> driver.scheduler().after(job.every(), this::begin));
        }

        private synchronized void follow(Supplier<Scheduler.Task> task) {
            if (!closed) {
                try {
                    next = task.get();
                } catch (RejectedExecutionException e) {
                    closed = true; // the host has closed its scheduler
                }
            }
        }

        private void note(String now) {
            if (now.isEmpty() != trouble.isEmpty() && !closed) {
                var level = now.isEmpty() ? Level.INFO : Level.WARNING;
                log.log(level, job.source().name() + ": " + (now.isEmpty() ? "is well again" : now));
            }
            trouble = now;
        }

        private void end() {
            synchronized (this) {
                if (next != null) {
                    next.cancel();
                }
            }
            job.source().close();
        }
    }
}

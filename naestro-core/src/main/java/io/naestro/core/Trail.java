package io.naestro.core;

import io.naestro.effect.Effect;
import io.naestro.effect.Payload;
import io.naestro.model.ChatResponse;
import io.naestro.observe.Observer;
import io.naestro.observe.RunObserver;
import io.naestro.observe.Span;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal.Durability;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.Spend;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the host's observer sees of one run; nothing that it throws disturbs the run. Without an observer nothing is
 * made or asked. Stretches are begun and ended by the run's owner, spans are opened by any thread.
 */
final class Trail {
    /** The trail of a run that nobody observes. */
    static final Trail OFF = new Trail(RunObserver.NONE, null);

    /** A wait for no people ends a stretch if it is longer than this. */
    static final Duration LONG = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Trail.class);

    private final RunObserver observer;
    private final @Nullable RunLog log;
    private boolean open;
    private boolean over;

    private Trail(RunObserver observer, @Nullable RunLog log) {
        this.observer = observer;
        this.log = log;
    }

    /** The trail of a run that was accepted or taken up on this thread. */
    static Trail of(Observer observer, RunId id, RunLog log) {
        if (Observer.NONE.equals(observer)) {
            return OFF;
        }
        var state = log.state();
        var seen = safely(() -> observer.run(id, state.accepted(), state.openQuestions()), RunObserver.NONE);
        return new Trail(seen, log);
    }

    /** Shows an observer all events that are written from here on. */
    static void watch(Observer observer, Store store) {
        if (!Observer.NONE.equals(observer)) {
            var unused = store.watch(events -> events.forEach(event -> safely(() -> observer.event(event))));
        }
    }

    /** There is work; a stretch begins unless one is open. */
    void begin() {
        if (log == null || open || over) {
            return;
        }
        open = true;
        var before = log.state().trace();
        var trace = safely(() -> observer.begin(before), "");
        if (!trace.isEmpty()) {
            log.record(Durability.BUFFERED, new RunEvent.RunTraced(trace));
        }
    }

    /** Whether a stretch is open. */
    boolean isOpen() {
        return open;
    }

    /** The run waits; the stretch ends if one is open. */
    void rest() {
        if (open) {
            open = false;
            safely(() -> observer.end(null));
        }
    }

    /** The run has ended; what is done afterwards belongs to its last stretch. */
    void end(RunEvent end) {
        if (open) {
            open = false;
            over = true;
            safely(() -> observer.end(end));
        }
    }

    /** Opens the span of a call on this thread. */
    Span call(Effect effect, String step, int attempt) {
        return log == null || effect instanceof Effect.Agreement
                ? Span.NONE
                : guarded(() -> observer.call(effect, step, attempt));
    }

    /** Opens the span of other work on this thread. */
    Span work(String kind) {
        return log == null ? Span.NONE : guarded(() -> observer.work(kind));
    }

    private static Span guarded(Supplier<Span> open) {
        return new Guarded(safely(open, Span.NONE));
    }

    private static <T> T safely(Supplier<T> seen, T without) {
        try {
            return seen.get();
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(LOG::atWarn, e, "an observer failed; the run goes on");
            return without;
        }
    }

    private static void safely(Runnable seen) {
        var unused = safely(
                () -> {
                    seen.run();
                    return true;
                },
                false);
    }

    /** A span that cannot fail. */
    private record Guarded(Span span) implements Span {
        @Override
        public String trace() {
            return safely(span::trace, "");
        }

        @Override
        public void answered(ChatResponse response) {
            safely(() -> span.answered(response));
        }

        @Override
        public void ended(@Nullable Payload output, @Nullable FailureCause failure, Spend spent) {
            safely(() -> span.ended(output, failure, spent));
        }

        @Override
        public void close() {
            safely(span::close);
        }
    }
}

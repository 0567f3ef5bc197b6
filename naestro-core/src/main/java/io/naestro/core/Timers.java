package io.naestro.core;

import io.naestro.run.Scheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** What is due later in one run; each comes back through the run's mailbox. Used by the run's owner only. */
final class Timers {
    /** A moment further away than this, 100 years, is as good as this: nanoseconds would not hold it. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Scheduler scheduler;
    private final Mailbox mailbox;
    private final Set<Timer> open = new HashSet<>();

    /** Something that is due later. */
    final class Timer {
        private final Runnable work;
        private final Scheduler.Task task;

        private Timer(Duration wait, Runnable work) {
            this.work = work;
            task = scheduler.after(wait, () -> mailbox.post(this::ring));
            open.add(this);
        }

        private void ring() {
            if (open.remove(this)) {
                work.run();
            }
        }

        void cancel() {
            open.remove(this);
            task.cancel();
        }
    }

    Timers(Scheduler scheduler, Mailbox mailbox) {
        this.scheduler = scheduler;
        this.mailbox = mailbox;
    }

    Timer after(Duration wait, Runnable work) {
        var later = wait.isNegative() ? Duration.ZERO : wait;
        return new Timer(later.compareTo(LONGEST) > 0 ? LONGEST : later, work);
    }

    void cancelAll() {
        Set.copyOf(open).forEach(Timer::cancel);
    }
}

package io.naestro.core;

import io.naestro.core.Loops.Known;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Approvals;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener of questions. A run only leaves word that it asked; what it asked is read from the journal on
 * another thread, from where the last reading ended, so that nothing is missed and no run waits for a listener.
 */
final class Notifier implements Approvals.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final int BATCH = 1_000;

    private final Parts parts;
    private final String tenant;
    private final Consumer<ApprovalRequest> listener;
    private final Mailbox mailbox;
    private final Map<RunId, Long> read = new HashMap<>();
    private volatile Runnable stop = () -> {};
    private volatile boolean closed;

    Notifier(Parts parts, String tenant, Consumer<ApprovalRequest> listener) {
        this.parts = parts;
        this.tenant = tenant;
        this.listener = listener;
        mailbox = new Mailbox(
                parts.scheduler(),
                "naestro-approvals",
                () -> {},
                e -> LOG.atError().setCause(e).log("questions could not be read"));
    }

    /** Tells of what is open, and then of what is asked from there on. */
    void begin(Supplier<List<Known>> runs) {
        mailbox.post(() -> start(runs));
    }

    /** Watches first and looks at what is there afterwards: what is asked in between is found by the watch. */
    private void start(Supplier<List<Known>> all) {
        stop = parts.store().watch(this::written);
        if (closed) {
            stop.run();
            return;
        }
        var runs = all.get();
        runs.forEach(run -> read.put(run.id(), run.state().next()));
        var now = parts.time().now();
        runs.stream()
                .flatMap(run -> Inbox.open(run.state(), now))
                .sorted(Inbox.OLDEST)
                .forEach(this::tell);
    }

    private void written(List<Recorded> events) {
        for (var recorded : events) {
            if (recorded.event() instanceof RunEvent.ApprovalAsked asked
                    && asked.request().tenant().equals(tenant)) {
                mailbox.post(() -> pull(recorded.run()));
            }
        }
    }

    private void pull(RunId run) {
        var from = read.getOrDefault(run, 0L);
        var store = parts.store().of(run);
        for (var events = store.read(from, BATCH); !events.isEmpty(); events = store.read(from, BATCH)) {
            from += events.size();
            read.put(run, from);
            for (var recorded : events) {
                if (recorded.event() instanceof RunEvent.ApprovalAsked asked) {
                    tell(asked.request());
                }
            }
        }
    }

    private void tell(ApprovalRequest request) {
        if (closed) {
            return;
        }
        try {
            listener.accept(parts.store().open(request));
        } catch (Throwable e) { // a listener may throw anything
            LOG.atWarn()
                    .addKeyValue("question", request.id())
                    .setCause(e)
                    .log("a listener failed; the question stays in the inbox");
        }
    }

    @Override
    public void close() {
        closed = true;
        stop.run();
    }
}

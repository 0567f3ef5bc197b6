package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.policy.ApprovalRequest;
import io.naestro.run.Journal;
import io.naestro.run.Recorded;
import io.naestro.run.RunId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What the runs of one instance share of their {@link Journal}: the claims on them, and plans. Thread-safe. */
final class Store {
    private static final int MOST_PLANS = 256;

    private final Journal journal;
    private final List<Consumer<List<Recorded>>> watchers = new CopyOnWriteArrayList<>();
    private final Map<RunId, Journal.Claim> claims = new ConcurrentHashMap<>();

    /** The plans that were used last; runs that go on hold theirs anyway. */
    private final Map<Digest, PlanInForce> plans = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, PlanInForce> eldest) {
            return size() > MOST_PLANS;
        }
    });

    Store(Journal journal) {
        this.journal = journal;
    }

    Journal journal() {
        return journal;
    }

    /**
     * Shows all events that are written from here on to a watcher, which must not fail or block.
     *
     * @param watcher who looks
     * @return stops it
     */
    Runnable watch(Consumer<List<Recorded>> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Shows the watchers what was written. */
    void show(List<Recorded> written) {
        watchers.forEach(watcher -> watcher.accept(written));
    }

    /** What the journal has of one run. */
    RunStore of(RunId run) {
        return new RunStore(this, run);
    }

    /** A question with what people are shown in full. */
    ApprovalRequest open(ApprovalRequest kept) {
        return of(kept.run()).open(kept);
    }

    /** The right to write a run, taken when it is written for the first time here. */
    Journal.Claim claim(RunId run) {
        return claims.computeIfAbsent(run, journal::claim);
    }

    /** Destroys a run. */
    void drop(RunId run) {
        journal.drop(run);
        claims.remove(run);
    }

    Optional<PlanInForce> remembered(Digest digest) {
        return Optional.ofNullable(plans.get(digest));
    }

    PlanInForce remember(PlanInForce plan) {
        plans.put(plan.digest(), plan);
        return plan;
    }
}

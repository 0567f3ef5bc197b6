package io.naestro.core;

import io.naestro.core.plan.PlanForm;
import io.naestro.json.Digest;
import io.naestro.plan.Plan;
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
import org.jspecify.annotations.Nullable;

/** What the runs of one instance share of their {@link Journal}: the claims on them, and plans. Thread-safe. */
final class Store {
    private static final int MOST_PLANS = 256;

    private final Journal journal;
    private final List<Consumer<List<Recorded>>> watchers = new CopyOnWriteArrayList<>();
    private final Map<RunId, Journal.Claim> claims = new ConcurrentHashMap<>();

    /** The plans that were used last; runs that go on hold theirs anyway. */
    private final Map<Digest, PlanInForce> plans = recent();

    /** The plans that were started last. */
    private final Map<Digest, Started> started = recent();

    private record Started(PlanForm form, PlanInForce plan) {}

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

    /** Begins a run, which this process has from then on; or tells which run has its key. */
    Journal.Begun begin(Journal.Beginning beginning) {
        var begun = journal.begin(beginning);
        if (begun instanceof Journal.Begun.Now now) { // unless someone here found the run already and claimed it anew
            claims.putIfAbsent(beginning.run(), now.claim());
        }
        return begun;
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

    /** The form of a plan that was started here before, or null: hosts start the same plan again and again. */
    @SuppressWarnings("ReferenceEquality") // to compare large plans would take as long as to work their form out
    @Nullable PlanForm known(Plan<?, ?> plan) {
        synchronized (started) {
            for (var one : started.values()) {
                if (one.form().plan() == plan) {
                    return one.form();
                }
            }
        }
        return null;
    }

    PlanInForce remember(PlanForm form) {
        var known = started.get(form.identity());
        var plan = known != null && known.form().equals(form) ? known.plan() : new PlanInForce(form);
        started.put(form.identity(), new Started(form, plan));
        return remember(plan);
    }

    PlanInForce remember(PlanInForce plan) {
        plans.put(plan.digest(), plan);
        return plan;
    }

    private static <V> Map<Digest, V> recent() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Digest, V> eldest) {
                return size() > MOST_PLANS;
            }
        });
    }
}

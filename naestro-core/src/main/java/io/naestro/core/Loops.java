package io.naestro.core;

import io.naestro.core.planner.PlanHistory;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunSummary;
import io.naestro.run.RunSummary.State;
import io.naestro.run.Runs;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of a store. What is known of each is read once from its journal; a run that has not ended is driven only
 * when it is started again under its key, answered, or {@link Naestro#resume()}d. One that cannot be read is named in
 * the log and stands in nobody's way.
 */
final class Loops implements Runs {
    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    private static final int BATCH = 1_000;
    private static final Set<State> OPEN = EnumSet.of(State.RUNNING, State.WAITING);

    private final Store store;
    private final BiFunction<RunId, RunState, LiveRun> load;
    private final Map<TenantKey, RunId> keys = new ConcurrentHashMap<>();
    private final Map<RunId, LiveRun> live = new ConcurrentHashMap<>();
    private final Map<RunId, RunState> asleep = new ConcurrentHashMap<>();

    /**
     * A run as it is now.
     *
     * @param id the run
     * @param state what is so with it
     */
    record Known(RunId id, RunState state) {}

    /** A key belongs to its tenant: another tenant's run must never be found by it. */
    private record TenantKey(String tenant, RunKey key) {
        static TenantKey of(RunEvent.RunAccepted accepted) {
            return new TenantKey(accepted.principal().tenant(), accepted.key());
        }
    }

    /**
     * The runs of a store.
     *
     * @param store the store
     * @param load makes the loop of a run that was read back
     */
    Loops(Store store, BiFunction<RunId, RunState, LiveRun> load) {
        this.store = store;
        this.load = load;
        discover();
    }

    /**
     * Learns of runs that were begun or forgotten elsewhere, and looks anew at what was open when it was looked at
     * last.
     */
    private void discover() {
        asleep.values().removeIf(state -> state.end() == null);
        var known = Set.copyOf(keys.values());
        var heads = store.journal().heads();
        var gone = new HashSet<>(known);
        heads.forEach(head -> gone.remove(head.run()));
        gone.forEach(this::leave);
        for (var head : heads) {
            if (!known.contains(head.run())) {
                readable(head.run(), () -> store.of(head.run()).accepted())
                        .ifPresent(accepted -> keys.putIfAbsent(TenantKey.of(accepted), head.run()));
            }
        }
    }

    /** The loop of a run that has just begun; whoever has found it in the journal already has made it. */
    LiveRun begun(RunId id, RunState state) {
        keys.put(TenantKey.of(state.accepted()), id);
        var loop = live.computeIfAbsent(id, key -> load.apply(key, state));
        loop.begin();
        return loop;
    }

    /** The loop of a run that the host begun in a transaction of its own; empty unless that was committed. */
    Optional<LiveRun> committed(Draft draft) {
        if (!live.containsKey(draft.id())
                && !store.journal().read(draft.id(), 0, 1).isEmpty()) {
            store.show(draft.written());
        }
        return found(draft.id());
    }

    /** The loop of a run that may have been begun, or forgotten, elsewhere; empty when the journal does not have it. */
    Optional<LiveRun> found(RunId id) {
        var loop = live.get(id);
        if (loop == null || loop.look().end() != null) {
            var first = store.of(id).read(0, 1);
            if (first.isEmpty()) {
                leave(id);
                return Optional.empty();
            }
            keys.put(TenantKey.of(RunState.first(first.getFirst()).accepted()), id);
            asleep.computeIfPresent(id, (key, state) -> state.end() == null ? null : state); // it may have gone on
        }
        return Optional.of(loop(id));
    }

    /**
     * Refuses the beginning of a run whose key has another one.
     *
     * @throws InputException if it has
     */
    void requireFree(RunEvent.RunAccepted accepted) {
        var holder = keys.get(TenantKey.of(accepted));
        if (holder != null) {
            throw taken(accepted, holder);
        }
    }

    static InputException taken(RunEvent.RunAccepted accepted, RunId holder) {
        return new InputException(
                InputProblem.at(Pointer.of("/key"), Json.of(accepted.key().value()), "is the key of run " + holder));
    }

    /** The runs that ended before a moment, but those that cannot be read. */
    List<RunId> endedBefore(Instant moment) {
        return all().stream()
                .map(known -> known.state().summary(known.id()))
                .filter(run -> !OPEN.contains(run.state()) && run.updated().isBefore(moment))
                .map(RunSummary::id)
                .toList();
    }

    /** Adds a run that was written to the journal from elsewhere. */
    void adopt(RunId id) {
        keys.put(TenantKey.of(store.of(id).accepted()), id);
    }

    /**
     * Destroys a run.
     *
     * @throws IllegalArgumentException if there is none
     * @throws IllegalStateException if it has not ended
     */
    void forget(RunId id) {
        var run = find(id).orElseThrow(() -> new IllegalArgumentException("there is no run " + id));
        if (OPEN.contains(run.state())) {
            throw new IllegalStateException("run " + id + " has not ended, so it cannot be forgotten; cancel it first");
        }
        store.drop(id);
        leave(id);
    }

    private void leave(RunId id) {
        keys.values().remove(id);
        live.remove(id);
        asleep.remove(id);
    }

    Optional<LiveRun> byKey(String tenant, RunKey key) {
        return Optional.ofNullable(keys.get(new TenantKey(tenant, key))).flatMap(this::found);
    }

    /** The loop of a run, which is taken up again if it was asleep, or was another process's when it was tried last. */
    LiveRun loop(RunId id) {
        var loop = live.compute(id, (key, known) -> known == null || known.isElsewhere() ? load(key) : known);
        loop.resume();
        return loop;
    }

    private LiveRun load(RunId id) {
        return load.apply(id, read(id));
    }

    /** All runs that had not ended, taken up again, oldest first; one that cannot go on has ended by now. */
    List<LiveRun> open() {
        live.values().removeIf(LiveRun::isElsewhere);
        discover();
        return keys.values().stream()
                .filter(id -> state(id).filter(state -> state.end() == null).isPresent())
                .sorted()
                .map(this::loop)
                .toList();
    }

    List<LiveRun> live() {
        return List.copyOf(live.values());
    }

    @Override
    public Optional<RunSummary> find(String tenant, RunKey key) {
        return Optional.ofNullable(keys.get(new TenantKey(tenant, key))).flatMap(this::find);
    }

    @Override
    public Optional<RunSummary> find(RunId id) {
        return Optional.of(id).filter(keys::containsValue).flatMap(this::state).map(state -> state.summary(id));
    }

    @Override
    public List<RunSummary> list(int most) {
        return keys.values().stream()
                .sorted(Comparator.reverseOrder())
                .limit(most)
                .flatMap(id -> find(id).stream())
                .toList();
    }

    @Override
    public List<Recorded> events(RunId id, long from, int most) {
        return store.of(id).read(from, most);
    }

    /** How the plan of a run became what it is; empty while it has none. */
    Optional<PlanHistory> plans(RunId id) {
        PlanHistory history = null;
        long from = 0;
        for (var events = store.of(id).read(from, BATCH);
                !events.isEmpty();
                events = store.of(id).read(from, BATCH)) {
            for (var recorded : events) {
                if (recorded.event() instanceof RunEvent.PlanAdopted adopted) {
                    var plan = store.of(id).plan(adopted.plan()).plan();
                    history = history == null ? PlanHistory.of(plan) : history.then(plan, adopted.why());
                }
            }
            from += events.size();
        }
        return Optional.ofNullable(history);
    }

    /** All runs as they are now, but those that cannot be read. */
    List<Known> all() {
        return keys.values().stream().flatMap(this::known).toList();
    }

    /** The runs of a tenant as they are now, but those that cannot be read. */
    List<Known> of(String tenant) {
        return keys.entrySet().stream()
                .filter(key -> key.getKey().tenant().equals(tenant))
                .flatMap(key -> known(key.getValue()))
                .toList();
    }

    private Stream<Known> known(RunId id) {
        return state(id).map(state -> new Known(id, state)).stream();
    }

    /** The state of a run, or empty when it cannot be read. */
    private Optional<RunState> state(RunId id) {
        var loop = live.get(id);
        return loop == null ? readable(id, () -> read(id)) : Optional.of(loop.look());
    }

    private RunState read(RunId id) {
        return asleep.computeIfAbsent(
                id,
                key -> store.of(key)
                        .state()
                        .orElseThrow(
                                () -> new JournalFailure(Kind.GONE, "run " + id + " is not in the journal", null)));
    }

    /** What was read of a run, or empty when it cannot be read, which the log then tells. */
    static <T> Optional<T> readable(RunId id, Supplier<T> read) {
        try {
            return Optional.of(read.get());
        } catch (JournalFailure | InputException | IllegalArgumentException | IllegalStateException e) {
            LOG.atError().addKeyValue("run", id).setCause(e).log("the run cannot be read, and is left out");
            return Optional.empty();
        }
    }
}

package io.naestro.core;

import io.naestro.run.Recorded;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunSummary;
import io.naestro.run.Runs;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * The runs of a store. What is known of each is read once from its journal when the store is opened; a run that has not
 * ended is driven only when something is asked of it: a start under its key, an answer, or {@link Naestro#resume()}.
 */
final class Loops implements Runs {
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
        static TenantKey of(RunState state) {
            return new TenantKey(
                    state.accepted().principal().tenant(), state.accepted().key());
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
        for (var id : store.journal().runs()) {
            store.state(id).ifPresent(state -> {
                keys.put(TenantKey.of(state), id);
                asleep.put(id, state);
            });
        }
    }

    /** Adds a run that has just been accepted. */
    void add(LiveRun loop) {
        keys.put(TenantKey.of(loop.look()), loop.id());
        live.put(loop.id(), loop);
    }

    Optional<LiveRun> byKey(String tenant, RunKey key) {
        return Optional.ofNullable(keys.get(new TenantKey(tenant, key))).map(this::loop);
    }

    /** The loop of a run, which is taken up again if it was asleep. */
    LiveRun loop(RunId id) {
        var loop = live.computeIfAbsent(id, key -> load.apply(key, Objects.requireNonNull(asleep.get(key))));
        loop.resume();
        return loop;
    }

    /** All runs that had not ended, taken up again, oldest first; one that cannot go on has ended by now. */
    List<LiveRun> open() {
        return keys.values().stream()
                .filter(id -> state(id).end() == null)
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
        return keys.containsValue(id) ? Optional.of(state(id).summary(id)) : Optional.empty();
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
        return store.read(id, from, most);
    }

    /** All runs as they are now. */
    List<Known> all() {
        return keys.values().stream().map(id -> new Known(id, state(id))).toList();
    }

    /** The runs of a tenant as they are now. */
    List<Known> of(String tenant) {
        return keys.entrySet().stream()
                .filter(key -> key.getKey().tenant().equals(tenant))
                .map(key -> new Known(key.getValue(), state(key.getValue())))
                .toList();
    }

    private RunState state(RunId id) {
        var loop = live.get(id);
        return loop == null ? Objects.requireNonNull(asleep.get(id)) : loop.look();
    }
}

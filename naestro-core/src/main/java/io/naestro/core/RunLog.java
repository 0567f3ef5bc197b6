package io.naestro.core;

import io.naestro.effect.Payload;
import io.naestro.json.Digest;
import io.naestro.run.Journal.Durability;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.TimeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run and the state they add up to: an event counts once it is in the journal, never before. Used by
 * the run's owner only.
 */
final class RunLog {
    private final RunStore store;
    private final TimeSource time;
    private final RunId id;
    private final Map<Digest, Payload> values = new HashMap<>();
    private volatile RunState state; // calls look at it for what people agreed to

    RunLog(RunStore store, TimeSource time, RunId id, RunState state) {
        this.store = store;
        this.time = time;
        this.id = id;
        this.state = state;
    }

    RunState state() {
        return state;
    }

    /** Turns what was learnt into events and writes them. */
    void take(Input input) {
        record(durability(input), Decider.decide(state, input, time.now()).toArray(RunEvent[]::new));
    }

    /** Turns a result and the judgment of it, which was made at once, into events and writes them in one piece. */
    void take(Input.Ended ended, Input.Judged judged) {
        var now = time.now();
        var events = new ArrayList<>(Decider.decide(state, ended, now));
        events.addAll(Decider.decide(state, judged, now));
        record(Durability.BUFFERED, events.toArray(RunEvent[]::new));
    }

    /** Writes the intent of what the gate admitted. */
    void intend(Admission.Admitted admitted) {
        intend(List.of(admitted));
    }

    /**
     * Writes the intents of what the gate admitted, each with the key that stays the same when the call is made again.
     * They are durable together before any of the calls starts, unless repeating each of them is free of harm, and with
     * them all that was written before: results, for example.
     */
    void intend(List<Admission.Admitted> all) {
        var now = time.now();
        var events = all.stream()
                .map(admitted ->
                        new Input.Admitted(admitted, key(admitted.call().step()), argument(admitted.call())))
                .flatMap(input -> Decider.decide(state, input, now).stream())
                .toArray(RunEvent[]::new);
        var free = all.stream().allMatch(admitted -> admitted.call().isPure());
        record(free ? Durability.BUFFERED : Durability.DURABLE, events);
    }

    /** The argument of a call that can be undone, kept for that. */
    private @Nullable Digest argument(Call call) {
        return call instanceof Call.ToolUse use && use.effect().contract().compensates() ? keep(use.input()) : null;
    }

    /** The key by which a service can tell that it was asked the same before. */
    String key(String step) {
        return id + "/" + step;
    }

    /** Writes events and works them into the state, all or none. */
    void record(Durability durability, RunEvent... events) {
        if (events.length == 0) {
            return;
        }
        var now = time.now();
        var recorded = new ArrayList<Recorded>();
        for (var event : events) {
            recorded.add(new Recorded(id, state.next() + recorded.size(), now, event));
        }
        state = state.apply(store.append(recorded, durability), store::plan);
    }

    /** Keeps a value and gives its digest, by which events name it. */
    Digest keep(Payload payload) {
        var digest = store.keep(payload);
        values.put(digest, payload);
        return digest;
    }

    Payload payload(Digest digest) {
        return values.computeIfAbsent(digest, store::payload);
    }

    /** Drops values from memory; whoever asks for one again gets it from the store. */
    void forget() {
        values.clear();
    }

    /** Questions and answers are promises to people, so they are durable at once. */
    private static Durability durability(Input input) {
        return switch (input) {
            case Input.Answered in -> Durability.DURABLE;
            case Input.Withdrawn in -> Durability.DURABLE;
            case Input.NotAdmitted in -> Durability.DURABLE;
            default -> Durability.BUFFERED;
        };
    }
}

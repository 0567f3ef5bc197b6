package io.naestro.core;

import io.naestro.base.Digests;
import io.naestro.base.JsonBytes;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Values;
import io.naestro.core.plan.PlanForm;
import io.naestro.core.plan.PlanText;
import io.naestro.effect.Payload;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Plan;
import io.naestro.policy.ApprovalRequest;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.Suggestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Reads and writes what one run consists of through a {@link Journal}, which knows bytes only. Values are kept once
 * under the digest of their content; events name them. Thread-safe.
 */
final class RunStore {
    private static final Shape<RunEvent> EVENT = Shape.of(RunEvent.class);
    private static final int BATCH = 1_000;

    /** Roomier than what comes from outside, so that a value with its origins around it can be read back. */
    static final Limits STORED =
            new Limits(2 * Limits.MESSAGE.maxBytes(), Limits.DEEPEST, 1_000, 2 * Limits.MESSAGE.maxBytes(), 10_000_000);

    private static final String SHOWN = "content";
    private static final Shape<Payload> PAYLOAD = Shape.of(Payload.class);

    private final Store store;
    private final RunId run;

    RunStore(Store store, RunId run) {
        this.store = store;
        this.run = run;
    }

    /**
     * Writes events.
     *
     * @return the events as they are written, with texts and details that are too large cut
     */
    List<Recorded> append(List<Recorded> events, Journal.Durability durability) {
        var written = new ArrayList<Recorded>(events.size());
        var records = new ArrayList<byte[]>(events.size());
        var out = JsonBytes.inOrder(Fitting.SHORT, Fitting.DEEPEST);
        var now = events.getFirst().at();
        var moment = now.toString(); // the same for nearly all
        for (var event : events) {
            var bytes =
                    plain(event, event.at().equals(now) ? moment : event.at().toString(), out.clear());
            if (bytes.isPresent()) {
                written.add(event);
                records.add(bytes.get());
            } else {
                records.add(encode(event, written::add));
            }
        }
        store.journal().append(store.claim(run), events.getFirst().sequence(), records, durability);
        store.show(written);
        return written;
    }

    /** An event as bytes; tells how it is written, with texts and details that are too large cut. */
    static byte[] encode(Recorded event, Consumer<Recorded> written) {
        var json = Values.write(event.event(), EVENT);
        var cut = Fitting.cut(json);
        written.accept(cut.map(left -> new Recorded(event.run(), event.sequence(), event.at(), Events.read(left)))
                .orElse(event));
        return bytes(event.at(), cut.orElse(json));
    }

    List<Recorded> read(long from, int most) {
        var records = store.journal().read(run, from, most);
        return IntStream.range(0, records.size())
                .mapToObj(i -> recorded(from + i, records.get(i)))
                .toList();
    }

    /** All events of the run, worked into its state, or empty when there is no such run. */
    Optional<RunState> state() {
        var events = read(0, BATCH);
        if (events.isEmpty()) {
            return Optional.empty();
        }
        var state = RunState.first(events.getFirst());
        for (events = events.subList(1, events.size()); !events.isEmpty(); events = read(state.next(), BATCH)) {
            state = state.apply(events, this::plan);
        }
        return Optional.of(state);
    }

    /** How the run began. */
    RunEvent.RunAccepted accepted() {
        return RunState.first(read(0, 1).getFirst()).accepted();
    }

    Digest keep(Payload payload) {
        return encode(payload, this::keep);
    }

    /** As {@link #encode(String, Json, BiConsumer)}. */
    static Digest encode(Payload payload, BiConsumer<Digest, byte[]> keeper) {
        return encode(Values.bytes(payload, PAYLOAD), () -> Digests.of("payload/v1", payload, PAYLOAD), keeper);
    }

    Payload payload(Digest digest) {
        return Values.lenient().from(json(digest), PAYLOAD);
    }

    /**
     * Keeps a value.
     *
     * @throws InputException if it has numbers that cannot be hashed, or is so large that it could not be read back
     */
    Digest keep(String type, Json json) {
        return encode(type, json, this::keep);
    }

    private void keep(Digest digest, byte[] bytes) {
        store.journal().keep(run, digest, bytes);
    }

    /**
     * A value as bytes, which are given to a keeper.
     *
     * @return its digest
     * @throws InputException if it has numbers that cannot be hashed, or is so large that it could not be read back
     */
    static Digest encode(String type, Json json, BiConsumer<Digest, byte[]> keeper) {
        return encode(JsonText.bytes(json), () -> Digests.of(type, json), keeper);
    }

    /** As {@link #encode(String, Json, BiConsumer)}, for a plan. */
    static Digest encode(PlanForm form, BiConsumer<Digest, byte[]> keeper) {
        return encode(form.text(), form::identity, keeper);
    }

    private static Digest encode(byte[] bytes, Supplier<Digest> identity, BiConsumer<Digest, byte[]> keeper) {
        if (bytes.length > STORED.maxBytes()) {
            throw new InputException(InputProblem.at(
                    Pointer.ROOT,
                    Json.of(bytes.length),
                    "a value has " + bytes.length + " bytes; at most " + STORED.maxBytes() + " can be kept"));
        }
        var digest = identity.get();
        keeper.accept(digest, bytes);
        return digest;
    }

    Json json(Digest digest) {
        var content = store.journal()
                .content(run, digest)
                .orElseThrow(() -> new JournalFailure(
                        Kind.GONE,
                        "run " + run + " does not have content " + digest + "; it may have been erased",
                        null));
        return JsonText.parse(digest.toString(), content, STORED);
    }

    /** Keeps what people are shown; what stands in its place in an event. */
    Json keepShown(Json shown) {
        return Json.object().with(SHOWN, keep("shown/v1", shown).value());
    }

    /** A question with what people are shown in full. */
    ApprovalRequest open(ApprovalRequest kept) {
        return kept.withShown(openShown(kept.shown()));
    }

    /** A suggestion with what would be done in full. */
    Suggestion open(Suggestion kept) {
        return new Suggestion(kept.step(), kept.title(), openShown(kept.shown()), kept.digest());
    }

    private Json openShown(Json kept) {
        return kept instanceof Json.Obj object && object.get(SHOWN).orElse(Json.NULL) instanceof Json.Str digest
                ? json(new Digest(digest.value()))
                : kept;
    }

    /** Keeps a plan and remembers it, so that a run that was started here need not read it back. */
    PlanInForce keep(Plan<?, ?> plan) {
        return keep(PlanForm.of(plan));
    }

    /** Keeps a plan of which the form is known, and remembers it. */
    PlanInForce keep(PlanForm form) {
        var unused = encode(form, this::keep);
        return store.remember(form);
    }

    PlanInForce plan(Digest digest) {
        return store.remembered(digest)
                .orElseGet(() -> store.remember(
                        new PlanInForce(digest, PlanText.read(JsonText.write(json(digest)), digest.toString()))));
    }

    /** A record of an event that needs no cut for sure, as nearly none does; empty for one that has to be looked at. */
    private static Optional<byte[]> plain(Recorded event, String moment, JsonBytes out) {
        out.beginObject().name("at").string(moment).name("event");
        return Values.write(event.event(), EVENT, out).endObject().bytes();
    }

    private static byte[] bytes(Instant at, Json event) {
        var json = new LinkedHashMap<String, Json>();
        json.put("at", Json.of(at.toString()));
        json.put("event", event);
        return JsonText.bytes(new Json.Obj(json));
    }

    /** What a record says. */
    Recorded recorded(long sequence, byte[] bytes) {
        var json = (Json.Obj) JsonText.parse("run " + run + ", event " + sequence, bytes, STORED);
        var at = Values.read(json.get("at").orElse(Json.NULL), Shape.of(Instant.class));
        return new Recorded(run, sequence, at, Events.read(json.get("event").orElse(Json.NULL)));
    }
}

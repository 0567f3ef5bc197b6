package io.naestro.core;

import io.naestro.base.Digests;
import io.naestro.core.plan.PlanForm;
import io.naestro.effect.Payload;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.run.Journal.Beginning;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run that is about to be accepted. Nothing of it is in the journal before all of it is, so that a start that fails,
 * or whose key has a run already, leaves nothing behind. Used by one thread.
 */
final class Draft {
    private final RunId id;
    private final Map<Digest, byte[]> contents = new LinkedHashMap<>();
    private final List<byte[]> records = new ArrayList<>();
    private final List<Recorded> written = new ArrayList<>();
    private @Nullable PlanForm plan;

    Draft(RunId id) {
        this.id = id;
    }

    RunId id() {
        return id;
    }

    Digest keep(Payload payload) {
        return RunStore.encode(payload, contents::put);
    }

    Digest keep(String type, Json json) {
        return RunStore.encode(type, json, contents::put);
    }

    /** Says how the run begins. */
    void accepted(Instant at, RunEvent.RunAccepted event) {
        add(at, event);
    }

    /** Says what plan it follows: without it the run could never go on, so it is written in one piece with the rest. */
    void follows(Instant at, PlanForm followed, Map<String, Digest> promises) {
        plan = followed;
        add(at, new RunEvent.PlanAdopted(0, RunStore.encode(followed, contents::put), "", promises));
    }

    private void add(Instant at, RunEvent event) {
        records.add(RunStore.encode(new Recorded(id, records.size(), at, event), written::add));
    }

    /** The events as they are written. */
    List<Recorded> written() {
        return written;
    }

    /** What the journal is to begin the run with. */
    Beginning beginning() {
        return new Beginning(id, key(accepted(written)), contents, records);
    }

    /** The run as it is once it has begun. */
    RunState state(Store store) {
        var followed = plan == null ? null : store.remember(plan);
        return RunState.first(written.getFirst())
                .apply(written.subList(1, written.size()), digest -> Objects.requireNonNull(followed));
    }

    private static RunEvent.RunAccepted accepted(List<Recorded> written) {
        return RunState.first(written.getFirst()).accepted();
    }

    /** What a journal knows of a tenant and a key. */
    static Digest key(RunEvent.RunAccepted accepted) {
        return Digests.of(
                "start/v1",
                Json.object()
                        .with("tenant", accepted.principal().tenant())
                        .with("key", accepted.key().value()));
    }
}

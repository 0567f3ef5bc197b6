package io.naestro.core;

import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.policy.Principal;
import java.time.Instant;
import java.util.function.Consumer;

/** A context that is another one and more. */
interface DelegatingContext extends CallContext {
    /** The other one. */
    CallContext call();

    @Override
    default Instant deadline() {
        return call().deadline();
    }

    @Override
    default boolean cancelled() {
        return call().cancelled();
    }

    @Override
    default String trace() {
        return call().trace();
    }

    @Override
    default Principal principal() {
        return call().principal();
    }

    @Override
    default String idempotencyKey() {
        return call().idempotencyKey();
    }

    @Override
    default Consumer<Json> sink() {
        return call().sink();
    }
}

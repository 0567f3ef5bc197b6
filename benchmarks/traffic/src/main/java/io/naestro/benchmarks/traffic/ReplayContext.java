package io.naestro.benchmarks.traffic;

import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.policy.Principal;
import java.time.Instant;
import java.util.function.Consumer;

/** The context of a call that may take half a minute, and whose pieces nobody watches. */
record ReplayContext(Instant deadline) implements CallContext {
    private static final long MOST_SECONDS = 30;

    ReplayContext() {
        this(Instant.now().plusSeconds(MOST_SECONDS));
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public String trace() {
        return "";
    }

    @Override
    public Principal principal() {
        return Principal.HOST;
    }

    @Override
    public String idempotencyKey() {
        return "replay";
    }

    @Override
    public Consumer<Json> sink() {
        return piece -> {};
    }
}

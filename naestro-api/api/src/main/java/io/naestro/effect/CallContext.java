package io.naestro.effect;

import io.naestro.json.Json;
import io.naestro.policy.Principal;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * What every call to a plug-in is given. The calling thread is interrupted when the call is cancelled or its deadline
 * passes; what the plug-in returns after that is not used.
 */
public interface CallContext {

    /** The moment after which the result is of no use. */
    Instant deadline();

    /** Whether the call was cancelled. */
    boolean cancelled();

    /** The W3C {@code traceparent} of the surrounding span, or empty. */
    String trace();

    /** On whose behalf the call is made. */
    Principal principal();

    /**
     * The same on every attempt of one step, and different otherwise: pass it to servers that recognize repeated
     * requests.
     */
    String idempotencyKey();

    /**
     * Takes progress and partial output for people who watch, such as tokens of a streamed answer. Nothing of it is
     * journaled, and a slow watcher loses some of it rather than stalling the call.
     */
    Consumer<Json> sink();
}

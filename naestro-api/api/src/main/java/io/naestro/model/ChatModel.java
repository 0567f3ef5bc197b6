package io.naestro.model;

import io.naestro.effect.CallContext;

/**
 * A model that answers messages. A provider implements it; only the gate calls it.
 *
 * <p>Implementations are thread-safe, block until the whole answer is there, and stop soon when their thread is
 * interrupted. They do not retry and do not count: core does. What they throw is taken as
 * {@link ModelFailure.Kind#FAULT}.
 */
public interface ChatModel {

    /** What is known of the model; the same as long as the instance lives. */
    ModelCard card();

    /**
     * Asks the model once. While it streams, deltas may be given to {@link CallContext#sink()}; the whole answer is
     * returned in any case.
     *
     * @param request what to ask
     * @param context deadline, cancellation, trace and principal
     */
    ChatResult chat(ChatRequest request, CallContext context);
}

package io.naestro.evaluate;

import io.naestro.effect.CallContext;
import io.naestro.model.ChatModel;
import java.util.Optional;

/**
 * Judges a result. Thread-safe, blocking, interruptible. It reaches models only through its context, where each call is
 * admitted, counted and journaled. What it throws is taken as {@link Outcome.Unscoreable}.
 */
public interface Evaluator {

    /** What is known of the evaluator; the same as long as the instance lives. */
    EvaluatorSpec spec();

    /**
     * Judges once.
     *
     * @param subject what is judged
     * @param context deadline, cancellation, and a model to judge with
     */
    Outcome evaluate(Subject subject, Context context);

    /** What an evaluator is given besides its subject. */
    interface Context extends CallContext {
        /** A model to judge with, or empty when the host gave none. */
        Optional<ChatModel> model();
    }
}

package io.naestro.providers.http;

import io.naestro.model.ModelFailure;

/** Carries a failure out of the middle of a request or an answer to the one place that returns it. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ModelFailure failure;

    public Refusal(ModelFailure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    public Refusal(ModelFailure.Kind kind, String message) {
        this(ModelFailure.of(kind, message));
    }

    public ModelFailure failure() {
        return failure;
    }
}

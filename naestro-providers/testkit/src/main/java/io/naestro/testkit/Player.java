package io.naestro.testkit;

import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;

/**
 * What the models of one cassette share.
 *
 * @param name the cassette's name for messages
 * @param tape its exchanges
 * @param redaction takes secrets out
 */
record Player(String name, Tape tape, Redaction redaction) {
    /** A request without secrets, and its hash. */
    record Request(String model, Json asked, Digest key) {}

    /**
     * The request of a model.
     *
     * @throws Unrecordable if it has no canonical form
     */
    Request request(String model, Json asked) {
        try {
            var clean = redaction.hide(asked);
            return new Request(model, clean, Exchange.key(model, clean));
        } catch (InputException e) {
            throw new Unrecordable(
                    ModelFailure.of(Kind.INVALID_REQUEST, name + " cannot hold this request: " + e.getMessage()));
        }
    }

    Tape.Found find(Request request) {
        return tape.next(request.key(), request.model(), request.asked());
    }

    /** Neither this model nor another will do better: the file must change, or the request. */
    ModelFailure missing(Request request, String why) {
        var words = name + " " + why + "; record it again, or ask what was recorded";
        var details = Json.object().with("request", request.key().value());
        return new ModelFailure(Kind.FAULT, words, null, false, false, details);
    }

    void record(Exchange exchange) {
        tape.add(exchange, redaction);
    }

    /** Carries the failure of a request that cannot be recorded. */
    static final class Unrecordable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ModelFailure failure;

        Unrecordable(ModelFailure failure) {
            super(failure.message(), null, false, false);
            this.failure = failure;
        }

        ModelFailure failure() {
            return failure;
        }
    }
}

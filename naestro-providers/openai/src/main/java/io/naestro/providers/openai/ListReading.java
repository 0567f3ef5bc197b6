package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Sending;
import io.naestro.run.TimeSource;
import java.time.Instant;
import java.util.List;
import okhttp3.Headers;

/** Reads an answer that is a list in {@code data}; as a chat it has no text, but the tokens that were used. */
abstract class ListReading implements Sending.Reading {
    private static final int OK = 200;

    private final Classifier classifier;
    private final TimeSource time;

    ListReading(Classifier classifier, TimeSource time) {
        this.classifier = classifier;
        this.time = time;
    }

    /**
     * Takes the items.
     *
     * @throws Refusal if they make no sense
     */
    abstract void take(List<Json> items);

    @Override
    public final ChatResponse whole(Json json) {
        var fields = Fields.object(json);
        if (!(fields.get("data").orElse(Json.NULL) instanceof Json.Arr data)) {
            throw new Refusal(failure(OK, json, Headers.EMPTY, time.now()));
        }
        take(data.items());
        return ChatResponse.of("", Tokens.usage(fields), Fields.text(fields, "model"));
    }

    @Override
    public final boolean event(Json event) {
        throw stream();
    }

    @Override
    public final ChatResponse streamed() {
        throw stream();
    }

    private static Refusal stream() {
        return new Refusal(Kind.SERVER_FAULT, "the answer is a stream, although none was asked for");
    }

    @Override
    public final ModelFailure failure(int status, Json body, Headers headers, Instant now) {
        return classifier.failure(status, ServerError.in(body).orElse(ServerError.NONE), headers, now);
    }
}

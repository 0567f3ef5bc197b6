package io.naestro.providers.gemini;

import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Sending;
import io.naestro.providers.http.Shown;
import io.naestro.providers.http.Transport;
import io.naestro.run.TimeSource;
import java.time.Instant;
import okhttp3.Headers;

/** A model behind a server that speaks generateContent. */
final class GeminiChatModel implements ChatModel {
    private static final int OK = 200;

    private final ModelCard card;
    private final String path;
    private final Sending sending;
    private final TimeSource time;
    private final Shown shown;
    private final GeminiError errors;
    private final Signatures signatures;

    GeminiChatModel(ModelCard card, String path, Transport transport, TimeSource time, Shown shown, Signatures known) {
        this.card = card;
        this.path = path;
        this.time = time;
        this.shown = shown;
        sending = new Sending(card, transport, time, shown);
        errors = new GeminiError(shown);
        signatures = known;
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public ChatResult chat(ChatRequest request, CallContext context) {
        var stream = card.capabilities().contains(Capability.STREAMING);
        var verb = stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
        return sending.chat(path + verb, () -> GeminiBody.of(request, signatures), new Reading(context), context);
    }

    /** What comes of one request. */
    private final class Reading implements Sending.Reading {
        private final GeminiAnswer answer;

        Reading(CallContext context) {
            answer = new GeminiAnswer(
                    shown,
                    card.wireName(),
                    signatures,
                    piece -> context.sink().accept(Json.object().with("text", piece)));
        }

        @Override
        public ChatResponse whole(Json json) {
            take(json);
            return answer.whole();
        }

        /** The last event is not marked as such: usage may follow the one with the finish reason. */
        @Override
        public boolean event(Json event) {
            take(event);
            return true;
        }

        @Override
        public ChatResponse streamed() {
            return answer.whole();
        }

        @Override
        public ModelFailure failure(int status, Json body, Headers headers, Instant now) {
            return errors.failure(status, GeminiError.in(body).orElse(Json.Obj.EMPTY), headers, now);
        }

        private void take(Json json) {
            GeminiError.in(json).ifPresent(error -> {
                throw new Refusal(errors.failure(OK, error, Headers.EMPTY, time.now()));
            });
            answer.take(json);
        }
    }

    @Override
    public String toString() {
        return "model '" + card.id() + "' at " + card.endpoint();
    }
}

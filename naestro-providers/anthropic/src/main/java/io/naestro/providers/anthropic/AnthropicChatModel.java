package io.naestro.providers.anthropic;

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

/** A model behind a server that speaks Messages. */
final class AnthropicChatModel implements ChatModel {
    private static final String PATH = "/v1/messages";
    private static final int OK = 200;

    private final ModelCard card;
    private final Sending sending;
    private final TimeSource time;
    private final AnthropicError errors;
    private final MessagesAnswer answer;

    AnthropicChatModel(ModelCard card, Transport transport, TimeSource time, Shown shown) {
        this.card = card;
        this.time = time;
        sending = new Sending(card, transport, time, shown);
        errors = new AnthropicError(shown);
        answer = new MessagesAnswer(shown, card.wireName());
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public ChatResult chat(ChatRequest request, CallContext context) {
        var stream = card.capabilities().contains(Capability.STREAMING);
        return sending.chat(PATH, () -> MessagesBody.of(card, request, stream), new Reading(context), context);
    }

    /** What comes of one request. */
    private final class Reading implements Sending.Reading {
        private final MessagesStream stream;

        Reading(CallContext context) {
            stream = new MessagesStream(
                    piece -> context.sink().accept(Json.object().with("text", piece)));
        }

        @Override
        public ChatResponse whole(Json json) {
            refuseError(json);
            return answer.of(json);
        }

        @Override
        public boolean event(Json event) {
            stream.take(event).ifPresent(this::refuseError);
            return !stream.complete();
        }

        @Override
        public ChatResponse streamed() {
            return answer.of(stream.whole());
        }

        @Override
        public ModelFailure failure(int status, Json body, Headers headers, Instant now) {
            return errors.failure(status, body, headers, now);
        }

        private void refuseError(Json json) {
            if (AnthropicError.is(json)) {
                throw new Refusal(errors.failure(OK, json, Headers.EMPTY, time.now()));
            }
        }
    }

    @Override
    public String toString() {
        return "model '" + card.id() + "' at " + card.endpoint();
    }
}

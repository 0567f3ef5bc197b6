package io.naestro.providers.openai;

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

/** A model behind a server that speaks OpenAI's protocol. */
final class OpenAiChatModel implements ChatModel {
    private static final int OK = 200;

    private final ModelCard card;
    private final Dialect dialect;
    private final Surface surface;
    private final Sending sending;
    private final TimeSource time;
    private final Classifier classifier;

    OpenAiChatModel(
            ModelCard card, Dialect dialect, Surface surface, Transport transport, TimeSource time, Shown shown) {
        this.card = card;
        this.dialect = dialect;
        this.surface = surface;
        this.time = time;
        sending = new Sending(card, transport, time, shown);
        classifier = new Classifier(shown);
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public ChatResult chat(ChatRequest request, CallContext context) {
        var stream = card.capabilities().contains(Capability.STREAMING);
        return sending.chat(
                surface.path(), () -> surface.body(card.wireName(), request, stream), new Reading(context), context);
    }

    /** What comes of one request. */
    private final class Reading implements Sending.Reading {
        private final Surface.Pieces pieces;

        Reading(CallContext context) {
            pieces = surface.pieces(piece -> context.sink().accept(Json.object().with("text", piece)));
        }

        @Override
        public ChatResponse whole(Json answer) {
            return whole(answer, Headers.EMPTY);
        }

        @Override
        public ChatResponse whole(Json answer, Headers headers) {
            refuseError(answer, headers);
            return priced(answer, headers);
        }

        @Override
        public boolean event(Json event) {
            refuseError(event, Headers.EMPTY);
            return pieces.take(event);
        }

        @Override
        public ChatResponse streamed() {
            return whole(pieces.whole());
        }

        @Override
        public ModelFailure failure(int status, Json body, Headers headers, Instant now) {
            return classifier.failure(status, ServerError.in(body).orElse(ServerError.NONE), headers, now);
        }

        private void refuseError(Json said, Headers headers) {
            surface.error(said).ifPresent(error -> {
                throw new Refusal(classifier.failure(OK, error, headers, time.now()));
            });
        }

        private ChatResponse priced(Json answer, Headers headers) {
            var read = surface.answer(answer);
            return new ChatResponse(
                    read.text(),
                    read.toolUses(),
                    read.finish(),
                    read.usage(),
                    dialect.cost().of(answer, headers),
                    read.servedBy());
        }
    }

    @Override
    public String toString() {
        return "model '" + card.id() + "' at " + card.endpoint();
    }
}

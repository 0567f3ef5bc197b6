package io.naestro.providers.openai;

import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Usage;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Sending;
import io.naestro.providers.http.Shown;
import io.naestro.providers.http.Transport;
import io.naestro.run.TimeSource;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import okhttp3.Headers;

/**
 * An embedding model behind a server that speaks OpenAI's protocol. Source: {@code CreateEmbeddingRequest} and
 * {@code CreateEmbeddingResponse} in OpenAI's published API description.
 */
final class OpenAiEmbeddingModel implements EmbeddingModel {
    private static final String PATH = "/embeddings";
    private static final int OK = 200;

    private final ModelCard card;
    private final Sending sending;
    private final TimeSource time;
    private final Classifier classifier;

    OpenAiEmbeddingModel(ModelCard card, Transport transport, TimeSource time, Shown shown) {
        this.card = card;
        this.time = time;
        sending = new Sending(card, transport, time, shown);
        classifier = new Classifier(shown);
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public Embedded embed(List<String> texts, CallContext context) {
        var reading = new Reading(texts.size());
        var result = sending.chat(PATH, () -> body(texts), reading, context);
        return result instanceof ModelFailure failure ? new NoVectors(failure) : reading.vectors();
    }

    private Json body(List<String> texts) {
        return Json.object().with("model", card.wireName()).with("input", Json.strings(texts));
    }

    /** Keeps the vectors, and answers as a chat without text. */
    private final class Reading implements Sending.Reading {
        private final float[][] rows;
        private ChatResponse answer = ChatResponse.of("", Usage.NONE, "");

        Reading(int texts) {
            rows = new float[texts][];
        }

        Vectors vectors() {
            return new Vectors(List.of(rows), answer.usage());
        }

        @Override
        public ChatResponse whole(Json json) {
            var fields = Fields.object(json);
            if (!(fields.get("data").orElse(Json.NULL) instanceof Json.Arr data)) {
                throw new Refusal(classifier.failure(
                        OK, ServerError.in(json).orElse(ServerError.NONE), Headers.EMPTY, time.now()));
            }
            for (var i = 0; i < data.items().size(); i++) {
                keep(Fields.object(data.items().get(i)), i);
            }
            if (Arrays.stream(rows).anyMatch(row -> row == null || row.length != rows[0].length)) {
                throw odd();
            }
            answer = ChatResponse.of("", Tokens.usage(fields), Fields.text(fields, "model"));
            return answer;
        }

        /** Vectors say for which text they are; where they do not, they stand in its place. */
        private void keep(Json.Obj item, int place) {
            var index = item.get("index").flatMap(Tokens::count).orElse((long) place);
            var numbers = Fields.list(item, "embedding").items();
            if (index >= rows.length || rows[index.intValue()] != null || numbers.isEmpty()) {
                throw odd();
            }
            var row = new float[numbers.size()];
            for (var i = 0; i < row.length; i++) {
                row[i] = number(numbers.get(i));
            }
            rows[index.intValue()] = row;
        }

        private float number(Json json) {
            if (json instanceof Json.Num number && Float.isFinite(number.value().floatValue())) {
                return number.value().floatValue();
            }
            throw odd();
        }

        private Refusal odd() {
            return new Refusal(
                    Kind.SERVER_FAULT,
                    "the answer is not one vector of numbers for each of " + rows.length + " texts, all of one length");
        }

        @Override
        public boolean event(Json event) {
            throw odd();
        }

        @Override
        public ChatResponse streamed() {
            throw odd();
        }

        @Override
        public ModelFailure failure(int status, Json body, Headers headers, Instant now) {
            return classifier.failure(status, ServerError.in(body).orElse(ServerError.NONE), headers, now);
        }
    }

    @Override
    public String toString() {
        return "embedding model '" + card.id() + "' at " + card.endpoint();
    }
}

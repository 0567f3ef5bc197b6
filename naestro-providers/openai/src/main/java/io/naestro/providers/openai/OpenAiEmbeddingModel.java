package io.naestro.providers.openai;

import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Sending;
import io.naestro.providers.http.Shown;
import io.naestro.providers.http.Transport;
import io.naestro.run.TimeSource;
import java.util.Arrays;
import java.util.List;

/**
 * An embedding model behind a server that speaks OpenAI's protocol. Source: {@code CreateEmbeddingRequest} and
 * {@code CreateEmbeddingResponse} in OpenAI's published API description.
 */
final class OpenAiEmbeddingModel implements EmbeddingModel {
    private static final String PATH = "/embeddings";

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
        var rows = new Rows(texts.size());
        return switch (sending.chat(PATH, () -> body(texts), rows, context)) {
            case ModelFailure failure -> new NoVectors(failure);
            case ChatResponse answer -> new Vectors(List.of(rows.rows), answer.usage());
        };
    }

    private Json body(List<String> texts) {
        return Json.object().with("model", card.wireName()).with("input", Json.strings(texts));
    }

    /** Puts the vectors in the order of the texts. */
    private final class Rows extends ListReading {
        private final float[][] rows;

        Rows(int texts) {
            super(classifier, time);
            rows = new float[texts][];
        }

        @Override
        void take(List<Json> items) {
            for (var i = 0; i < items.size(); i++) {
                keep(Fields.object(items.get(i)), i);
            }
            if (Arrays.stream(rows).anyMatch(row -> row == null || row.length != rows[0].length)) {
                throw odd();
            }
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
    }

    @Override
    public String toString() {
        return "embedding model '" + card.id() + "' at " + card.endpoint();
    }
}

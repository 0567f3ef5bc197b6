package io.naestro.testkit;

import io.naestro.base.Values;
import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.Usage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An embedding model on a cassette.
 *
 * @param real the model that is asked what is not played, or null when there is none
 * @param plays whether the cassette is asked first
 */
record RecordedEmbedding(
        Player player, ModelCard card, @Nullable EmbeddingModel real, boolean plays) implements EmbeddingModel {
    private static final Shape<List<String>> TEXTS = Shape.listOf(String.class);
    private static final Shape<ModelFailure> FAILURE = Shape.of(ModelFailure.class);

    @Override
    public Embedded embed(List<String> texts, CallContext context) {
        try {
            return answer(texts, player.request(card.id(), Json.strings(texts)), context);
        } catch (Player.Unrecordable e) {
            return new NoVectors(e.failure());
        }
    }

    private Embedded answer(List<String> texts, Player.Request asked, CallContext context) {
        var found = plays ? player.find(asked) : new Tape.Found(null, "");
        if (found.exchange() instanceof Exchange.EmbeddingExchange exchange) {
            return exchange.failure() == null
                    ? new Vectors(
                            exchange.vectors().stream()
                                    .map(RecordedEmbedding::floats)
                                    .toList(),
                            exchange.usage())
                    : new NoVectors(exchange.failure());
        }
        return real == null
                ? new NoVectors(player.missing(asked, found.why()))
                : record(real.embed(texts, context), asked);
    }

    private Embedded record(Embedded result, Player.Request asked) {
        var texts = Values.read(asked.asked(), TEXTS);
        player.record(
                switch (result) {
                    case Vectors vectors ->
                        new Exchange.EmbeddingExchange(
                                card.id(),
                                texts,
                                vectors.vectors().stream()
                                        .map(RecordedEmbedding::bytes)
                                        .toList(),
                                vectors.usage(),
                                null);
                    case NoVectors none ->
                        new Exchange.EmbeddingExchange(
                                card.id(), texts, List.of(), Usage.NONE, withoutSecrets(none.failure()));
                });
        return result;
    }

    private ModelFailure withoutSecrets(ModelFailure failure) {
        return Values.read(player.redaction().hide(Values.write(failure, FAILURE)), FAILURE);
    }

    private static byte[] bytes(float[] vector) {
        var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    private static float[] floats(byte[] bytes) {
        var vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    @Override
    public String toString() {
        return "embedding model '" + card.id() + "' on " + player.name();
    }
}

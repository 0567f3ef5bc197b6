package io.naestro.testkit;

import io.naestro.base.Digests;
import io.naestro.base.Values;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelFailure;
import io.naestro.model.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of a model on a cassette: what it was asked, and what came of it. */
sealed interface Exchange {
    /** The id of the model. */
    String model();

    /** What was asked, as JSON. */
    Json asked();

    /** The hash of model and request, by which a request is found again. */
    default Digest key() {
        return key(model(), asked());
    }

    static Digest key(String model, Json asked) {
        return Digests.of(
                "recorded-request/v1", Json.object().with("model", model).with("request", asked));
    }

    /**
     * A call of a chat model.
     *
     * @param model the id of the model
     * @param request what it was asked
     * @param deltas what it gave to the sink, in order
     * @param result what it returned
     */
    record ChatExchange(String model, ChatRequest request, List<Json> deltas, ChatResult result) implements Exchange {
        public ChatExchange {
            deltas = List.copyOf(deltas);
        }

        @Override
        public Json asked() {
            return Values.write(request);
        }
    }

    /**
     * A call of an embedding model.
     *
     * @param model the id of the model
     * @param texts what it was asked to embed
     * @param vectors the vectors, each as 32-bit floats, least significant byte first; none when it failed
     * @param usage the tokens that were used
     * @param failure why there are no vectors, or null
     */
    record EmbeddingExchange(
            String model,
            List<String> texts,
            List<byte[]> vectors,
            Usage usage,
            @Nullable ModelFailure failure) implements Exchange {
        public EmbeddingExchange {
            texts = List.copyOf(texts);
            vectors = List.copyOf(vectors);
        }

        @Override
        public Json asked() {
            return Json.strings(texts);
        }
    }
}

package io.naestro.providers.springai;

import io.naestro.effect.CallContext;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.ModelCard;
import java.util.List;
import org.springframework.ai.embedding.Embedding;

/** An embedding model of Spring AI. */
record SpringAiEmbeddingModel(ModelCard card, org.springframework.ai.embedding.EmbeddingModel model)
        implements EmbeddingModel {
    @Override
    public Embedded embed(List<String> texts, CallContext context) {
        return Calls.run(
                context,
                () -> {
                    var response = model.embedForResponse(texts);
                    var vectors = response.getResults().stream()
                            .map(Embedding::getOutput)
                            .toList();
                    return new Vectors(
                            vectors, Answers.usage(response.getMetadata().getUsage()));
                },
                NoVectors::new);
    }

    @Override
    public String toString() {
        return "embedding model '" + card.id() + "' of Spring AI";
    }
}

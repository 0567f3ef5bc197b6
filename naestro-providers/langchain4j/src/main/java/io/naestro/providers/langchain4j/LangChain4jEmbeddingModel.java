package io.naestro.providers.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import io.naestro.effect.CallContext;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.ModelCard;
import java.util.List;

/** An embedding model of LangChain4j. */
record LangChain4jEmbeddingModel(ModelCard card, dev.langchain4j.model.embedding.EmbeddingModel model)
        implements EmbeddingModel {
    @Override
    public Embedded embed(List<String> texts, CallContext context) {
        var segments = texts.stream().map(TextSegment::from).toList();
        return Calls.run(
                context,
                () -> {
                    var response = model.embedAll(segments);
                    var vectors =
                            response.content().stream().map(Embedding::vector).toList();
                    return new Vectors(vectors, LangChain4jChatModel.usage(response.tokenUsage()));
                },
                NoVectors::new);
    }

    @Override
    public String toString() {
        return "embedding model '" + card.id() + "' of LangChain4j";
    }
}

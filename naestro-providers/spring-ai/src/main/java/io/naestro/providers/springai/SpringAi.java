package io.naestro.providers.springai;

import io.naestro.model.ChatModel;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.ModelCard;
import java.util.function.UnaryOperator;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;

/**
 * Models of Spring AI (2.0 and later) as models of Naestro:
 *
 * <pre>{@code
 * ChatModel gpt = SpringAi.chat("gpt", openAiChatModel);
 * ChatModel own = SpringAi.chat("own", ollamaChatModel, card -> card.residency(Residency.LOCAL).price(Price.FREE)
 *         .contextTokens(32_000).capabilities(Capability.TOOLS, Capability.STREAMING));
 * }</pre>
 *
 * <p>Nothing is assumed of them: they are in the cloud, at an unknown price, with 8,192 tokens of context and 1,024 of
 * output, and the only capability is the JSON schema where the model's options have a place for one. Turn retries of
 * Spring AI and of the client below it off: Naestro retries, and counts each attempt. Tools are offered and never
 * executed by Spring AI. Naestro cannot check where such a model connects to, so that a card that says local is
 * believed.
 *
 * <p>Calls run on a virtual thread and are interrupted when their deadline passes or they are cancelled. Requests start
 * from the model's own options. Spring AI has no common form for a seed, which is not sent, nor for effort, with which
 * a request is refused; texts of a message are joined, and media follow them. Failures are told by status codes and
 * types.
 */
public final class SpringAi {
    private SpringAi() {}

    /**
     * A chat model.
     *
     * @param id its id
     * @param model the model
     */
    public static ChatModel chat(String id, org.springframework.ai.chat.model.ChatModel model) {
        return chat(id, model, UnaryOperator.identity());
    }

    /**
     * A chat model with a card of one's own.
     *
     * @param id its id
     * @param model the model
     * @param card changes what is assumed; with {@code STREAMING} among the capabilities answers are streamed
     */
    public static ChatModel chat(
            String id, org.springframework.ai.chat.model.ChatModel model, UnaryOperator<ModelCard.Builder> card) {
        var options = model.getOptions();
        var start = ModelCard.named(id).provider("spring-ai");
        if (options.getModel() != null) {
            start = start.wireName(options.getModel());
        }
        if (options instanceof StructuredOutputChatOptions) {
            start = start.capabilities(io.naestro.model.Capability.JSON_SCHEMA);
        }
        return new SpringAiChatModel(card.apply(start).build(), model);
    }

    /**
     * An embedding model.
     *
     * @param id its id
     * @param model the model
     */
    public static EmbeddingModel embeddings(String id, org.springframework.ai.embedding.EmbeddingModel model) {
        return embeddings(id, model, UnaryOperator.identity());
    }

    /**
     * An embedding model with a card of one's own.
     *
     * @param id its id
     * @param model the model
     * @param card changes what is assumed
     */
    public static EmbeddingModel embeddings(
            String id, org.springframework.ai.embedding.EmbeddingModel model, UnaryOperator<ModelCard.Builder> card) {
        var start = ModelCard.named(id).provider("spring-ai");
        return new SpringAiEmbeddingModel(card.apply(start).build(), model);
    }
}

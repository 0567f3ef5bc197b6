package io.naestro.providers.langchain4j;

import dev.langchain4j.model.embedding.EmbeddingModel;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ModelCard;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Models of LangChain4j as models of Naestro:
 *
 * <pre>{@code
 * ChatModel gpt = LangChain4j.chat("gpt", openAiChatModel);
 * ChatModel own = LangChain4j.chat("own", ollamaChatModel, card -> card.residency(Residency.LOCAL).price(Price.FREE)
 *         .contextTokens(32_000).capabilities(Capability.TOOLS));
 * }</pre>
 *
 * <p>Nothing is assumed of them: they are in the cloud, at an unknown price, with 8,192 tokens of context and 1,024 of
 * output, and the only capability is the JSON schema that a model names itself. Turn LangChain4j's own retries off
 * ({@code maxRetries(0)}): Naestro retries, and counts each attempt. Naestro cannot check where such a model connects
 * to, so that a card that says local is believed.
 *
 * <p>Calls run on a virtual thread and are interrupted when their deadline passes or they are cancelled. LangChain4j
 * has no common form for a seed, which is not sent, nor for effort, with which a request is refused; it tells no cached
 * or reasoning tokens; and nothing is streamed.
 */
public final class LangChain4j {
    private LangChain4j() {}

    /**
     * A chat model.
     *
     * @param id its id
     * @param model the model
     */
    public static ChatModel chat(String id, dev.langchain4j.model.chat.ChatModel model) {
        return chat(id, model, UnaryOperator.identity());
    }

    /**
     * A chat model with a card of one's own.
     *
     * @param id its id
     * @param model the model
     * @param card changes what is assumed
     */
    public static ChatModel chat(
            String id, dev.langchain4j.model.chat.ChatModel model, UnaryOperator<ModelCard.Builder> card) {
        var start = start(
                id, model.provider().name(), model.defaultRequestParameters().modelName());
        if (model.supportedCapabilities().contains(dev.langchain4j.model.chat.Capability.RESPONSE_FORMAT_JSON_SCHEMA)) {
            start = start.capabilities(Capability.JSON_SCHEMA);
        }
        return new LangChain4jChatModel(card.apply(start).build(), model);
    }

    /**
     * An embedding model.
     *
     * @param id its id
     * @param model the model
     */
    public static io.naestro.model.EmbeddingModel embeddings(String id, EmbeddingModel model) {
        return embeddings(id, model, UnaryOperator.identity());
    }

    /**
     * An embedding model with a card of one's own.
     *
     * @param id its id
     * @param model the model
     * @param card changes what is assumed
     */
    public static io.naestro.model.EmbeddingModel embeddings(
            String id, EmbeddingModel model, UnaryOperator<ModelCard.Builder> card) {
        var start = start(id, model.provider().name(), model.modelName());
        return new LangChain4jEmbeddingModel(card.apply(start).build(), model);
    }

    private static ModelCard.Builder start(String id, String provider, @Nullable String name) {
        var start = ModelCard.named(id).provider(provider.toLowerCase(Locale.ROOT));
        return name == null ? start : start.wireName(name);
    }
}

package io.naestro.providers.springai;

import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.Prompt;

/** A chat model of Spring AI. */
record SpringAiChatModel(ModelCard card, org.springframework.ai.chat.model.ChatModel model) implements ChatModel {

    @Override
    public ChatResult chat(ChatRequest request, CallContext context) {
        Prompt prompt;
        try {
            prompt = new Requests(model.getOptions()).of(request);
        } catch (Requests.Unfit e) {
            return e.failure();
        }
        var answers = new Answers(card);
        return Calls.<ChatResult>run(
                context,
                () -> card.capabilities().contains(Capability.STREAMING)
                        ? answers.streamed(streamed(prompt, context))
                        : answers.whole(model.call(prompt)),
                failure -> failure);
    }

    /** The answer that all pieces make; each piece of text goes to the caller as it comes. */
    private ChatResponse streamed(Prompt prompt, CallContext context) {
        var whole = new AtomicReference<ChatResponse>();
        var pieces = model.stream(prompt).doOnNext(piece -> {
            var text = Answers.text(piece);
            if (!text.isEmpty()) {
                context.sink().accept(Json.object().with("text", text));
            }
        });
        new MessageAggregator().aggregate(pieces, whole::set).blockLast();
        return Objects.requireNonNull(whole.get());
    }

    @Override
    public String toString() {
        return "model '" + card.id() + "' of Spring AI";
    }
}

package io.naestro.providers.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.naestro.base.JsonText;
import io.naestro.effect.CallContext;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Usage;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A chat model of LangChain4j. */
record LangChain4jChatModel(ModelCard card, dev.langchain4j.model.chat.ChatModel model) implements ChatModel {
    private static final int LONGEST_RAW = 2000;

    @Override
    public ChatResult chat(ChatRequest request, CallContext context) {
        dev.langchain4j.model.chat.request.ChatRequest asked;
        try {
            asked = Requests.of(request);
        } catch (Requests.Unfit e) {
            return e.failure();
        }
        return Calls.<ChatResult>run(context, () -> result(model.chat(asked)), failure -> failure);
    }

    private ChatResult result(dev.langchain4j.model.chat.response.ChatResponse response) {
        if (response.finishReason() == FinishReason.CONTENT_FILTER) {
            return ModelFailure.of(Kind.FILTERED, "a content filter stopped the answer");
        }
        var uses = new ArrayList<Message.ToolUse>();
        for (var call : response.aiMessage().toolExecutionRequests()) {
            var id = call.id() == null ? "call_" + (uses.size() + 1) : call.id();
            try {
                uses.add(new Message.ToolUse(id, call.name(), arguments(call)));
            } catch (InputException e) {
                return invalid(id, call);
            }
        }
        var text = response.aiMessage().text();
        return new ChatResponse(
                text == null ? "" : text,
                uses,
                finish(response.finishReason(), uses.isEmpty()),
                usage(response.tokenUsage()),
                null,
                response.modelName() == null ? card.wireName() : response.modelName());
    }

    private static Json arguments(ToolExecutionRequest call) {
        return call.arguments() == null || call.arguments().isBlank()
                ? Json.object()
                : JsonText.parse(call.arguments());
    }

    private static ModelFailure invalid(String id, ToolExecutionRequest call) {
        var raw = Objects.requireNonNull(call.arguments());
        return ModelFailure.of(
                        Kind.INVALID_TOOL_CALL,
                        "the model called tool '" + InputProblem.excerpt(Json.of(call.name()))
                                + "' with arguments that are not JSON")
                .with("id", Json.of(id))
                .with("tool", Json.of(call.name()))
                .with("raw", Json.of(raw.substring(0, Math.min(raw.length(), LONGEST_RAW))));
    }

    private static Finish finish(@Nullable FinishReason reason, boolean noTools) {
        if (reason == FinishReason.LENGTH) {
            return Finish.LENGTH;
        }
        return noTools ? Finish.STOP : Finish.TOOL_USE;
    }

    static Usage usage(@Nullable TokenUsage usage) {
        return usage == null ? Usage.NONE : Usage.of(count(usage.inputTokenCount()), count(usage.outputTokenCount()));
    }

    private static long count(@Nullable Integer count) {
        return count == null ? 0 : Math.max(0, count);
    }

    @Override
    public String toString() {
        return "model '" + card.id() + "' of LangChain4j";
    }
}

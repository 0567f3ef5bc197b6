package io.naestro.providers.springai;

import io.naestro.base.JsonText;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Usage;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.Generation;

/** Reads answers of Spring AI. Reasons to stop are the words of the servers, which differ in case. */
record Answers(ModelCard card) {
    private static final int LONGEST_RAW = 2000;
    private static final Set<String> FILTERED = Set.of("content_filter", "safety", "refusal");
    /** What Spring AI says of OpenAI's streams before the end. */
    private static final Set<String> UNSAID = Set.of("_UNKNOWN");

    private static final Set<String> CUT = Set.of("length", "max_tokens");

    ChatResult whole(org.springframework.ai.chat.model.ChatResponse response) {
        var answer = response.getResult();
        return answer == null
                ? ModelFailure.of(Kind.SERVER_FAULT, "the answer is empty")
                : read(response, answer, reason(answer.getMetadata()));
    }

    /** A stream that did not say why it ended was cut. */
    ChatResult streamed(org.springframework.ai.chat.model.ChatResponse response) {
        var answer = response.getResult();
        return answer == null || reason(answer.getMetadata()).isEmpty()
                ? ModelFailure.of(Kind.TRUNCATED, "the stream ended before the model said why it stopped")
                : read(response, answer, reason(answer.getMetadata()));
    }

    static String text(org.springframework.ai.chat.model.ChatResponse piece) {
        var answer = piece.getResult();
        var text = answer == null ? null : answer.getOutput().getText();
        return text == null ? "" : text;
    }

    private ChatResult read(org.springframework.ai.chat.model.ChatResponse response, Generation answer, String reason) {
        if (FILTERED.contains(reason)) {
            return ModelFailure.of(Kind.FILTERED, "a content filter stopped the answer");
        }
        var uses = new ArrayList<Message.ToolUse>();
        for (var call : answer.getOutput().getToolCalls()) {
            var id = call.id() == null || call.id().isEmpty() ? "call_" + (uses.size() + 1) : call.id();
            try {
                uses.add(new Message.ToolUse(id, call.name(), arguments(call)));
            } catch (InputException e) {
                return invalid(id, call);
            }
        }
        var served = response.getMetadata().getModel();
        return new ChatResponse(
                text(response),
                uses,
                CUT.contains(reason) ? Finish.LENGTH : uses.isEmpty() ? Finish.STOP : Finish.TOOL_USE,
                usage(response.getMetadata().getUsage()),
                null,
                served.isEmpty() ? card.wireName() : served);
    }

    private static String reason(ChatGenerationMetadata metadata) {
        var reason = metadata.getFinishReason();
        return reason == null || UNSAID.contains(reason) ? "" : reason.toLowerCase(Locale.ROOT);
    }

    private static Json arguments(AssistantMessage.ToolCall call) {
        return call.arguments() == null || call.arguments().isBlank()
                ? Json.object()
                : JsonText.parse(call.arguments());
    }

    private static ModelFailure invalid(String id, AssistantMessage.ToolCall call) {
        var raw = call.arguments();
        return ModelFailure.of(
                        Kind.INVALID_TOOL_CALL,
                        "the model called tool '" + InputProblem.excerpt(Json.of(call.name()))
                                + "' with arguments that are not JSON")
                .with("id", Json.of(id))
                .with("tool", Json.of(call.name()))
                .with("raw", Json.of(raw.substring(0, Math.min(raw.length(), LONGEST_RAW))));
    }

    static Usage usage(org.springframework.ai.chat.metadata.@Nullable Usage usage) {
        return usage == null
                ? Usage.NONE
                : new Usage(
                        count(usage.getPromptTokens()),
                        Math.min(count(usage.getCacheReadInputTokens()), count(usage.getPromptTokens())),
                        count(usage.getCompletionTokens()),
                        0);
    }

    private static long count(@Nullable Number count) {
        return count == null ? 0 : Math.max(0, count.longValue());
    }
}

package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads an answer of {@code /chat/completions}. Source: {@code CreateChatCompletionResponse} in OpenAI's published API
 * description. Lenient where servers differ: {@code content} may be null or a list of parts, {@code arguments} an
 * object or empty, an id may be missing.
 */
final class ChatAnswer {
    private static final Pointer CHOICE = Pointer.of("/choices/0");

    private final Shown shown;
    private final String wireName;
    private final ToolCalls toolCalls;

    ChatAnswer(Shown shown, String wireName) {
        this.shown = shown;
        this.wireName = wireName;
        toolCalls = new ToolCalls(shown);
    }

    /**
     * The answer.
     *
     * @throws Refusal if there is none in it
     */
    ChatResponse of(Json json) {
        if (!(json instanceof Json.Obj answer && answer.at(CHOICE).orElse(Json.NULL) instanceof Json.Obj choice)) {
            throw new Refusal(Kind.SERVER_FAULT, "the answer has no choices");
        }
        var message = Fields.object(choice, "message");
        var finish = Fields.text(choice, "finish_reason");
        refuse(finish, message);
        var uses = toolUses(message, finish);
        return new ChatResponse(
                said(message), uses, finish(finish, uses), Tokens.usage(answer), null, servedBy(answer));
    }

    private void refuse(String finish, Json.Obj message) {
        switch (finish) {
            case "content_filter" -> throw new Refusal(Kind.FILTERED, "the server's content filter stopped the answer");
            case "error" -> throw new Refusal(Kind.SERVER_FAULT, "the server failed in the middle of the answer");
            case "abort" -> throw new Refusal(Kind.TRUNCATED, "the server gave the answer up before its end");
            default -> {
                var refusal = Fields.text(message, "refusal");
                if (!refusal.isEmpty()) {
                    throw new Refusal(Kind.FILTERED, "the model refused: " + shown.line(refusal));
                }
            }
        }
    }

    /** The text of a message, in any of its forms; parts that hold thinking have none. */
    static String said(Json.Obj message) {
        return switch (message.get("content").orElse(Json.NULL)) {
            case Json.Str text -> text.value();
            case Json.Arr parts ->
                parts.items().stream()
                        .map(part -> Fields.text(Fields.object(part), "text"))
                        .collect(Collectors.joining());
            default -> "";
        };
    }

    private List<Message.ToolUse> toolUses(Json.Obj message, String finish) {
        var uses = new ArrayList<Message.ToolUse>();
        for (var call : Fields.list(message, "tool_calls").items()) {
            var fields = Fields.object(call);
            uses.add(toolCalls.read(
                    Fields.text(fields, "id"), uses.size() + 1, Fields.object(fields, "function"), call, finish));
        }
        return uses;
    }

    /** Some servers end a call of tools by {@code stop}; what counts is whether there are calls. */
    private static Finish finish(String finish, List<Message.ToolUse> uses) {
        if (finish.equals("length")) {
            return Finish.LENGTH;
        }
        return uses.isEmpty() ? Finish.STOP : Finish.TOOL_USE;
    }

    private String servedBy(Json.Obj answer) {
        var model = Fields.text(answer, "model");
        return model.isEmpty() ? wireName : shown.line(model);
    }
}

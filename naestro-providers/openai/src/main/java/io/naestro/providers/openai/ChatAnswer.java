package io.naestro.providers.openai;

import io.naestro.base.JsonText;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
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
    private static final int LONGEST_RAW = 2000;

    private final Shown shown;
    private final String wireName;

    ChatAnswer(Shown shown, String wireName) {
        this.shown = shown;
        this.wireName = wireName;
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
        if (message.get("tool_calls").orElse(Json.NULL) instanceof Json.Arr calls) {
            for (var call : calls.items()) {
                uses.add(toolUse(call, uses.size() + 1, finish));
            }
        }
        return uses;
    }

    private Message.ToolUse toolUse(Json call, int number, String finish) {
        var fields = Fields.object(call);
        var given = Fields.text(fields, "id");
        var id = given.isEmpty() ? "call_" + number : given;
        var function = Fields.object(fields, "function");
        var name = Fields.text(function, "name");
        if (name.isEmpty()) {
            throw invalid(id, name, JsonText.write(call), finish, "the model called a tool without a name");
        }
        return new Message.ToolUse(id, name, arguments(function, id, name, finish));
    }

    private Json arguments(Json.Obj function, String id, String name, String finish) {
        var arguments = function.get("arguments").orElse(Json.NULL);
        if (!(arguments instanceof Json.Str text)) {
            return arguments.equals(Json.NULL) ? Json.object() : arguments;
        }
        try {
            return text.value().isBlank() ? Json.object() : JsonText.parse(text.value());
        } catch (InputException e) {
            var problem = "the model called tool '" + shown.line(name) + "' with arguments that are not JSON"
                    + NotJson.place(e);
            throw invalid(id, name, text.value(), finish, problem);
        }
    }

    private Refusal invalid(String id, String tool, String raw, String finish, String problem) {
        return new Refusal(ModelFailure.of(Kind.INVALID_TOOL_CALL, problem)
                .with("id", Json.of(shown.line(id)))
                .with("tool", Json.of(shown.line(tool)))
                .with("raw", Json.of(shown.cut(raw, LONGEST_RAW)))
                .with("finish", Json.of(shown.line(finish))));
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

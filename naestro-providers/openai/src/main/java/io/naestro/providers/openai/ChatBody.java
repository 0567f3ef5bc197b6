package io.naestro.providers.openai;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The body of a request to {@code /chat/completions}. Source: {@code CreateChatCompletionRequest} in OpenAI's published
 * API description (github.com/openai/openai-openapi).
 */
final class ChatBody {
    private final Dialect dialect;

    ChatBody(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * The body.
     *
     * @throws Refusal if something in the request has no form in this protocol
     */
    Json.Obj of(String model, ChatRequest request) {
        var body = Json.object().with("model", model).with("messages", messages(request.messages()));
        if (!request.tools().isEmpty()) {
            body = body.with(
                    "tools", array(request.tools().stream().map(ChatBody::tool).toList()));
        }
        if (request.answer() != null) {
            body = body.with("response_format", responseFormat(request.answer()));
        }
        if (request.maxOutputTokens() > 0) {
            body = body.with(dialect.outputLimit(), Json.of(request.maxOutputTokens()));
        }
        if (request.temperature() != null) {
            body = body.with("temperature", Json.of(request.temperature()));
        }
        if (request.seed() != null && !dialect.seed().isEmpty()) {
            body = body.with(dialect.seed(), Json.of(request.seed()));
        }
        return request.effort().isEmpty() ? body : body.with("reasoning_effort", request.effort());
    }

    private static Json messages(List<Message> messages) {
        return array(messages.stream().flatMap(ChatBody::wire).toList());
    }

    private static Stream<Json> wire(Message message) {
        return switch (message.author()) {
            case SYSTEM -> Stream.of(said("system", message));
            case USER -> Stream.of(said("user", message));
            case ASSISTANT -> Stream.of(assistant(message));
            case TOOL -> message.parts().stream().map(ChatBody::toolOutput);
        };
    }

    /** A message that is text alone is sent as text, which every server takes; else as a list of parts. */
    private static Json said(String role, Message message) {
        var parts = message.parts();
        var content = parts.size() == 1 && parts.getFirst() instanceof Message.TextPart only
                ? Json.of(only.text())
                : array(parts.stream().map(part -> contentPart(role, part)).toList());
        return Json.object().with("role", role).with("content", content);
    }

    private static Json contentPart(String role, Message.Part part) {
        return switch (part) {
            case Message.TextPart text -> Json.object().with("type", "text").with("text", text.text());
            case Message.MediaPart media when role.equals("user") -> MediaContent.of(media);
            default -> throw misplaced(role, part);
        };
    }

    private static Json assistant(Message message) {
        var text = new StringBuilder();
        var calls = new ArrayList<Json>();
        for (var part : message.parts()) {
            switch (part) {
                case Message.TextPart said -> text.append(said.text());
                case Message.ToolUse use -> calls.add(toolCall(use));
                default -> throw misplaced("assistant", part);
            }
        }
        var content = text.isEmpty() && !calls.isEmpty() ? Json.NULL : Json.of(text.toString());
        var json = Json.object().with("role", "assistant").with("content", content);
        return calls.isEmpty() ? json : json.with("tool_calls", array(calls));
    }

    private static Json toolCall(Message.ToolUse use) {
        var function = Json.object().with("name", use.tool()).with("arguments", JsonText.write(use.arguments()));
        return Json.object().with("id", use.id()).with("type", "function").with("function", function);
    }

    private static Json toolOutput(Message.Part part) {
        var output = output(part);
        return Json.object()
                .with("role", "tool")
                .with("tool_call_id", output.id())
                .with("content", text(output));
    }

    static Message.ToolOutput output(Message.Part part) {
        if (part instanceof Message.ToolOutput output) {
            return output;
        }
        throw misplaced("tool", part);
    }

    /** The protocol has no field for failure, so a failed result is sent as {@code {"error": result}}. */
    static String text(Message.ToolOutput output) {
        var result = output.failed() ? Json.object().with("error", output.result()) : output.result();
        return result instanceof Json.Str string ? string.value() : JsonText.write(result);
    }

    private static Json tool(ChatRequest.ToolOffer offer) {
        var function = Json.object()
                .with("name", offer.name())
                .with("description", offer.description())
                .with("parameters", offer.input());
        return Json.object().with("type", "function").with("function", function);
    }

    private Json responseFormat(Json.Obj schema) {
        return Json.object().with("type", "json_schema").with("json_schema", AnswerSchema.of(dialect, schema));
    }

    private static Json array(List<Json> items) {
        return new Json.Arr(items);
    }

    static Refusal misplaced(String role, Message.Part part) {
        var sort = part.getClass().getSimpleName();
        return new Refusal(Kind.INVALID_REQUEST, "a message of role '" + role + "' cannot hold a " + sort);
    }
}

package io.naestro.providers.openai;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Refusal;
import java.util.List;
import java.util.stream.Stream;

/**
 * The body of a request to {@code /responses}. Source: {@code CreateResponse} in OpenAI's published API description
 * (github.com/openai/openai-openapi). The server is told to keep nothing ({@code store}), since the conversation is
 * sent whole each time. The API knows no seed, and takes no limit on output below 16 tokens.
 */
final class ResponsesBody {
    private static final int LEAST_OUTPUT = 16;

    private final Dialect dialect;

    ResponsesBody(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * The body.
     *
     * @throws Refusal if something in the request has no form in this protocol
     */
    Json.Obj of(String model, ChatRequest request, boolean stream) {
        var body = Json.object()
                .with("model", model)
                .with("input", input(request.messages()))
                .with("store", Json.of(false));
        if (!request.tools().isEmpty()) {
            body = body.with(
                    "tools",
                    new Json.Arr(
                            request.tools().stream().map(ResponsesBody::tool).toList()));
        }
        if (request.answer() != null) {
            body = body.with("text", Json.object().with("format", format(request.answer())));
        }
        if (request.maxOutputTokens() > 0) {
            body = body.with("max_output_tokens", Json.of(sendable(request.maxOutputTokens())));
        }
        if (request.temperature() != null) {
            body = body.with("temperature", Json.of(request.temperature()));
        }
        if (!request.effort().isEmpty()) {
            body = body.with("reasoning", Json.object().with("effort", request.effort()));
        }
        return stream ? body.with("stream", Json.of(true)) : body;
    }

    /** More than was asked for may cost more than was reserved, so it is not rounded up. */
    private static long sendable(long tokens) {
        if (tokens < LEAST_OUTPUT) {
            throw new Refusal(
                    Kind.UNSUPPORTED,
                    "the Responses API takes no limit below " + LEAST_OUTPUT + " tokens of output, but " + tokens
                            + " were asked for; ask for more, or leave out overResponses()");
        }
        return tokens;
    }

    private static Json input(List<Message> messages) {
        return new Json.Arr(messages.stream().flatMap(ResponsesBody::items).toList());
    }

    private static Stream<Json> items(Message message) {
        return switch (message.author()) {
            case SYSTEM -> Stream.of(said("system", message));
            case USER -> Stream.of(said("user", message));
            case ASSISTANT -> message.parts().stream().map(ResponsesBody::assistant);
            case TOOL -> message.parts().stream().map(ResponsesBody::toolOutput);
        };
    }

    private static Json said(String role, Message message) {
        var parts = message.parts().stream().map(part -> content(role, part)).toList();
        return Json.object().with("role", role).with("content", new Json.Arr(parts));
    }

    private static Json content(String role, Message.Part part) {
        return switch (part) {
            case Message.TextPart text ->
                Json.object().with("type", "input_text").with("text", text.text());
            case Message.MediaPart media when role.equals("user") -> MediaContent.ofResponses(media);
            default -> throw ChatBody.misplaced(role, part);
        };
    }

    private static Json assistant(Message.Part part) {
        return switch (part) {
            case Message.TextPart text ->
                Json.object().with("role", "assistant").with("content", text.text());
            case Message.ToolUse use ->
                Json.object()
                        .with("type", "function_call")
                        .with("call_id", use.id())
                        .with("name", use.tool())
                        .with("arguments", JsonText.write(use.arguments()));
            default -> throw ChatBody.misplaced("assistant", part);
        };
    }

    private static Json toolOutput(Message.Part part) {
        var output = ChatBody.output(part);
        return Json.object()
                .with("type", "function_call_output")
                .with("call_id", output.id())
                .with("output", ChatBody.text(output));
    }

    /** Unless told otherwise, this API takes the schemas of tools for strict. */
    private static Json tool(ChatRequest.ToolOffer offer) {
        return Json.object()
                .with("type", "function")
                .with("name", offer.name())
                .with("description", offer.description())
                .with("parameters", offer.input())
                .with("strict", Json.of(false));
    }

    private Json format(Json.Obj schema) {
        return AnswerSchema.of(dialect, schema).with("type", "json_schema");
    }
}

package io.naestro.providers.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts a request into LangChain4j's form. Schemas go through as they are, piece by piece, as raw schemas. */
final class Requests {
    private final Map<String, String> toolsById = new HashMap<>();

    private Requests() {}

    /** Carries the failure of a request that has no form there. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ModelFailure failure;

        Unfit(Kind kind, String message) {
            super(message, null, false, false);
            failure = ModelFailure.of(kind, message);
        }

        ModelFailure failure() {
            return failure;
        }
    }

    static dev.langchain4j.model.chat.request.ChatRequest of(ChatRequest request) {
        return new Requests().write(request);
    }

    private dev.langchain4j.model.chat.request.ChatRequest write(ChatRequest request) {
        if (!request.effort().isEmpty()) {
            throw new Unfit(Kind.UNSUPPORTED, "LangChain4j has no common form for effort '" + request.effort() + "'");
        }
        var messages = new ArrayList<ChatMessage>();
        request.messages().forEach(message -> messages.addAll(messages(message)));
        var builder = dev.langchain4j.model.chat.request.ChatRequest.builder().messages(messages);
        if (!request.tools().isEmpty()) {
            builder.toolSpecifications(
                    request.tools().stream().map(Requests::tool).toList());
        }
        if (request.answer() != null) {
            builder.responseFormat(format(request.answer()));
        }
        if (request.maxOutputTokens() > 0) {
            builder.maxOutputTokens((int) Math.min(request.maxOutputTokens(), Integer.MAX_VALUE));
        }
        if (request.temperature() != null) {
            builder.temperature(request.temperature());
        }
        return builder.build();
    }

    private List<ChatMessage> messages(Message message) {
        return switch (message.author()) {
            case SYSTEM -> List.of(SystemMessage.from(texts(message)));
            case USER ->
                List.of(UserMessage.from(
                        message.parts().stream().map(Requests::content).toList()));
            case ASSISTANT -> List.of(assistant(message));
            case TOOL -> message.parts().stream().map(this::result).toList();
        };
    }

    private static String texts(Message message) {
        var text = new StringBuilder();
        for (var part : message.parts()) {
            if (!(part instanceof Message.TextPart said)) {
                throw misplaced(message.author(), part);
            }
            text.append(said.text());
        }
        return text.toString();
    }

    private static Content content(Message.Part part) {
        return switch (part) {
            case Message.TextPart text -> TextContent.from(text.text());
            case Message.MediaPart media -> media(media);
            default -> throw misplaced(Message.Author.USER, part);
        };
    }

    private static Content media(Message.MediaPart media) {
        var type = media.mediaType();
        if (type.startsWith("image/")) {
            return ImageContent.from(media.data(), type);
        }
        if (type.startsWith("audio/")) {
            return AudioContent.from(media.data(), type);
        }
        if (type.equals("application/pdf")) {
            return PdfFileContent.from(media.data(), type);
        }
        throw new Unfit(Kind.UNSUPPORTED, "media of type '" + type + "' have no form in LangChain4j");
    }

    private ChatMessage assistant(Message message) {
        var text = new StringBuilder();
        var calls = new ArrayList<ToolExecutionRequest>();
        for (var part : message.parts()) {
            switch (part) {
                case Message.TextPart said -> text.append(said.text());
                case Message.ToolUse use -> calls.add(call(use));
                default -> throw misplaced(message.author(), part);
            }
        }
        return calls.isEmpty() ? AiMessage.from(text.toString()) : AiMessage.from(text.toString(), calls);
    }

    private ToolExecutionRequest call(Message.ToolUse use) {
        toolsById.put(use.id(), use.tool());
        return ToolExecutionRequest.builder()
                .id(use.id())
                .name(use.tool())
                .arguments(JsonText.write(use.arguments()))
                .build();
    }

    private ChatMessage result(Message.Part part) {
        if (!(part instanceof Message.ToolOutput output)) {
            throw misplaced(Message.Author.TOOL, part);
        }
        var text = output.result() instanceof Json.Str said ? said.value() : JsonText.write(output.result());
        return ToolExecutionResultMessage.builder()
                .id(output.id())
                .toolName(toolsById.getOrDefault(output.id(), "unknown"))
                .text(text)
                .isError(output.failed())
                .build();
    }

    private static ToolSpecification tool(ChatRequest.ToolOffer offer) {
        return ToolSpecification.builder()
                .name(offer.name())
                .description(offer.description())
                .parameters(object(offer.input()))
                .build();
    }

    private static ResponseFormat format(Json.Obj schema) {
        var isObject = schema.get("type").orElse(Json.NULL).equals(Json.of("object"));
        var root = isObject ? object(schema) : raw(schema);
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(
                        JsonSchema.builder().name("answer").rootElement(root).build())
                .build();
    }

    private static JsonObjectSchema object(Json.Obj schema) {
        var builder = JsonObjectSchema.builder().addProperties(raws(schema, "properties"));
        if (schema.get("required").orElse(Json.NULL) instanceof Json.Arr required) {
            builder.required(required.items().stream()
                    .filter(Json.Str.class::isInstance)
                    .map(name -> ((Json.Str) name).value())
                    .toList());
        }
        if (schema.get("description").orElse(Json.NULL) instanceof Json.Str text) {
            builder.description(text.value());
        }
        if (schema.get("additionalProperties").orElse(Json.NULL) instanceof Json.Bool open) {
            builder.additionalProperties(open.value());
        }
        return builder.definitions(raws(schema, "$defs")).build();
    }

    private static Map<String, JsonSchemaElement> raws(Json.Obj schema, String keyword) {
        var raws = new LinkedHashMap<String, JsonSchemaElement>();
        if (schema.get(keyword).orElse(Json.NULL) instanceof Json.Obj named) {
            named.members().forEach((name, value) -> raws.put(name, raw(value)));
        }
        return raws;
    }

    private static JsonSchemaElement raw(Json schema) {
        return JsonRawSchema.from(JsonText.write(schema));
    }

    private static Unfit misplaced(Message.Author author, Message.Part part) {
        return new Unfit(
                Kind.INVALID_REQUEST,
                "a message of role '" + author.name().toLowerCase(Locale.ROOT) + "' cannot hold a "
                        + part.getClass().getSimpleName());
    }
}

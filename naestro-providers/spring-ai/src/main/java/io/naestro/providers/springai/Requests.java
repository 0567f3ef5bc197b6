package io.naestro.providers.springai;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message.Author;
import io.naestro.model.Message.MediaPart;
import io.naestro.model.Message.Part;
import io.naestro.model.Message.TextPart;
import io.naestro.model.Message.ToolOutput;
import io.naestro.model.Message.ToolUse;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;

/**
 * Puts a request into Spring AI's form. Each model takes options of its own class only, so these start from its own.
 */
final class Requests {
    private final ChatOptions options;
    private final Map<String, String> toolsById = new HashMap<>();

    Requests(ChatOptions options) {
        this.options = options;
    }

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

    /** A tool that is offered. Naestro calls tools itself, behind its gate. */
    private record Offered(ToolDefinition getToolDefinition) implements ToolCallback {
        @Override
        public String call(String argument) {
            throw new UnsupportedOperationException("tools are called by Naestro only");
        }
    }

    Prompt of(ChatRequest request) {
        if (!request.effort().isEmpty()) {
            throw new Unfit(Kind.UNSUPPORTED, "Spring AI has no common form for effort '" + request.effort() + "'");
        }
        var messages = new ArrayList<Message>();
        request.messages().forEach(message -> messages.add(message(message)));
        return new Prompt(messages, options(request));
    }

    private ChatOptions options(ChatRequest request) {
        var builder = options.mutate();
        if (request.maxOutputTokens() > 0) {
            builder.maxTokens((int) Math.min(request.maxOutputTokens(), Integer.MAX_VALUE));
        }
        if (request.temperature() != null) {
            builder.temperature(request.temperature());
        }
        if (!request.tools().isEmpty()) {
            if (!(builder instanceof ToolCallingChatOptions.Builder<?> tools)) {
                throw new Unfit(Kind.UNSUPPORTED, "this model of Spring AI takes no tools");
            }
            tools.toolCallbacks(request.tools().stream().map(Requests::offered).toList());
        }
        if (request.answer() != null) {
            if (!(builder instanceof StructuredOutputChatOptions.Builder<?> structured)) {
                throw new Unfit(Kind.UNSUPPORTED, "this model of Spring AI takes no schema; ask in words");
            }
            structured.outputSchema(JsonText.write(request.answer()));
        }
        return builder.build();
    }

    private static ToolCallback offered(ChatRequest.ToolOffer offer) {
        return new Offered(ToolDefinition.builder()
                .name(offer.name())
                .description(offer.description())
                .inputSchema(JsonText.write(offer.input()))
                .build());
    }

    private Message message(io.naestro.model.Message message) {
        return switch (message.author()) {
            case SYSTEM -> new SystemMessage(texts(message, List.of()));
            case USER -> user(message);
            case ASSISTANT -> assistant(message);
            case TOOL ->
                ToolResponseMessage.builder()
                        .responses(message.parts().stream().map(this::result).toList())
                        .build();
        };
    }

    private static Message user(io.naestro.model.Message message) {
        var media = message.parts().stream()
                .filter(MediaPart.class::isInstance)
                .map(part -> media((MediaPart) part))
                .toList();
        return UserMessage.builder()
                .text(texts(message, List.of(MediaPart.class)))
                .media(media)
                .build();
    }

    private Message assistant(io.naestro.model.Message message) {
        var calls = message.parts().stream()
                .filter(ToolUse.class::isInstance)
                .map(part -> call((ToolUse) part))
                .toList();
        return AssistantMessage.builder()
                .content(texts(message, List.of(ToolUse.class)))
                .toolCalls(calls)
                .build();
    }

    /** The texts of a message, which beside them may hold parts of some sorts. */
    private static String texts(io.naestro.model.Message message, List<Class<? extends Part>> beside) {
        var text = new StringBuilder();
        for (var part : message.parts()) {
            if (part instanceof TextPart said) {
                text.append(said.text());
            } else if (!beside.contains(part.getClass())) {
                throw misplaced(message.author(), part);
            }
        }
        return text.toString();
    }

    private static Media media(MediaPart media) {
        try {
            return Media.builder()
                    .mimeType(MimeType.valueOf(media.mediaType()))
                    .data(Base64.getDecoder().decode(media.data()))
                    .build();
        } catch (InvalidMimeTypeException e) {
            throw new Unfit(Kind.INVALID_REQUEST, "'" + media.mediaType() + "' is no type of media");
        } catch (IllegalArgumentException e) {
            throw new Unfit(Kind.INVALID_REQUEST, "the data of a medium are not in Base64");
        }
    }

    private AssistantMessage.ToolCall call(ToolUse use) {
        toolsById.put(use.id(), use.tool());
        return new AssistantMessage.ToolCall(use.id(), "function", use.tool(), JsonText.write(use.arguments()));
    }

    private ToolResponseMessage.ToolResponse result(Part part) {
        if (!(part instanceof ToolOutput output)) {
            throw misplaced(Author.TOOL, part);
        }
        var result = output.failed() ? Json.object().with("error", output.result()) : output.result();
        var text = result instanceof Json.Str said ? said.value() : JsonText.write(result);
        return new ToolResponseMessage.ToolResponse(output.id(), toolsById.getOrDefault(output.id(), "unknown"), text);
    }

    private static Unfit misplaced(Author author, Part part) {
        return new Unfit(
                Kind.INVALID_REQUEST,
                "a message of role '" + author.name().toLowerCase(Locale.ROOT) + "' cannot hold a "
                        + part.getClass().getSimpleName());
    }
}

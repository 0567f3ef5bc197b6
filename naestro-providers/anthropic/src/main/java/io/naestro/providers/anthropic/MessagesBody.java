package io.naestro.providers.anthropic;

import io.naestro.base.Digests;
import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to {@code /v1/messages}. Source: "Create a Message", "Tool use", "Structured outputs",
 * "Adaptive thinking" and "Effort" at platform.claude.com/docs. The API has no seed, so that one is not sent.
 */
final class MessagesBody {
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final String PDF = "application/pdf";
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]+");

    private MessagesBody() {}

    /**
     * The body.
     *
     * @throws Refusal if something in the request has no form in this protocol
     */
    static Json.Obj of(ModelCard card, ChatRequest request, boolean stream) {
        var limit = request.maxOutputTokens() > 0 ? request.maxOutputTokens() : card.maxOutputTokens();
        var body = Json.object().with("model", card.wireName()).with("max_tokens", limit);
        var format = request.answer() == null ? null : StrictSchema.of(request.answer());
        var system = system(request, format == null || format.isPresent() ? null : request.answer());
        if (!system.isEmpty()) {
            body = body.with("system", new Json.Arr(system));
        }
        body = body.with("messages", messages(request.messages()));
        if (!request.tools().isEmpty()) {
            body = body.with(
                    "tools",
                    new Json.Arr(
                            request.tools().stream().map(MessagesBody::tool).toList()));
        }
        if (request.temperature() != null) {
            body = body.with("temperature", temperature(request.temperature()));
        }
        if (!request.effort().isEmpty()) {
            body = body.with("thinking", Json.object().with("type", "adaptive"));
        }
        var output = output(request.effort(), format == null ? null : format.orElse(null));
        body = output.equals(Json.Obj.EMPTY) ? body : body.with("output_config", output);
        return stream ? body.with("stream", Json.of(true)) : body;
    }

    private static Json.Obj output(String effort, Json.@Nullable Obj format) {
        var output = effort.isEmpty() ? Json.object() : Json.object().with("effort", effort);
        return format == null
                ? output
                : output.with(
                        "format", Json.object().with("type", "json_schema").with("schema", format));
    }

    private static Json temperature(double value) {
        if (value > 1) {
            throw new Refusal(
                    Kind.UNSUPPORTED, "temperature '" + value + "' is above 1, which is the most Anthropic takes");
        }
        return Json.of(value);
    }

    /** The texts of all system messages, and the schema where the API's own way to ask for it cannot express it. */
    private static List<Json> system(ChatRequest request, Json.@Nullable Obj schemaInWords) {
        var blocks = new ArrayList<Json>();
        for (var message : request.messages()) {
            if (message.author() == Message.Author.SYSTEM) {
                message.parts().forEach(part -> addTo(blocks, systemBlock(part)));
            }
        }
        if (schemaInWords != null) {
            blocks.add(textBlock("Answer with JSON alone, without any other text. It must satisfy this JSON Schema: "
                    + JsonText.write(schemaInWords)));
        }
        return blocks;
    }

    private static @Nullable Json systemBlock(Message.Part part) {
        if (part instanceof Message.TextPart text) {
            return text.text().isEmpty() ? null : textBlock(text.text());
        }
        throw misplaced("system", part);
    }

    /** The turns; those of one side that follow each other become one, since the API wants them to take turns. */
    private static Json messages(List<Message> messages) {
        var turns = new ArrayList<Json>();
        var role = "";
        var blocks = new ArrayList<Json>();
        for (var message : messages) {
            if (message.author() == Message.Author.SYSTEM) {
                continue;
            }
            var next = message.author() == Message.Author.ASSISTANT ? "assistant" : "user";
            if (!next.equals(role)) {
                addTurn(turns, role, blocks);
                blocks.clear();
                role = next;
            }
            message.parts().forEach(part -> addTo(blocks, block(message.author(), part)));
        }
        addTurn(turns, role, blocks);
        return new Json.Arr(turns);
    }

    private static void addTurn(List<Json> turns, String role, List<Json> blocks) {
        if (!blocks.isEmpty()) {
            turns.add(Json.object().with("role", role).with("content", new Json.Arr(blocks)));
        }
    }

    private static void addTo(List<Json> blocks, @Nullable Json block) {
        if (block != null) {
            blocks.add(block);
        }
    }

    /** A part as a block; none for text without characters, which the API refuses. */
    private static @Nullable Json block(Message.Author author, Message.Part part) {
        return switch (part) {
            case Message.TextPart text
            when author != Message.Author.TOOL -> text.text().isEmpty() ? null : textBlock(text.text());
            case Message.MediaPart media when author == Message.Author.USER -> media(media);
            case Message.ToolUse use when author == Message.Author.ASSISTANT -> toolUse(use);
            case Message.ToolOutput output when author == Message.Author.TOOL -> toolResult(output);
            default -> throw misplaced(author.name().toLowerCase(Locale.ROOT), part);
        };
    }

    private static Json textBlock(String text) {
        return Json.object().with("type", "text").with("text", text);
    }

    private static Json media(Message.MediaPart media) {
        var type = media.mediaType();
        if (!IMAGES.contains(type) && !type.equals(PDF)) {
            throw new Refusal(
                    Kind.UNSUPPORTED,
                    "media of type '" + type + "' have no form in the Anthropic protocol; allowed: "
                            + IMAGES.stream().sorted().toList() + ", " + PDF);
        }
        var source =
                Json.object().with("type", "base64").with("media_type", type).with("data", media.data());
        return Json.object()
                .with("type", type.equals(PDF) ? "document" : "image")
                .with("source", source);
    }

    /** The API takes objects only as input of a tool. */
    private static Json toolUse(Message.ToolUse use) {
        var input = use.arguments() instanceof Json.Obj object
                ? object
                : Json.object().with("input", use.arguments());
        return Json.object()
                .with("type", "tool_use")
                .with("id", id(use.id()))
                .with("name", use.tool())
                .with("input", input);
    }

    private static Json toolResult(Message.ToolOutput output) {
        var text = output.result() instanceof Json.Str string ? string.value() : JsonText.write(output.result());
        var result = Json.object()
                .with("type", "tool_result")
                .with("tool_use_id", id(output.id()))
                .with("content", text);
        return output.failed() ? result.with("is_error", Json.of(true)) : result;
    }

    /** The id itself where the API takes it; else, as after another provider's turn, one made of its hash. */
    private static String id(String id) {
        return ID.matcher(id).matches()
                ? id
                : "id_" + Digests.ofBytes(id.getBytes(StandardCharsets.UTF_8)).brief();
    }

    private static Json tool(ChatRequest.ToolOffer offer) {
        return Json.object()
                .with("name", offer.name())
                .with("description", offer.description())
                .with("input_schema", offer.input());
    }

    private static Refusal misplaced(String role, Message.Part part) {
        var sort = part.getClass().getSimpleName();
        return new Refusal(Kind.INVALID_REQUEST, "a message of role '" + role + "' cannot hold a " + sort);
    }
}

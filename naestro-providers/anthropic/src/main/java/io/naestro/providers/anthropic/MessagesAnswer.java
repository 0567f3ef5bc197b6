package io.naestro.providers.anthropic;

import io.naestro.base.JsonText;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Usage;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Shown;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an answer of {@code /v1/messages}, whole or put together from a stream. Thinking blocks and those of the
 * server's own tools are no text. Source: "Create a Message" and "Handling stop reasons" at platform.claude.com/docs.
 */
final class MessagesAnswer {
    private static final int LONGEST_RAW = 2000;

    private final Shown shown;
    private final String wireName;

    MessagesAnswer(Shown shown, String wireName) {
        this.shown = shown;
        this.wireName = wireName;
    }

    /**
     * The answer.
     *
     * @throws Refusal if there is none in it
     */
    ChatResponse of(Json json) {
        var answer = Fields.object(json);
        if (!(answer.get("content").orElse(Json.NULL) instanceof Json.Arr content)) {
            throw new Refusal(Kind.SERVER_FAULT, "the answer has no content");
        }
        var reason = Fields.text(answer, "stop_reason");
        refuse(reason);
        var text = new StringBuilder();
        var uses = new ArrayList<Message.ToolUse>();
        for (var item : content.items()) {
            var block = Fields.object(item);
            switch (Fields.text(block, "type")) {
                case "text" -> text.append(Fields.text(block, "text"));
                case "tool_use" -> uses.add(toolUse(block, uses.size() + 1, reason));
                default -> {} // thinking, and what the server's own tools did
            }
        }
        var model = Fields.text(answer, "model");
        return new ChatResponse(
                text.toString(),
                uses,
                finish(reason, uses),
                usage(Fields.object(answer, "usage")),
                null,
                model.isEmpty() ? wireName : shown.line(model));
    }

    private static void refuse(String reason) {
        switch (reason) {
            case "refusal" -> throw new Refusal(Kind.FILTERED, "the model refused to answer (stop_reason refusal)");
            case "pause_turn" ->
                throw new Refusal(
                        Kind.TRUNCATED, "the server paused in the middle of its turn (stop_reason pause_turn)");
            case "" -> throw new Refusal(Kind.TRUNCATED, "the answer does not say why it ended");
            default -> {}
        }
    }

    private Message.ToolUse toolUse(Json.Obj block, int number, String reason) {
        var given = Fields.text(block, "id");
        var id = given.isEmpty() ? "call_" + number : given;
        var name = Fields.text(block, "name");
        if (name.isEmpty()) {
            throw invalid(id, name, JsonText.write(block), reason, "the model called a tool without a name");
        }
        return new Message.ToolUse(id, name, input(block, id, name, reason));
    }

    /** The input; in an answer that was streamed it is the text that its pieces make. */
    private Json input(Json.Obj block, String id, String name, String reason) {
        var input = block.get("input").orElse(Json.object());
        if (!(input instanceof Json.Str text)) {
            return input.equals(Json.NULL) ? Json.object() : input;
        }
        try {
            return text.value().isBlank() ? Json.object() : JsonText.parse(text.value());
        } catch (InputException e) {
            var problem = "the model called tool '" + shown.line(name) + "' with an input that is not JSON";
            throw invalid(id, name, text.value(), reason, problem);
        }
    }

    private Refusal invalid(String id, String tool, String raw, String reason, String problem) {
        return new Refusal(ModelFailure.of(Kind.INVALID_TOOL_CALL, problem)
                .with("id", Json.of(shown.line(id)))
                .with("tool", Json.of(shown.line(tool)))
                .with("raw", Json.of(shown.cut(raw, LONGEST_RAW)))
                .with("finish", Json.of(shown.line(reason))));
    }

    private static Finish finish(String reason, List<Message.ToolUse> uses) {
        if (reason.equals("max_tokens") || reason.equals("model_context_window_exceeded")) {
            return Finish.LENGTH;
        }
        return uses.isEmpty() ? Finish.STOP : Finish.TOOL_USE;
    }

    /** The API counts input that was read from the cache and written to it beside the rest of the input. */
    private static Usage usage(Json.Obj usage) {
        var cached = Fields.count(usage, "cache_read_input_tokens");
        var input = Fields.count(usage, "input_tokens") + cached + Fields.count(usage, "cache_creation_input_tokens");
        var output = Fields.count(usage, "output_tokens");
        var thought = Fields.count(Fields.object(usage, "output_tokens_details"), "thinking_tokens");
        return new Usage(input, cached, output, Math.min(thought, output));
    }
}

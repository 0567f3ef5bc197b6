package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Shown;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an answer of {@code /responses}. Source: {@code Response} in OpenAI's published API description. Thinking and
 * what the server's own tools did are no text.
 */
final class ResponsesAnswer {
    private final Shown shown;
    private final String wireName;
    private final ToolCalls toolCalls;

    ResponsesAnswer(Shown shown, String wireName) {
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
        var answer = Fields.object(json);
        if (!(answer.get("output").orElse(Json.NULL) instanceof Json.Arr output)) {
            throw new Refusal(Kind.SERVER_FAULT, "the answer has no output");
        }
        var cut = isCut(answer);
        var text = new StringBuilder();
        var uses = new ArrayList<Message.ToolUse>();
        for (var item : output.items()) {
            var fields = Fields.object(item);
            switch (Fields.text(fields, "type")) {
                case "message" -> text.append(said(fields));
                case "function_call" ->
                    uses.add(toolCalls.read(
                            Fields.text(fields, "call_id"),
                            uses.size() + 1,
                            fields,
                            item,
                            cut ? "incomplete" : "completed"));
                default -> {}
            }
        }
        var model = Fields.text(answer, "model");
        return new ChatResponse(
                text.toString(),
                uses,
                finish(cut, uses),
                Tokens.ofResponses(Fields.object(answer, "usage")),
                null,
                model.isEmpty() ? wireName : shown.line(model));
    }

    /**
     * Whether the limit on output cut the answer; that is also taken for the cause where a server leaves it out.
     * Refuses an answer that ended otherwise before it was complete.
     */
    private boolean isCut(Json.Obj answer) {
        var status = Fields.text(answer, "status");
        var reason = Fields.text(Fields.object(answer, "incomplete_details"), "reason");
        return switch (status) {
            case "completed" -> false;
            case "incomplete" ->
                switch (reason) {
                    case "max_output_tokens", "" -> true;
                    case "content_filter" ->
                        throw new Refusal(Kind.FILTERED, "the server's content filter stopped the answer");
                    default -> throw unfinished(status, reason);
                };
            default -> throw unfinished(status, reason);
        };
    }

    private Refusal unfinished(String status, String reason) {
        var why = reason.isEmpty() ? "" : ", reason '" + shown.line(reason) + "'";
        return new Refusal(Kind.TRUNCATED, "the answer has status '" + shown.line(status) + "'" + why);
    }

    private String said(Json.Obj message) {
        var text = new StringBuilder();
        for (var part : Fields.list(message, "content").items()) {
            var fields = Fields.object(part);
            if (Fields.text(fields, "type").equals("refusal")) {
                throw new Refusal(Kind.FILTERED, "the model refused: " + shown.line(Fields.text(fields, "refusal")));
            }
            text.append(Fields.text(fields, "text"));
        }
        return text.toString();
    }

    private static Finish finish(boolean cut, List<Message.ToolUse> uses) {
        if (cut) {
            return Finish.LENGTH;
        }
        return uses.isEmpty() ? Finish.STOP : Finish.TOOL_USE;
    }
}

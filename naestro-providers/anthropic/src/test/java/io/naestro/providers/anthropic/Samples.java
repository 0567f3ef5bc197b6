package io.naestro.providers.anthropic;

import io.naestro.base.JsonText;
import io.naestro.json.Json;

/** What Anthropic's service says, in its form. */
final class Samples {
    private Samples() {}

    static String answer(String text) {
        return JsonText.write(message()
                .with("content", Json.array(Json.object().with("type", "text").with("text", text)))
                .with("stop_reason", "end_turn")
                .with("usage", usage(12)));
    }

    static String stream(String text) {
        var half = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        return start()
                + block(0, Json.object().with("type", "text").with("text", ""))
                + event("ping", Json.object())
                + delta(0, Json.object().with("type", "text_delta").with("text", text.substring(0, half)))
                + delta(0, Json.object().with("type", "text_delta").with("text", text.substring(half)))
                + event("content_block_stop", Json.object().with("index", 0))
                + end("end_turn");
    }

    static String streamOfCalls() {
        return start()
                + block(0, Json.object().with("type", "text").with("text", ""))
                + delta(0, Json.object().with("type", "text_delta").with("text", "let me see"))
                + event("content_block_stop", Json.object().with("index", 0))
                + block(
                        1,
                        Json.object()
                                .with("type", "tool_use")
                                .with("id", "toolu_1")
                                .with("name", "look")
                                .with("input", Json.object()))
                + delta(1, Json.object().with("type", "input_json_delta").with("partial_json", "{\"a\": [1,"))
                + delta(1, Json.object().with("type", "input_json_delta").with("partial_json", " 2.5e3]}"))
                + event("content_block_stop", Json.object().with("index", 1))
                + end("tool_use");
    }

    static String error(String type, String message) {
        return JsonText.write(Json.object()
                .with("type", "error")
                .with("error", Json.object().with("type", type).with("message", message)));
    }

    static String event(String name, Json.Obj fields) {
        var data = Json.object().with("type", name);
        for (var field : fields.members().entrySet()) {
            data = data.with(field.getKey(), field.getValue());
        }
        return "event: " + name + "\ndata: " + JsonText.write(data) + "\n\n";
    }

    private static String start() {
        var message = message()
                .with("content", Json.Arr.EMPTY)
                .with("stop_reason", Json.NULL)
                .with("usage", usage(1));
        return event("message_start", Json.object().with("message", message));
    }

    private static String block(int index, Json start) {
        return event("content_block_start", Json.object().with("index", index).with("content_block", start));
    }

    private static String delta(int index, Json delta) {
        return event("content_block_delta", Json.object().with("index", index).with("delta", delta));
    }

    private static String end(String reason) {
        return event(
                        "message_delta",
                        Json.object()
                                .with("delta", Json.object().with("stop_reason", reason))
                                .with("usage", Json.object().with("output_tokens", 12)))
                + event("message_stop", Json.object());
    }

    private static Json.Obj message() {
        return Json.object()
                .with("id", "msg_1")
                .with("type", "message")
                .with("role", "assistant")
                .with("model", "served-model");
    }

    private static Json usage(long output) {
        return Json.object()
                .with("input_tokens", 5)
                .with("cache_read_input_tokens", 4)
                .with("output_tokens", output);
    }
}

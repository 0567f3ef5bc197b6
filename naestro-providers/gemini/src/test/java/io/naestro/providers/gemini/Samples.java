package io.naestro.providers.gemini;

import io.naestro.base.JsonText;
import io.naestro.json.Json;

/** What Google's service says, in its form. */
final class Samples {
    private Samples() {}

    static String answer(String text) {
        return JsonText.write(piece(text, "STOP"));
    }

    static String stream(String text) {
        var half = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        return event(piece(text.substring(0, half), "")) + event(piece(text.substring(half), "STOP"));
    }

    static String streamOfCalls() {
        var call = Json.object()
                .with(
                        "functionCall",
                        Json.object()
                                .with("name", "look")
                                .with("args", Json.object().with("a", 1)))
                .with("thoughtSignature", "c2ln");
        return event(piece("let me see", ""))
                + event(piece(call, ""))
                + event(piece(Json.object().with("text", ""), "STOP"));
    }

    static String error(String code, String message) {
        return JsonText.write(
                Json.object().with("error", Json.object().with("status", code).with("message", message)));
    }

    static String event(Json data) {
        return "data: " + JsonText.write(data) + "\r\n\r\n";
    }

    private static Json.Obj piece(String text, String reason) {
        return piece(Json.object().with("text", text), reason);
    }

    private static Json.Obj piece(Json part, String reason) {
        var candidate = Json.object()
                .with("content", Json.object().with("parts", Json.array(part)).with("role", "model"))
                .with("index", 0);
        return Json.object()
                .with("candidates", Json.array(reason.isEmpty() ? candidate : candidate.with("finishReason", reason)))
                .with(
                        "usageMetadata",
                        Json.object()
                                .with("promptTokenCount", 9)
                                .with("candidatesTokenCount", 12)
                                .with("totalTokenCount", 21))
                .with("modelVersion", "served-model");
    }
}

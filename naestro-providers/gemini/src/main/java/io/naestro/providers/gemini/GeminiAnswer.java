package io.naestro.providers.gemini;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
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
import java.util.function.Consumer;

/**
 * Reads an answer of {@code generateContent}, which is one {@code GenerateContentResponse}, or of
 * {@code streamGenerateContent}, which is several, each with the next piece. Thoughts are no text. Source:
 * "GenerateContentResponse", ai.google.dev/api/generate-content.
 */
final class GeminiAnswer {
    private static final Pointer CANDIDATE = Pointer.of("/candidates/0");
    private static final int MOST_CALLS = 10_000;
    private static final int LONGEST_RAW = 2000;

    private final Shown shown;
    private final Signatures signatures;
    private final Consumer<String> said;
    private final StringBuilder text = new StringBuilder();
    private final List<Message.ToolUse> uses = new ArrayList<>();
    private Usage usage = Usage.NONE;
    private String model;
    private String reason = "";
    private String explanation = "";

    /**
     * An answer of which nothing has come yet.
     *
     * @param wireName the name of the model unless the server says another
     * @param said takes each piece of the answer's text
     */
    GeminiAnswer(Shown shown, String wireName, Signatures signatures, Consumer<String> said) {
        this.shown = shown;
        this.signatures = signatures;
        this.said = said;
        model = wireName;
    }

    /**
     * Takes the next piece, or the whole.
     *
     * @throws Refusal if it says that there is no answer
     */
    void take(Json json) {
        var piece = Fields.object(json);
        var version = Fields.text(piece, "modelVersion");
        model = version.isEmpty() ? model : shown.line(version);
        usage = piece.get("usageMetadata").isPresent() ? usage(Fields.object(piece, "usageMetadata")) : usage;
        var blocked = Fields.text(Fields.object(piece, "promptFeedback"), "blockReason");
        if (!blocked.isEmpty()) {
            throw new Refusal(Kind.FILTERED, "the server blocked the prompt (" + shown.line(blocked) + ")");
        }
        var candidate = Fields.object(piece.at(CANDIDATE).orElse(Json.NULL));
        for (var part :
                Fields.list(Fields.object(candidate, "content"), "parts").items()) {
            take(Fields.object(part));
        }
        var why = Fields.text(candidate, "finishReason");
        reason = why.isEmpty() ? reason : why;
        var told = Fields.text(candidate, "finishMessage");
        explanation = told.isEmpty() ? explanation : told;
    }

    private void take(Json.Obj part) {
        if (part.get("functionCall").orElse(Json.NULL) instanceof Json.Obj call) {
            uses.add(toolUse(call, Fields.text(part, "thoughtSignature")));
        } else if (!part.get("thought").orElse(Json.NULL).equals(Json.of(true))) {
            var piece = Fields.text(part, "text");
            if (!piece.isEmpty()) {
                text.append(piece);
                said.accept(piece);
            }
        }
    }

    private Message.ToolUse toolUse(Json.Obj call, String signature) {
        var name = Fields.text(call, "name");
        if (name.isEmpty() || uses.size() >= MOST_CALLS) {
            throw new Refusal(Kind.INVALID_TOOL_CALL, "the model called a tool without a name, or far too many");
        }
        var given = Fields.text(call, "id");
        var id = given.isEmpty() ? CallId.make(call, signature, uses.size() + 1) : given;
        if (!signature.isEmpty()) {
            signatures.keep(id, signature);
        }
        var arguments = call.get("args").orElse(Json.NULL);
        return new Message.ToolUse(id, name, arguments.equals(Json.NULL) ? Json.object() : arguments);
    }

    /**
     * The answer.
     *
     * @throws Refusal if it is not complete, or ended in a way that leaves none
     */
    ChatResponse whole() {
        return new ChatResponse(text.toString(), uses, finish(), usage, null, model);
    }

    private Finish finish() {
        return switch (reason) {
            case "STOP", "FUNCTION_CALL" -> uses.isEmpty() ? Finish.STOP : Finish.TOOL_USE;
            case "MAX_TOKENS" -> Finish.LENGTH;
            case "" -> throw new Refusal(Kind.TRUNCATED, "the answer ended without a finishReason");
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> throw ended(Kind.FILTERED);
            case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" ->
                throw ended(Kind.INVALID_TOOL_CALL);
            case "LANGUAGE" -> throw ended(Kind.UNSUPPORTED);
            case "MISSING_THOUGHT_SIGNATURE" -> throw ended(Kind.INVALID_REQUEST);
            default -> throw ended(Kind.SERVER_FAULT);
        };
    }

    private Refusal ended(Kind kind) {
        var words = explanation.isEmpty() ? "" : ": " + shown.line(explanation);
        var failure = ModelFailure.of(
                        kind, "the model stopped before its answer was complete (" + shown.line(reason) + ")" + words)
                .with("finish", Json.of(shown.line(reason)));
        return new Refusal(
                explanation.isEmpty() ? failure : failure.with("raw", Json.of(shown.cut(explanation, LONGEST_RAW))));
    }

    /** Thinking is counted beside the output, and cached input within the input. */
    private static Usage usage(Json.Obj counts) {
        var input = Fields.count(counts, "promptTokenCount") + Fields.count(counts, "toolUsePromptTokenCount");
        var cached = Math.min(Fields.count(counts, "cachedContentTokenCount"), input);
        var thought = Fields.count(counts, "thoughtsTokenCount");
        return new Usage(input, cached, Fields.count(counts, "candidatesTokenCount") + thought, thought);
    }
}

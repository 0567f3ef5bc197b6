package io.naestro.providers.gemini;

import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The body of a request to {@code generateContent}. Source: "Generating content", "Function calling", "Structured
 * outputs", "Thinking" and "Thought Signatures" at ai.google.dev/gemini-api/docs and ai.google.dev/api.
 */
final class GeminiBody {
    private static final Pattern BUDGET = Pattern.compile("-1|\\d{1,9}");

    private final Signatures signatures;
    private final Map<String, String> toolsById = new HashMap<>();

    private GeminiBody(Signatures signatures) {
        this.signatures = signatures;
    }

    /**
     * The body.
     *
     * @throws Refusal if something in the request has no form in this protocol
     */
    static Json.Obj of(ChatRequest request, Signatures signatures) {
        return new GeminiBody(signatures).write(request);
    }

    private Json.Obj write(ChatRequest request) {
        var body = Json.object();
        var system = system(request.messages());
        if (!system.isEmpty()) {
            body = body.with("systemInstruction", Json.object().with("parts", new Json.Arr(system)));
        }
        body = body.with("contents", contents(request.messages()));
        if (!request.tools().isEmpty()) {
            var functions = request.tools().stream().map(GeminiBody::function).toList();
            body = body.with("tools", Json.array(Json.object().with("functionDeclarations", new Json.Arr(functions))));
        }
        var config = config(request);
        return config.equals(Json.Obj.EMPTY) ? body : body.with("generationConfig", config);
    }

    private static Json.Obj config(ChatRequest request) {
        var config = Json.object();
        if (request.answer() != null) {
            config = config.with("responseMimeType", "application/json").with("responseJsonSchema", request.answer());
        }
        if (request.maxOutputTokens() > 0) {
            config = config.with("maxOutputTokens", request.maxOutputTokens());
        }
        if (request.temperature() != null) {
            config = config.with("temperature", Json.of(request.temperature()));
        }
        if (request.seed() != null) {
            config = config.with("seed", request.seed());
        }
        return request.effort().isEmpty() ? config : config.with("thinkingConfig", thinking(request.effort()));
    }

    /** Gemini 3 takes a level in words, Gemini 2.5 a budget of tokens, where -1 leaves it to the model. */
    private static Json thinking(String effort) {
        return BUDGET.matcher(effort).matches()
                ? Json.object().with("thinkingBudget", Long.parseLong(effort))
                : Json.object().with("thinkingLevel", effort);
    }

    private static List<Json> system(List<Message> messages) {
        var parts = new ArrayList<Json>();
        for (var message : messages) {
            if (message.author() == Message.Author.SYSTEM) {
                for (var part : message.parts()) {
                    if (!(part instanceof Message.TextPart text)) {
                        throw misplaced("system", part);
                    }
                    parts.add(Json.object().with("text", text.text()));
                }
            }
        }
        return parts;
    }

    /** The turns; those of one side that follow each other become one. */
    private Json contents(List<Message> messages) {
        var turns = new ArrayList<Json>();
        var role = "";
        var parts = new ArrayList<Json>();
        for (var message : messages) {
            if (message.author() != Message.Author.SYSTEM) {
                var next = message.author() == Message.Author.ASSISTANT ? "model" : "user";
                if (!next.equals(role)) {
                    addTurn(turns, role, parts);
                    parts.clear();
                    role = next;
                }
                parts.addAll(parts(message));
            }
        }
        addTurn(turns, role, parts);
        return new Json.Arr(turns);
    }

    private static void addTurn(List<Json> turns, String role, List<Json> parts) {
        if (!parts.isEmpty()) {
            turns.add(Json.object().with("role", role).with("parts", new Json.Arr(parts)));
        }
    }

    private List<Json> parts(Message message) {
        var parts = new ArrayList<Json>();
        var calls = 0;
        for (var part : message.parts()) {
            parts.add(
                    switch (part) {
                        case Message.TextPart text
                        when message.author() != Message.Author.TOOL ->
                            Json.object().with("text", text.text());
                        case Message.MediaPart media
                        when message.author() == Message.Author.USER ->
                            Json.object()
                                    .with(
                                            "inlineData",
                                            Json.object()
                                                    .with("mimeType", media.mediaType())
                                                    .with("data", media.data()));
                        case Message.ToolUse use
                        when message.author() == Message.Author.ASSISTANT -> call(use, calls++ == 0);
                        case Message.ToolOutput output when message.author() == Message.Author.TOOL -> result(output);
                        default -> throw misplaced(message.author().name().toLowerCase(Locale.ROOT), part);
                    });
        }
        return parts;
    }

    /** A call; of several in one turn only the first has a signature, so that one is asked for there alone. */
    private Json call(Message.ToolUse use, boolean first) {
        toolsById.put(use.id(), use.tool());
        var arguments = use.arguments() instanceof Json.Obj object
                ? object
                : Json.object().with("input", use.arguments());
        var call = Json.object().with("name", use.tool()).with("args", arguments);
        var part = Json.object().with("functionCall", withId(call, use.id()));
        var signature = signatures.of(use.id());
        if (signature.isPresent()) {
            return part.with("thoughtSignature", signature.get());
        }
        return first && !CallId.isPlain(use.id()) ? part.with("thoughtSignature", Signatures.UNKNOWN) : part;
    }

    private Json result(Message.ToolOutput output) {
        var tool = toolsById.get(output.id());
        if (tool == null) {
            throw new Refusal(
                    Kind.INVALID_REQUEST,
                    "the result of tool call '" + output.id() + "' comes before that call, so that Gemini cannot be"
                            + " told which tool gave it; put the call before its result");
        }
        var response = Json.object().with("name", tool).with("response", response(output));
        return Json.object().with("functionResponse", withId(response, output.id()));
    }

    /** Google names {@code output} and {@code error} as the members of a function's response. */
    private static Json response(Message.ToolOutput output) {
        return Json.object().with(output.failed() ? "error" : "output", output.result());
    }

    private static Json.Obj withId(Json.Obj json, String id) {
        return CallId.isMade(id) ? json : json.with("id", id);
    }

    private static Json function(ChatRequest.ToolOffer offer) {
        return Json.object()
                .with("name", offer.name())
                .with("description", offer.description())
                .with("parametersJsonSchema", offer.input());
    }

    private static Refusal misplaced(String role, Message.Part part) {
        var sort = part.getClass().getSimpleName();
        return new Refusal(Kind.INVALID_REQUEST, "a message of role '" + role + "' cannot hold a " + sort);
    }
}

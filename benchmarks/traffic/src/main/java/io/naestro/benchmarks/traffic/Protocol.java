package io.naestro.benchmarks.traffic;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.Residency;
import io.naestro.policy.Secret;
import io.naestro.providers.anthropic.Anthropic;
import io.naestro.providers.gemini.Gemini;
import io.naestro.providers.openai.OpenAi;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What a server speaks, and the adapter that reads it. */
enum Protocol {
    OPENAI_CHAT,
    OPENAI_RESPONSES,
    ANTHROPIC,
    GEMINI;

    private static final Pattern GEMINI_NAME = Pattern.compile("/models/([A-Za-z0-9_-][A-Za-z0-9._-]*):");
    private static final Secret KEY = Secret.of("REPLAY_KEY", "replayed-and-never-checked".toCharArray());

    /**
     * The protocol of an exchange: told by the path of its request, else by its provider, else by the request itself.
     *
     * @throws InputException if it is none of a chat
     */
    static Protocol of(Recorded recorded) {
        var path = recorded.path();
        var provider = recorded.provider();
        if (path.endsWith("/embeddings")) {
            throw InputException.of(path, "is no request of a chat", "/chat/completions", "/responses", "/messages");
        }
        if (path.endsWith("/chat/completions")) {
            return OPENAI_CHAT;
        }
        if (path.endsWith("/messages") || (path.isEmpty() && provider.contains("anthropic"))) {
            return ANTHROPIC;
        }
        if (path.contains("enerateContent")
                || (path.isEmpty() && (provider.contains("gemini") || provider.contains("google")))) {
            return GEMINI;
        }
        var responses = path.endsWith("/responses")
                || provider.contains("responses")
                || recorded.asked().get("input").isPresent();
        return responses ? OPENAI_RESPONSES : OPENAI_CHAT;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the adapter reads from the response that an address gives. */
    ChatResult read(Recorded recorded, String address) {
        return model(recorded, address).chat(ChatRequest.of(Message.user("replay")), new ReplayContext());
    }

    private ChatModel model(Recorded recorded, String address) {
        var name = recorded.asked().get("model").orElse(Json.NULL) instanceof Json.Str text ? text.value() : "replayed";
        UnaryOperator<ModelCard.Builder> card = builder -> builder.wireName(name)
                .residency(Residency.LOCAL)
                .capabilities(recorded.streamed() ? new Capability[] {Capability.STREAMING} : new Capability[0]);
        return switch (this) {
            case ANTHROPIC -> Anthropic.with(KEY).at(address).model("replayed", card);
            case GEMINI ->
                Gemini.with(KEY)
                        .at(address + "/v1beta")
                        .model("replayed", builder -> card.apply(builder).wireName(geminiName(recorded.path())));
            case OPENAI_CHAT -> openai(recorded.provider(), address + "/v1").model("replayed", card);
            case OPENAI_RESPONSES ->
                openai(recorded.provider(), address + "/v1").overResponses().model("replayed", card);
        };
    }

    /** The server as the adapter's own profile for it. */
    private static OpenAi openai(String provider, String url) {
        return switch (provider) {
            case "vllm" -> OpenAi.vllm(url);
            case "ollama" -> OpenAi.ollama(url);
            case "trtllm", "trt-llm", "tensorrt-llm" -> OpenAi.trtllm(url);
            case "openrouter" -> OpenAi.openRouter(KEY).address(url);
            case "litellm" -> OpenAi.litellm(url, KEY);
            case "mistral" -> OpenAi.mistral(KEY).address(url);
            case "xai" -> OpenAi.xai(KEY).address(url);
            case "deepseek" -> OpenAi.deepSeek(KEY).address(url);
            case "groq" -> OpenAi.groq(KEY).address(url);
            default -> OpenAi.at(url).key(KEY);
        };
    }

    private static String geminiName(String path) {
        var name = GEMINI_NAME.matcher(path);
        return name.find() ? name.group(1) : "replayed";
    }
}

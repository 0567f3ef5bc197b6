package io.naestro.model;

import io.naestro.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a model, once.
 *
 * @param messages the conversation so far, oldest first; at least one
 * @param tools the tools that the model may ask to call; none unless set
 * @param answer the JSON Schema (2020-12) that the answer must satisfy, or null for plain text
 * @param maxOutputTokens the most tokens of output, or 0 for the model's own limit
 * @param temperature how freely to sample, from 0 to 2, or null for the server's default
 * @param seed the seed for sampling where the server takes one, or null
 * @param effort how hard to think, from {@code low} to {@code high} in the server's words, or empty for its default
 */
public record ChatRequest(
        List<Message> messages,
        List<ToolOffer> tools,
        Json.@Nullable Obj answer,
        long maxOutputTokens,
        @Nullable Double temperature,
        @Nullable Long seed,
        String effort) {

    public ChatRequest {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("a chat request needs at least one message");
        }
        if (maxOutputTokens < 0) {
            throw new IllegalArgumentException("maxOutputTokens '" + maxOutputTokens + "' must not be negative");
        }
        if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature '" + temperature + "' must lie between 0 and 2");
        }
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /**
     * A tool that the model may ask to call.
     *
     * @param name the tool's name on the wire
     * @param description what it does, for the model
     * @param input the JSON Schema of its argument
     */
    public record ToolOffer(String name, String description, Json.Obj input) {}

    /**
     * A request with these messages and all defaults.
     *
     * @param messages the conversation so far, oldest first
     */
    public static ChatRequest of(Message... messages) {
        return new ChatRequest(List.of(messages), List.of(), null, 0, null, null, "");
    }

    /**
     * What a model must be able to do for this request, in the order of {@link Capability}: tools are offered, a schema
     * is given for the answer, an image (or any other medium but audio) or audio is sent, an effort is set. Whether the
     * answer is streamed is not part of a request.
     */
    public Set<Capability> uses() {
        var uses = EnumSet.noneOf(Capability.class);
        if (!tools.isEmpty()) {
            uses.add(Capability.TOOLS);
        }
        if (answer != null) {
            uses.add(Capability.JSON_SCHEMA);
        }
        if (!effort.isEmpty()) {
            uses.add(Capability.REASONING);
        }
        for (var message : messages) {
            for (var part : message.parts()) {
                if (part instanceof Message.MediaPart media) {
                    uses.add(media.mediaType().startsWith("audio/") ? Capability.AUDIO : Capability.VISION);
                }
            }
        }
        return Collections.unmodifiableSet(uses);
    }

    /**
     * A copy with one message more.
     *
     * @param message the message
     */
    public ChatRequest and(Message message) {
        var more = new ArrayList<>(messages);
        more.add(message);
        return new ChatRequest(more, tools, answer, maxOutputTokens, temperature, seed, effort);
    }

    /**
     * A copy with other messages.
     *
     * @param all the conversation so far, oldest first
     */
    public ChatRequest withMessages(List<Message> all) {
        return new ChatRequest(all, tools, answer, maxOutputTokens, temperature, seed, effort);
    }

    /**
     * A copy with these tools.
     *
     * @param offers the tools that the model may ask to call
     */
    public ChatRequest withTools(List<ToolOffer> offers) {
        return new ChatRequest(messages, offers, answer, maxOutputTokens, temperature, seed, effort);
    }

    /**
     * A copy whose answer must satisfy a schema.
     *
     * @param schema the JSON Schema (2020-12)
     */
    public ChatRequest withAnswer(Json.Obj schema) {
        return new ChatRequest(messages, tools, schema, maxOutputTokens, temperature, seed, effort);
    }

    /**
     * A copy with that limit on output.
     *
     * @param tokens the most tokens of output, or 0 for the model's own limit
     */
    public ChatRequest withMaxOutputTokens(long tokens) {
        return new ChatRequest(messages, tools, answer, tokens, temperature, seed, effort);
    }

    /**
     * A copy with that temperature.
     *
     * @param value how freely to sample, from 0 to 2
     */
    public ChatRequest withTemperature(double value) {
        return new ChatRequest(messages, tools, answer, maxOutputTokens, value, seed, effort);
    }

    /**
     * A copy with that seed.
     *
     * @param value the seed for sampling where the server takes one
     */
    public ChatRequest withSeed(long value) {
        return new ChatRequest(messages, tools, answer, maxOutputTokens, temperature, value, effort);
    }

    /**
     * A copy with that effort.
     *
     * @param value how hard to think, in the server's words
     */
    public ChatRequest withEffort(String value) {
        return new ChatRequest(messages, tools, answer, maxOutputTokens, temperature, seed, value);
    }
}

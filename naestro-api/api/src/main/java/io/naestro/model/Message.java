package io.naestro.model;

import io.naestro.json.Json;
import java.util.List;

/**
 * One message of a conversation with a model.
 *
 * @param author who speaks
 * @param parts what is said, in order
 */
public record Message(Author author, List<Part> parts) {
    public Message {
        parts = List.copyOf(parts);
    }

    /** Who speaks in a message. */
    public enum Author {
        /** The instruction that stands above the conversation. */
        SYSTEM,
        /** The one who asks. */
        USER,
        /** The model. */
        ASSISTANT,
        /** A tool that the model called. */
        TOOL
    }

    /** A piece of a message. */
    public sealed interface Part {}

    /**
     * Text.
     *
     * @param text the text
     */
    public record TextPart(String text) implements Part {}

    /**
     * Bytes of another medium: an image, audio, a document.
     *
     * @param mediaType the type of the bytes, such as {@code image/png}
     * @param data the bytes in Base64 (RFC 4648, with padding)
     */
    public record MediaPart(String mediaType, String data) implements Part {}

    /**
     * A tool call that a model asked for.
     *
     * @param id the id that the model gave the call
     * @param tool the name of the tool
     * @param arguments the arguments
     */
    public record ToolUse(String id, String tool, Json arguments) implements Part {}

    /**
     * What a tool gave back.
     *
     * @param id the id of the call
     * @param result the result
     * @param failed whether the result tells of a failure
     */
    public record ToolOutput(String id, Json result, boolean failed) implements Part {}

    /**
     * An instruction.
     *
     * @param text the text
     */
    public static Message system(String text) {
        return new Message(Author.SYSTEM, List.of(new TextPart(text)));
    }

    /**
     * What the one who asks says.
     *
     * @param text the text
     */
    public static Message user(String text) {
        return new Message(Author.USER, List.of(new TextPart(text)));
    }

    /**
     * What the model said.
     *
     * @param text the text
     */
    public static Message assistant(String text) {
        return new Message(Author.ASSISTANT, List.of(new TextPart(text)));
    }
}

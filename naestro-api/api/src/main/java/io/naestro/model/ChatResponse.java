package io.naestro.model;

import io.naestro.goal.Money;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model's answer.
 *
 * @param text the text of the answer; empty when the model only calls tools
 * @param toolUses the tool calls that the model asks for, in order
 * @param finish why the model stopped
 * @param usage the tokens that were used, as the server counted them
 * @param cost what the server says it cost, or null when it does not say; then the card's price applies
 * @param servedBy the name of the model that answered, as the server gives it
 */
public record ChatResponse(
        String text,
        List<Message.ToolUse> toolUses,
        Finish finish,
        Usage usage,
        @Nullable Money cost,
        String servedBy) implements ChatResult {

    public ChatResponse {
        Objects.requireNonNull(text, "text");
        toolUses = List.copyOf(toolUses);
        Objects.requireNonNull(finish, "finish");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(servedBy, "servedBy");
    }

    /** Why a model stopped. */
    public enum Finish {
        /** It had no more to say. */
        STOP,
        /** It waits for the results of tools. */
        TOOL_USE,
        /** It reached the limit on output tokens; the text is cut. */
        LENGTH
    }

    /**
     * A complete answer in text.
     *
     * @param text the text
     * @param usage the tokens that were used
     * @param servedBy the name of the model that answered
     */
    public static ChatResponse of(String text, Usage usage, String servedBy) {
        return new ChatResponse(text, List.of(), Finish.STOP, usage, null, servedBy);
    }
}

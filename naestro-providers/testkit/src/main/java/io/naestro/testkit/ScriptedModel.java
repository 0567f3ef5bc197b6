package io.naestro.testkit;

import io.naestro.base.JsonText;
import io.naestro.base.Values;
import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import io.naestro.model.Usage;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A script, not a model: it gives the answers that a test wrote down, in their order, and keeps what it was asked.
 * Nothing in it thinks, so nothing that a test learns from it says anything about real models.
 *
 * <p>Each verb ({@code says}, {@code saysJson}, {@code callsTool}, {@code fails}, {@code throwing}, {@code answers})
 * adds the answer to one call; {@code answersAlways} adds the answer to all calls after those. A call for which there
 * is no answer is a {@link ModelFailure.Kind#FAULT} that says which call it was.
 *
 * <p>Token counts are an estimate, the same in every run: one token for every four characters begun, over the text of
 * all messages for input and over the text of the answer for output; media are not counted.
 *
 * <p>Thread-safe.
 */
public final class ScriptedModel implements ChatModel {
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final String name;
    private final ModelCard.Builder builder;
    private final Script<ChatRequest, ChatResult> script = new Script<>();
    private @Nullable ModelCard card;
    private int toolUses;

    private ScriptedModel(String name) {
        this.name = name;
        builder = ModelCard.named(name)
                .provider("scripted")
                .residency(Residency.LOCAL)
                .price(Price.FREE)
                .contextTokens(128_000)
                .maxOutputTokens(16_000)
                .capabilities(
                        Capability.TOOLS,
                        Capability.JSON_SCHEMA,
                        Capability.VISION,
                        Capability.AUDIO,
                        Capability.REASONING);
    }

    /**
     * A model without answers. Its card is local and free, with 128,000 tokens of context, 16,000 of output and every
     * capability but streaming.
     *
     * @param name the id on its card
     */
    public static ScriptedModel named(String name) {
        return new ScriptedModel(name);
    }

    /**
     * Changes the card.
     *
     * @param change what to change
     * @throws IllegalStateException if the card was read already, since it must not change then
     */
    public synchronized ScriptedModel card(UnaryOperator<ModelCard.Builder> change) {
        if (card != null) {
            throw new IllegalStateException("the card of model '" + name + "' was read already; change it before");
        }
        var unused = change.apply(builder); // the builder changes itself
        return this;
    }

    /**
     * Answers a call with text.
     *
     * @param text the text
     */
    public ScriptedModel says(String text) {
        return answers(request -> response(request, text, List.of()));
    }

    /**
     * Answers a call with JSON text.
     *
     * @param value a record or other value with a JSON form, or {@link Json} itself
     * @throws IllegalArgumentException if the value has no JSON form
     */
    public ScriptedModel saysJson(Object value) {
        return says(JsonText.write(json(value)));
    }

    /**
     * Answers a call by asking for a tool. The call's id is {@code call-1}, {@code call-2} and so on.
     *
     * @param tool the tool's name on the wire
     * @param arguments a record or other value with a JSON form, or {@link Json} itself
     * @throws IllegalArgumentException if the arguments have no JSON form
     */
    public synchronized ScriptedModel callsTool(String tool, Object arguments) {
        var use = new Message.ToolUse("call-" + ++toolUses, tool, json(arguments));
        return answers(request -> response(request, "", List.of(use)));
    }

    /**
     * Answers a call with a failure.
     *
     * @param failure the failure
     */
    public ScriptedModel fails(ModelFailure failure) {
        return answers(request -> failure);
    }

    /**
     * Answers a call with a failure that is usual for its kind.
     *
     * @param kind the sort of failure
     */
    public ScriptedModel fails(ModelFailure.Kind kind) {
        return fails(ModelFailure.of(kind, "scripted failure"));
    }

    /**
     * Answers a call by throwing, as no well-behaved model does.
     *
     * @param exception makes what is thrown
     */
    public ScriptedModel throwing(Supplier<? extends RuntimeException> exception) {
        return answers(request -> {
            throw exception.get();
        });
    }

    /**
     * Answers a call by a function of the request.
     *
     * @param answer the function
     */
    public ScriptedModel answers(Function<ChatRequest, ChatResult> answer) {
        script.add(answer);
        return this;
    }

    /**
     * Answers every call after the script by a function of the request.
     *
     * @param answer the function; may be called by several threads at once
     * @throws IllegalStateException if there is one already
     */
    public ScriptedModel answersAlways(Function<ChatRequest, ChatResult> answer) {
        script.always(answer);
        return this;
    }

    @Override
    public synchronized ModelCard card() {
        if (card == null) {
            card = builder.build();
        }
        return card;
    }

    @Override
    public ChatResult chat(ChatRequest request, CallContext context) {
        return script.next(
                request,
                missing -> ModelFailure.of(ModelFailure.Kind.FAULT, "scripted model '" + name + "' " + missing));
    }

    /** What the model was asked, in the order of the calls. */
    public List<ChatRequest> requests() {
        return script.calls();
    }

    /** How many answers were not given yet; those by {@code answersAlways} do not count. */
    public int left() {
        return script.left();
    }

    @Override
    public String toString() {
        return "scripted model '" + name + "'";
    }

    /**
     * An answer as this model gives it, for use in {@code answers}: with its name and its estimate of tokens.
     *
     * @param request what was asked
     * @param text the text of the answer
     */
    public ChatResponse response(ChatRequest request, String text) {
        return response(request, text, List.of());
    }

    private ChatResponse response(ChatRequest request, String text, List<Message.ToolUse> uses) {
        var usage = Usage.of(
                tokens(request),
                tokens(text) + uses.stream().mapToLong(use -> tokens(text(use))).sum());
        var finish = uses.isEmpty() ? ChatResponse.Finish.STOP : ChatResponse.Finish.TOOL_USE;
        return new ChatResponse(text, uses, finish, usage, null, name);
    }

    private static long tokens(ChatRequest request) {
        return request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .mapToLong(part -> tokens(text(part)))
                .sum();
    }

    private static long tokens(String text) {
        return Math.ceilDiv(text.length(), CHARACTERS_PER_TOKEN);
    }

    private static String text(Message.Part part) {
        return switch (part) {
            case Message.TextPart text -> text.text();
            case Message.ToolUse use -> use.tool() + JsonText.write(use.arguments());
            case Message.ToolOutput output -> JsonText.write(output.result());
            case Message.MediaPart media -> "";
        };
    }

    private static Json json(Object value) {
        return value instanceof Json json ? json : Values.write(value);
    }
}

package io.naestro.testkit;

import io.naestro.base.Values;
import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import io.naestro.policy.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chat model on a cassette.
 *
 * @param real the model that is asked what is not played, or null when there is none
 * @param plays whether the cassette is asked first
 */
record RecordedChat(Player player, ModelCard card, @Nullable ChatModel real, boolean plays) implements ChatModel {
    private static final Shape<ChatRequest> REQUEST = Shape.of(ChatRequest.class);
    private static final Shape<ChatResult> RESULT = Shape.of(ChatResult.class);

    @Override
    public ChatResult chat(ChatRequest request, CallContext context) {
        try {
            return answer(request, player.request(card.id(), Values.write(request)), context);
        } catch (Player.Unrecordable e) {
            return e.failure();
        }
    }

    private ChatResult answer(ChatRequest request, Player.Request asked, CallContext context) {
        var found = plays ? player.find(asked) : new Tape.Found(null, "");
        if (found.exchange() instanceof Exchange.ChatExchange exchange) {
            exchange.deltas().forEach(context.sink());
            return exchange.result();
        }
        return real == null ? player.missing(asked, found.why()) : record(real, request, asked, context);
    }

    private ChatResult record(ChatModel model, ChatRequest request, Player.Request asked, CallContext context) {
        var deltas = Collections.synchronizedList(new ArrayList<Json>());
        var result = model.chat(request, new Heard(context, deltas));
        var shown = Values.write(result, RESULT);
        player.record(new Exchange.ChatExchange(
                card.id(),
                Values.read(asked.asked(), REQUEST),
                player.redaction().hide(copy(deltas), shown),
                Values.read(player.redaction().hide(shown), RESULT)));
        return result;
    }

    private static List<Json> copy(List<Json> deltas) {
        synchronized (deltas) {
            return List.copyOf(deltas);
        }
    }

    @Override
    public String toString() {
        return "model '" + card.id() + "' on " + player.name();
    }

    /** A context whose sink is listened to. */
    private record Heard(CallContext context, List<Json> deltas) implements CallContext {
        @Override
        public Instant deadline() {
            return context.deadline();
        }

        @Override
        public boolean cancelled() {
            return context.cancelled();
        }

        @Override
        public String trace() {
            return context.trace();
        }

        @Override
        public Principal principal() {
            return context.principal();
        }

        @Override
        public String idempotencyKey() {
            return context.idempotencyKey();
        }

        @Override
        public Consumer<Json> sink() {
            return delta -> {
                deltas.add(delta);
                context.sink().accept(delta);
            };
        }
    }
}

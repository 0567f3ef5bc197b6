package io.naestro.testkit;

import io.naestro.effect.CallContext;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message.TextPart;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Usage;
import io.naestro.policy.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The model of docs/providers.md: a server that answers a text with a text. */
record PlainModel(ModelCard card, URI address, Secret key) implements ChatModel {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Map<Integer, Kind> KINDS = Map.of(401, Kind.AUTHENTICATION, 429, Kind.RATE_LIMITED);

    @Override
    public ChatResult chat(ChatRequest request, CallContext context) {
        var left = Duration.between(Instant.now(), context.deadline());
        if (!left.isPositive()) {
            return ModelFailure.of(Kind.TIMEOUT, "no time is left");
        }
        var asked = ((TextPart) request.messages().getLast().parts().getLast()).text();
        var call = HttpRequest.newBuilder(address).timeout(left).POST(BodyPublishers.ofString(asked));
        try {
            var post = key.use(
                    value -> call.header("Authorization", value.toString()).build());
            var answer = CLIENT.send(post, BodyHandlers.ofString());
            return answer.statusCode() == 200
                            && answer.headers().allValues("Content-Type").contains("text/plain")
                    ? ChatResponse.of(answer.body(), Usage.NONE, card.wireName())
                    : ModelFailure.of(KINDS.getOrDefault(answer.statusCode(), Kind.SERVER_FAULT), "no answer");
        } catch (HttpTimeoutException e) {
            return ModelFailure.of(Kind.TIMEOUT, "no answer before the deadline");
        } catch (IOException e) {
            return ModelFailure.of(Kind.TRANSPORT, "no connection, or it broke");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ModelFailure.of(Kind.TRANSPORT, "interrupted");
        }
    }
}

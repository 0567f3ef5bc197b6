package io.naestro.benchmarks.providers;

import io.naestro.effect.CallContext;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.policy.Principal;
import java.time.Instant;
import java.util.function.Consumer;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/** What all columns ask, and what a call of Naestro needs around it. */
final class Parts {
    static final String QUESTION = "What does the fox do?";
    static final ChatRequest REQUEST = ChatRequest.of(Message.user(QUESTION));

    private static final String BODY =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + QUESTION + "\"}]%s}";
    private static final String STREAMED = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
    private static final MediaType JSON = MediaType.get("application/json");

    private Parts() {}

    static Request raw(String url, boolean streamed) {
        return new Request.Builder()
                .url(url + "/chat/completions")
                .post(RequestBody.create(BODY.formatted(streamed ? STREAMED : ""), JSON))
                .build();
    }

    static String text(ChatResult result) {
        if (result instanceof ChatResponse response) {
            return response.text();
        }
        throw new IllegalStateException(result.toString());
    }

    /** A call that ends in an hour, for nobody. */
    record Context(Instant deadline, Consumer<Json> sink) implements CallContext {
        Context(Consumer<Json> sink) {
            this(Instant.now().plusSeconds(3_600), sink);
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public String trace() {
            return "";
        }

        @Override
        public Principal principal() {
            return Principal.HOST;
        }

        @Override
        public String idempotencyKey() {
            return "key";
        }
    }
}

package io.naestro.providers.openai;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.effect.CallContext;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.run.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model behind a server that speaks Chat Completions. */
final class OpenAiChatModel implements ChatModel {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiChatModel.class);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pointer ERROR = Pointer.of("/error");
    private static final Pointer CHOICE = Pointer.of("/choices/0");

    private final ModelCard card;
    private final ChatBody body;
    private final ChatAnswer answer;
    private final Classifier classifier;
    private final Transport transport;
    private final TimeSource time;
    private final Shown shown;

    OpenAiChatModel(ModelCard card, Dialect dialect, Transport transport, TimeSource time, Shown shown) {
        this.card = card;
        this.transport = transport;
        this.time = time;
        this.shown = shown;
        body = new ChatBody(dialect);
        answer = new ChatAnswer(shown, card.wireName());
        classifier = new Classifier(shown);
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public ChatResult chat(ChatRequest request, CallContext context) {
        var start = time.nanos();
        var result = attempt(request, context);
        LOG.atDebug()
                .addKeyValue("model", card.id())
                .addKeyValue("result", result instanceof ModelFailure failure ? failure.kind() : "answer")
                .addKeyValue("took", Duration.ofNanos(time.nanos() - start))
                .log("chat");
        return result;
    }

    private ChatResult attempt(ChatRequest request, CallContext context) {
        try {
            return send(bytes(request), context);
        } catch (Refusal e) {
            return e.failure();
        }
    }

    private byte[] bytes(ChatRequest request) {
        try {
            return JsonText.write(body.of(card.wireName(), request)).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    Kind.INVALID_REQUEST,
                    "the request cannot be written: " + shown.line(String.valueOf(e.getMessage())));
        }
    }

    private ChatResult send(byte[] request, CallContext context) {
        var left = left(context);
        if (left.isNegative() || left.isZero()) {
            return ModelFailure.of(Kind.TIMEOUT, "the deadline had passed before the request was sent");
        }
        return switch (transport.post(request, left)) {
            case Transport.Answer reply -> read(reply);
            case Transport.Broken broken -> broken(broken);
            case Transport.TimedOut timedOut ->
                ModelFailure.of(Kind.TIMEOUT, "no answer within " + left + ", which is when the deadline passed");
            case Transport.Interrupted interrupted -> ModelFailure.of(Kind.TRANSPORT, "the call was interrupted");
        };
    }

    /** A day at most: deadlines may lie as far away as an instant can. */
    private Duration left(CallContext context) {
        var now = time.now();
        return context.deadline().isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, context.deadline());
    }

    private ModelFailure broken(Transport.Broken broken) {
        var cause = broken.cause();
        if (cause instanceof Transport.NotLocal) {
            return notLocal(String.valueOf(cause.getMessage()));
        }
        return ModelFailure.of(
                Kind.TRANSPORT,
                "no connection to " + card.endpoint() + ", or it broke: " + shown.line(cause.toString()));
    }

    private ModelFailure notLocal(String why) {
        return ModelFailure.of(
                Kind.NOT_LOCAL,
                "model '" + card.id() + "' is declared local, but " + shown.line(why)
                        + ", which is neither this machine nor a private network; if that is meant, give the model the"
                        + " residency ON_PREMISES or CLOUD");
    }

    private ChatResult read(Transport.Answer reply) {
        var whole = reply.state() == Transport.State.WHOLE;
        if (reply.status() >= 300) {
            return failure(reply, whole ? error(reply) : ServerError.NONE);
        }
        return switch (reply.state()) {
            case CUT ->
                ModelFailure.of(
                        Kind.TRUNCATED,
                        "the answer broke off after " + reply.body().size() + " bytes");
            case TOO_LARGE ->
                ModelFailure.of(Kind.SERVER_FAULT, "the answer is larger than " + Transport.MOST_BYTES + " bytes");
            case WHOLE -> parse(reply);
        };
    }

    private ChatResult parse(Transport.Answer reply) {
        try {
            var json = json(reply);
            var error = errorInside(json);
            return error.isPresent() ? failure(reply, error.get()) : answer.of(json);
        } catch (InputException e) {
            return ModelFailure.of(Kind.SERVER_FAULT, "the answer is not JSON" + NotJson.place(e));
        }
    }

    /** An error beside the choices or in the first one; where there is no choice, whatever reads like an error. */
    private static Optional<ServerError> errorInside(Json answer) {
        var choice = answer.at(CHOICE);
        var place =
                answer.at(ERROR).filter(error -> !error.equals(Json.NULL)).isPresent() ? answer : choice.orElse(answer);
        return ServerError.in(place);
    }

    private ModelFailure failure(Transport.Answer reply, ServerError error) {
        return classifier.failure(reply.status(), error, reply.headers(), time.now());
    }

    private static ServerError error(Transport.Answer reply) {
        try {
            return ServerError.in(json(reply)).orElse(ServerError.NONE);
        } catch (InputException e) {
            return ServerError.NONE; // many proxies answer failures in HTML
        }
    }

    private static Json json(Transport.Answer reply) {
        return JsonText.parse("", reply.body().toByteArray(), Limits.MESSAGE);
    }

    @Override
    public String toString() {
        return "model '" + card.id() + "' at " + card.endpoint();
    }
}

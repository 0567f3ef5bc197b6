package io.naestro.providers.http;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.effect.CallContext;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.run.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import okhttp3.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chat over a transport: what every adapter does with deadlines, broken connections and answers that are no JSON.
 */
public final class Sending {
    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String DONE = "[DONE]";

    private final ModelCard card;
    private final Transport transport;
    private final TimeSource time;
    private final Shown shown;

    /**
     * The way to send to a model.
     *
     * @param card the model
     * @param transport what is sent with
     * @param time the clock
     * @param shown what may be shown of the server's words
     */
    public Sending(ModelCard card, Transport transport, TimeSource time, Shown shown) {
        this.card = card;
        this.transport = transport;
        this.time = time;
        this.shown = shown;
    }

    /** What a protocol makes of an answer. Whatever it cannot read, it tells by a {@link Refusal}. */
    public interface Reading {
        /** The answer that came whole. */
        ChatResponse whole(Json answer);

        /**
         * The answer that came whole, where its headers say something too.
         *
         * @param headers the headers; passed over unless overridden
         */
        default ChatResponse whole(Json answer, Headers headers) {
            return whole(answer);
        }

        /**
         * An event of a stream.
         *
         * @param event the event; the mark {@code [DONE]}, which is no JSON, is given as that text
         * @return whether more is wanted
         */
        boolean event(Json event);

        /** The answer that the events make. */
        ChatResponse streamed();

        /**
         * The failure of an answer with a status of 300 and more.
         *
         * @param body the body, or JSON null where it is none that can be read
         */
        ModelFailure failure(int status, Json body, Headers headers, Instant now);
    }

    /**
     * Sends and reads.
     *
     * @param path what is added to the address
     * @param body makes the body
     * @param reading reads the answer
     * @param context deadline and cancellation
     */
    public ChatResult chat(String path, Supplier<Json> body, Reading reading, CallContext context) {
        return told("chat", () -> {
            var bytes = bytes(body);
            return send((left, events) -> transport.post(path, bytes, left, events), reading, left(context));
        });
    }

    /**
     * Asks for what is at a path, and reads it.
     *
     * @param path what is added to the address
     * @param reading reads the answer
     * @param atMost how long to wait; a day if it is longer
     */
    public ChatResult get(String path, Reading reading, Duration atMost) {
        var left = atMost.compareTo(LONGEST) > 0 ? LONGEST : atMost;
        return told("get", () -> send((most, events) -> transport.get(path, most, events), reading, left));
    }

    /** A way to ask, for so long at most. */
    private interface Asking {
        Transport.Outcome ask(Duration left, Events events);
    }

    private ChatResult told(String what, Supplier<ChatResult> call) {
        var start = time.nanos();
        var result = attempt(call);
        LOG.atDebug()
                .addKeyValue("model", card.id())
                .addKeyValue("result", result instanceof ModelFailure failure ? failure.kind() : "answer")
                .addKeyValue("took", Duration.ofNanos(time.nanos() - start))
                .log(what);
        return result;
    }

    private static ChatResult attempt(Supplier<ChatResult> call) {
        try {
            return call.get();
        } catch (Refusal e) {
            return e.failure();
        }
    }

    private byte[] bytes(Supplier<Json> body) {
        try {
            return JsonText.write(body.get()).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    Kind.INVALID_REQUEST,
                    "the request cannot be written: " + shown.line(String.valueOf(e.getMessage())));
        }
    }

    private ChatResult send(Asking asking, Reading reading, Duration left) {
        if (left.isNegative() || left.isZero()) {
            return ModelFailure.of(Kind.TIMEOUT, "the deadline had passed before the request was sent");
        }
        return switch (asking.ask(left, (name, data) -> reading.event(event(data)))) {
            case Transport.Answer answer -> read(answer, reading);
            case Transport.Streamed streamed -> read(streamed, reading);
            case Transport.Broken broken -> broken(broken);
            case Transport.TimedOut timedOut ->
                ModelFailure.of(Kind.TIMEOUT, "no answer within " + left + ", which is when the deadline passed");
            case Transport.Silent silent -> silent(silent);
            case Transport.Interrupted interrupted -> ModelFailure.of(Kind.TRANSPORT, "the call was interrupted");
        };
    }

    private static ModelFailure silent(Transport.Silent silent) {
        var what = silent.begun() ? "the server sent nothing more for " : "the answer did not begin within ";
        return ModelFailure.of(Kind.TIMEOUT, what + silent.limit());
    }

    /** A day at most: deadlines may lie as far away as an instant can. */
    private Duration left(CallContext context) {
        var now = time.now();
        return context.deadline().isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, context.deadline());
    }

    /** An event that is no JSON is most likely one that the end of the stream cut. */
    private static Json event(String data) {
        try {
            return data.equals(DONE) ? Json.of(DONE) : JsonText.parse(data);
        } catch (InputException e) {
            throw new Refusal(Kind.TRUNCATED, "an event of the stream is not JSON" + place(e));
        }
    }

    private ModelFailure broken(Transport.Broken broken) {
        var cause = broken.cause();
        if (cause instanceof Transport.NotLocal) {
            return ModelFailure.of(
                    Kind.NOT_LOCAL,
                    "model '" + card.id() + "' is declared local, but " + shown.line(String.valueOf(cause.getMessage()))
                            + ", which is neither this machine nor a private network; if that is meant, give the model"
                            + " the residency ON_PREMISES or CLOUD");
        }
        return ModelFailure.of(
                Kind.TRANSPORT,
                "no connection to " + card.endpoint() + ", or it broke: " + shown.line(cause.toString()));
    }

    private ChatResult read(Transport.Streamed streamed, Reading reading) {
        return switch (streamed.state()) {
            case WHOLE -> reading.streamed();
            case CUT -> ModelFailure.of(Kind.TRUNCATED, "the connection broke in the middle of the stream");
            case TOO_LARGE -> tooLarge();
        };
    }

    private ChatResult read(Transport.Answer answer, Reading reading) {
        var whole = answer.state() == Transport.State.WHOLE;
        if (answer.status() >= 300) {
            var body = whole ? errorBody(answer) : Json.NULL;
            return reading.failure(answer.status(), body, answer.headers(), time.now());
        }
        return switch (answer.state()) {
            case CUT ->
                ModelFailure.of(
                        Kind.TRUNCATED,
                        "the answer broke off after " + answer.body().size() + " bytes");
            case TOO_LARGE -> tooLarge();
            case WHOLE -> reading.whole(json(answer), answer.headers());
        };
    }

    private static ModelFailure tooLarge() {
        return ModelFailure.of(Kind.SERVER_FAULT, "the answer is larger than " + Transport.MOST_BYTES + " bytes");
    }

    /** Many proxies answer failures in HTML. */
    private static Json errorBody(Transport.Answer answer) {
        try {
            return json(answer);
        } catch (Refusal e) {
            return Json.NULL;
        }
    }

    private static Json json(Transport.Answer answer) {
        try {
            return JsonText.parse("", answer.body().toByteArray(), Limits.MESSAGE);
        } catch (InputException e) {
            throw new Refusal(Kind.SERVER_FAULT, "the answer is not JSON" + place(e));
        }
    }

    /** What stands there is not told: an excerpt could cut a key in half, and so hide it badly. */
    private static String place(InputException e) {
        var position = e.problems().getFirst().position();
        return " (line " + position.line() + ", column " + position.column() + ")";
    }
}

package io.naestro.providers.http;

import io.naestro.providers.http.Transport.Answer;
import io.naestro.providers.http.Transport.State;
import io.naestro.providers.http.Transport.Streamed;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;

/** Reads what comes after the head of an answer; whatever goes wrong is told as a state. */
final class Bodies {
    private Bodies() {}

    /**
     * The reader of an answer that is a stream of events: server-sent ones, or lines of JSON; empty for any other.
     *
     * @param lines its lines
     */
    static Optional<EventReader> stream(Response response, Lines lines) {
        var type = response.isSuccessful()
                ? response.header("content-type", "").split("[; ]", 2)[0].toLowerCase(Locale.ROOT)
                : "";
        return switch (type) {
            case "text/event-stream" -> Optional.of(new SseReader(lines));
            case "application/x-ndjson", "application/ndjson", "application/jsonl" ->
                Optional.of(EventReader.ofJsonLines(lines));
            default -> Optional.empty();
        };
    }

    /**
     * Reads events until they end or no more are wanted.
     *
     * @param reader gives the events
     * @param take takes each and says whether more is wanted
     */
    static Streamed take(EventReader reader, Predicate<EventReader.Event> take) {
        try {
            for (var event = reader.next(); event != null; event = reader.next()) {
                if (!take.test(event)) {
                    break;
                }
            }
            return new Streamed(State.WHOLE);
        } catch (Lines.TooLarge e) {
            return new Streamed(State.TOO_LARGE);
        } catch (IOException e) {
            return new Streamed(State.CUT);
        }
    }

    /** Reads all of an answer that is no stream. */
    static Answer whole(Response response, BufferedSource source) {
        var body = new Buffer();
        var state = fill(body, source);
        return new Answer(response.code(), response.headers(), body.readByteString(), state);
    }

    private static State fill(Buffer body, BufferedSource source) {
        try {
            for (var read = 0L; read >= 0; read = source.read(body, Transport.MOST_BYTES)) {
                if (body.size() > Transport.MOST_BYTES) {
                    return State.TOO_LARGE;
                }
            }
            return State.WHOLE;
        } catch (IOException e) {
            return State.CUT;
        }
    }
}

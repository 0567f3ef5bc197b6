package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.providers.http.Refusal;
import java.util.Optional;
import java.util.function.Consumer;

/** One of the ways of asking that servers of OpenAI's protocol know. */
interface Surface {
    /** What is added to the address. */
    String path();

    /**
     * The body of a request.
     *
     * @throws Refusal if something in the request has no form in this protocol
     */
    Json.Obj body(String model, ChatRequest request, boolean stream);

    /** The error that a whole answer or an event of a stream tells of, if it does. */
    Optional<ServerError> error(Json said);

    /**
     * Reads an answer that came whole, or that a stream was put together to.
     *
     * @throws Refusal if there is none in it
     */
    ChatResponse answer(Json whole);

    /**
     * A stream of one answer.
     *
     * @param text takes each piece of the answer's text
     */
    Pieces pieces(Consumer<String> text);

    /** Puts the events of a stream together to the answer that would have come whole. */
    interface Pieces {
        /** The mark by which streams end. */
        Json DONE = Json.of("[DONE]");

        /**
         * Takes an event.
         *
         * @return whether more is wanted
         */
        boolean take(Json event);

        /**
         * The answer.
         *
         * @throws Refusal if the stream ended before it was complete
         */
        Json.Obj whole();
    }
}

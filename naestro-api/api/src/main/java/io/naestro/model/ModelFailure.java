package io.naestro.model;

import io.naestro.json.Json;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a model gave no usable answer, as data.
 *
 * @param kind what sort of failure it is
 * @param message what happened, in words; never holds a key or a whole prompt
 * @param retryAfter how long the server asks to wait, or null when it does not say
 * @param reroute whether another model or endpoint may do better
 * @param repairable whether the same model may do better when told what was wrong
 * @param details what the server said in fields, such as {@code asked} and {@code limit} tokens; empty if nothing.
 *     Where a router wants the model told something, a run adds it as {@code instruction}
 */
public record ModelFailure(
        Kind kind, String message, @Nullable Duration retryAfter, boolean reroute, boolean repairable, Json.Obj details)
        implements ChatResult {

    public ModelFailure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(details, "details");
    }

    /** The sorts of failures. */
    public enum Kind {
        /** The key is missing, wrong or lacks the right. */
        AUTHENTICATION(false, true, false),
        /** The account has no money or credit; waiting does not help. */
        BILLING(false, true, false),
        /** Too many requests or tokens; passes after a wait. */
        RATE_LIMITED(true, true, false),
        /** The server has too much to do; passes after a wait. */
        OVERLOADED(true, true, false),
        /** The request does not fit the context window. */
        CONTEXT_OVERFLOW(false, true, false),
        /** The server refuses a parameter. */
        INVALID_REQUEST(false, false, false),
        /** The model cannot do what is asked: tools, vision, a schema. */
        UNSUPPORTED(false, true, false),
        /** The model called a tool with arguments that do not fit. */
        INVALID_TOOL_CALL(true, true, true),
        /** The answer does not fit the wanted schema. */
        INVALID_ANSWER(true, true, true),
        /** A content filter stopped request or answer. */
        FILTERED(false, false, false),
        /** The server does not have that model. */
        MODEL_NOT_FOUND(false, true, false),
        /** No answer before the deadline. */
        TIMEOUT(true, true, false),
        /** The connection could not be made or broke. */
        TRANSPORT(true, true, false),
        /** The server failed. */
        SERVER_FAULT(true, true, false),
        /** The engine behind the server is dead, although the server answers. */
        ENGINE_DOWN(false, true, false),
        /** The answer ended before it was complete. */
        TRUNCATED(true, true, false),
        /** The model's card says local, but its address is not. */
        NOT_LOCAL(false, true, false),
        /** The policy, a budget or a rate did not allow the call; only calls by planners and judges end so. */
        REFUSED(false, false, false),
        /** The provider itself failed: it threw, or returned nothing. */
        FAULT(false, true, false);

        private final boolean passing;
        private final boolean reroute;
        private final boolean repairable;

        Kind(boolean passing, boolean reroute, boolean repairable) {
            this.passing = passing;
            this.reroute = reroute;
            this.repairable = repairable;
        }

        /** Whether the same request may succeed later, so that a retry makes sense. */
        public boolean passing() {
            return passing;
        }
    }

    /**
     * A failure with what is usual for its kind.
     *
     * @param kind what sort of failure it is
     * @param message what happened, in words
     */
    public static ModelFailure of(Kind kind, String message) {
        return new ModelFailure(kind, message, null, kind.reroute, kind.repairable, Json.Obj.EMPTY);
    }

    /**
     * A copy with the wait that the server asks for.
     *
     * @param wait how long to wait
     */
    public ModelFailure after(Duration wait) {
        return new ModelFailure(kind, message, wait, reroute, repairable, details);
    }

    /**
     * A copy with one detail more.
     *
     * @param name its name
     * @param value its value
     */
    public ModelFailure with(String name, Json value) {
        return new ModelFailure(kind, message, retryAfter, reroute, repairable, details.with(name, value));
    }
}

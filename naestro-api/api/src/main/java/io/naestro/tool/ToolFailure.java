package io.naestro.tool;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a tool did not do its work, as data.
 *
 * @param kind what sort of failure it is
 * @param message what happened, in words; never holds a secret
 * @param retryAfter how long to wait before another attempt, or null when nobody says
 * @param reroute whether another tool with the same purpose may do better
 * @param repairable whether other arguments may do better
 */
public record ToolFailure(
        Kind kind, String message, @Nullable Duration retryAfter, boolean reroute, boolean repairable) {

    public ToolFailure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }

    /** The sorts of failures. */
    public enum Kind {
        /** The argument does not fit the contract, or makes no sense to the tool. */
        INVALID_INPUT(false),
        /** The result does not fit the contract. */
        INVALID_OUTPUT(false),
        /** The thing asked for does not exist. */
        NOT_FOUND(false),
        /** The policy denied something that the tool tried to use, or it did not declare it. */
        DENIED(false),
        /** Something asked for is larger than a limit. */
        TOO_LARGE(false),
        /** Too many calls; passes after a wait. */
        RATE_LIMITED(true),
        /** The other side cannot be reached or failed; may pass. */
        UNAVAILABLE(true),
        /** Not done before the deadline. */
        TIMEOUT(true),
        /** A state does not fit, such as a file that changed meanwhile. */
        CONFLICT(false),
        /** The call never happened; only in answer to {@link Tool#lookup}. */
        NOT_DONE(true),
        /** The tool itself failed: it threw, or returned nothing. */
        FAULT(false);

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }

        /** Whether the same call may succeed later, so that a retry makes sense. */
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
    public static ToolFailure of(Kind kind, String message) {
        return new ToolFailure(kind, message, null, kind == Kind.UNAVAILABLE, kind == Kind.INVALID_INPUT);
    }

    /**
     * A copy with a wait.
     *
     * @param wait how long to wait before another attempt
     */
    public ToolFailure after(Duration wait) {
        return new ToolFailure(kind, message, wait, reroute, repairable);
    }
}

package io.naestro.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an agreement reaches.
 *
 * @param scope what it covers
 * @param until the moment it ends, or null when its scope alone ends it
 */
public record Grant(Scope scope, @Nullable Instant until) {
    /** What an agreement covers. */
    public enum Scope {
        /** This very action, once. */
        CALL,
        /** The same rule and tool for the rest of the run. */
        RUN
    }

    /** This very action, once. */
    public static final Grant THIS_CALL = new Grant(Scope.CALL, null);

    /** The same rule and tool for the rest of the run. */
    public static final Grant THIS_RUN = new Grant(Scope.RUN, null);

    /**
     * The same rule and tool in this run until a moment.
     *
     * @param moment the moment it ends
     */
    public static Grant until(Instant moment) {
        return new Grant(Scope.RUN, moment);
    }
}

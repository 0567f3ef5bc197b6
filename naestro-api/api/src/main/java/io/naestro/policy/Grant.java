package io.naestro.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an agreement reaches. Whatever its scope, it covers nothing that holds words of a third party or confidential
 * data in a place where the action that was seen held none, and it ends when the rules change.
 *
 * @param scope what it covers
 * @param until the moment it ends, or null when its scope alone ends it; never null for {@link Scope#STANDING}
 */
public record Grant(Scope scope, @Nullable Instant until) {
    /** What an agreement covers, from the smallest to the largest. */
    public enum Scope {
        /** This very action, once. */
        CALL,
        /** What the same rule asks about the same tool, model or resource, for the rest of the run. */
        RUN,
        /**
         * What the same rule asks about the same tool, model or resource, in all runs of the tenant on behalf of the
         * same principal, until a moment.
         */
        STANDING
    }

    /** This very action, once. */
    public static final Grant THIS_CALL = new Grant(Scope.CALL, null);

    /** The same rule and tool for the rest of the run. */
    public static final Grant THIS_RUN = new Grant(Scope.RUN, null);

    public Grant {
        if (scope == Scope.STANDING && until == null) {
            throw new IllegalArgumentException("a standing agreement must end; give the moment until which it holds");
        }
    }

    /**
     * The same rule and tool, in all runs on behalf of the same principal, until a moment.
     *
     * @param moment the moment it ends
     */
    public static Grant until(Instant moment) {
        return new Grant(Scope.STANDING, moment);
    }

    /**
     * Whether this reaches no further than another: the same scope, ending no later.
     *
     * @param other what is offered
     */
    public boolean isWithin(Grant other) {
        return scope == other.scope && (other.until == null || (until != null && !until.isAfter(other.until)));
    }
}

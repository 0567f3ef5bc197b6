package io.naestro.core;

import io.naestro.effect.Payload;
import io.naestro.model.Usage;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Decision;
import io.naestro.run.FailureCause;
import io.naestro.run.Spend;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a call ended. */
sealed interface CallEnd {

    /** What it cost. */
    Spend spent();

    /** How long it took. */
    Duration took();

    /** What a tool used inside. */
    Accesses accesses();

    /**
     * With a result.
     *
     * @param output the result
     * @param usage model tokens
     * @param spent what it cost
     * @param took how long it took
     * @param accesses what a tool used inside
     */
    record Got(Payload output, Usage usage, Spend spent, Duration took, Accesses accesses) implements CallEnd {}

    /**
     * Without a result.
     *
     * @param cause why
     * @param spent what it cost
     * @param took how long it took
     * @param accesses what a tool used inside
     */
    record Lost(FailureCause cause, Spend spent, Duration took, Accesses accesses) implements CallEnd {}

    /**
     * Without a result, because a person must agree to something that the tool wants to use.
     *
     * @param decision the policy's decision
     * @param request the question
     * @param spent what it cost
     * @param took how long it took
     * @param accesses what a tool used inside
     */
    record Pending(Decision decision, ApprovalRequest request, Spend spent, Duration took, Accesses accesses)
            implements CallEnd {}

    /**
     * What a tool used during a call.
     *
     * @param used each resource in a few words
     * @param denied each refused use in a few words
     */
    record Accesses(List<String> used, List<String> denied) {
        static final Accesses NONE = new Accesses(List.of(), List.of());

        boolean isEmpty() {
            return used.isEmpty() && denied.isEmpty();
        }
    }

    /** The result, or null when there is none. */
    default @Nullable Payload result() {
        return this instanceof Got got ? got.output() : null;
    }

    /** The failure, or null when there was none. */
    default @Nullable FailureCause failure() {
        return this instanceof Lost lost ? lost.cause() : null;
    }
}

package io.naestro.policy;

import java.util.List;

/**
 * A question with all that became of it.
 *
 * @param request the question
 * @param receipts the answers that counted, oldest first
 * @param state where it stands
 */
public record Approval(ApprovalRequest request, List<ConsentReceipt> receipts, State state) {
    /** Where a question stands. */
    public enum State {
        /** It waits for people. */
        OPEN,
        /** All who must agree did. */
        GRANTED,
        /** Somebody refused. */
        REFUSED,
        /** Nobody answered in time, which counts as a refusal. */
        EXPIRED,
        /** It was taken back, because the rules that asked it changed. */
        WITHDRAWN,
        /** It was granted, and the agreement was taken back later. */
        REVOKED,
        /** The run ended for another reason before it was answered. */
        CLOSED
    }

    public Approval {
        receipts = List.copyOf(receipts);
    }
}

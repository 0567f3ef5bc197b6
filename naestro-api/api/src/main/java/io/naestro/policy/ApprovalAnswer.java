package io.naestro.policy;

import io.naestro.json.Digest;

/** What comes of answering a question. Answering twice is harmless: the same answer comes back. */
public sealed interface ApprovalAnswer {

    /**
     * The action may be taken, and the run goes on.
     *
     * @param receipt the proof
     */
    record GrantedAnswer(ConsentReceipt receipt) implements ApprovalAnswer {}

    /**
     * The action may not be taken, and the run ends.
     *
     * @param receipt the proof
     */
    record RefusedAnswer(ConsentReceipt receipt) implements ApprovalAnswer {}

    /**
     * Counted, but more people must agree.
     *
     * @param receipt the proof of this answer
     * @param missing how many more must agree
     */
    record PartialAnswer(ConsentReceipt receipt, int missing) implements ApprovalAnswer {}

    /**
     * Not counted: the action is no longer the one that was seen, or the rules that asked have changed. If the action
     * still needs agreement, a new question is in the inbox.
     *
     * @param now the digest of the action as it is now
     * @param reason what has changed
     */
    record StaleAnswer(Digest now, String reason) implements ApprovalAnswer {}

    /** Not counted: the question had expired. */
    record ExpiredAnswer() implements ApprovalAnswer {}

    /**
     * Not counted: this person may not answer.
     *
     * @param reason why
     */
    record NotAuthorizedAnswer(String reason) implements ApprovalAnswer {}

    /**
     * Not counted: there is no such open question.
     *
     * @param reason what is known of it
     */
    record UnknownAnswer(String reason) implements ApprovalAnswer {}
}

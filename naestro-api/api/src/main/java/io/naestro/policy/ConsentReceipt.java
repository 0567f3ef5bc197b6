package io.naestro.policy;

import io.naestro.effect.Label;
import io.naestro.json.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proof of an answer. The fields follow the Kantara Initiative's Consent Receipt Specification 1.1 (receipt id,
 * timestamp, purpose, categories, principal, collection method, policy), with what binds them to one action: its
 * digest, the agreement and the place in the journal.
 *
 * @param id the receipt's id, unique in the store: the question's id, a dot and the number of the answer from 1
 * @param request the id of the question
 * @param digest the digest of the exact action
 * @param granted whether the answer was yes
 * @param grant how far the agreement reaches, or null after a refusal
 * @param approver who answered
 * @param at the moment of the answer
 * @param purpose what the action was for, in words
 * @param categories the labels of what the action handles, most confidential first
 * @param method how the answer was given, such as {@code console}
 * @param policy the digest of the rules under which it was asked
 * @param reason what the approver said, or empty
 * @param position the number of the event in the run's journal that holds the receipt; -1 in one from before receipts
 *     had it
 */
public record ConsentReceipt(
        String id,
        String request,
        Digest digest,
        boolean granted,
        @Nullable Grant grant,
        Principal approver,
        Instant at,
        String purpose,
        List<Label> categories,
        String method,
        Digest policy,
        String reason,
        long position) {

    public ConsentReceipt {
        categories = List.copyOf(categories);
    }

    /**
     * The receipt of a refusal without words; {@link #granting} makes an agreement of it.
     *
     * @param request the question
     * @param number the number of the answer to it, from 1
     * @param approver who answered
     * @param at the moment of the answer
     * @param method how the answer was given, such as {@code console}
     */
    public static ConsentReceipt of(
            ApprovalRequest request, int number, Principal approver, Instant at, String method) {
        return new ConsentReceipt(
                request.id() + "." + number,
                request.id(),
                request.digest(),
                false,
                null,
                approver,
                at,
                request.purpose(),
                request.categories(),
                method,
                request.policy(),
                "",
                -1);
    }

    /**
     * The receipt of an agreement in place of this one.
     *
     * @param reach how far the agreement reaches
     */
    public ConsentReceipt granting(Grant reach) {
        return new ConsentReceipt(
                id, request, digest, true, reach, approver, at, purpose, categories, method, policy, reason, position);
    }

    /**
     * This receipt with what the approver said, and its place in the journal.
     *
     * @param words what the approver said, or empty
     * @param place the number of the event in the run's journal that holds the receipt
     */
    public ConsentReceipt recorded(String words, long place) {
        return new ConsentReceipt(
                id, request, digest, granted, grant, approver, at, purpose, categories, method, policy, words, place);
    }
}

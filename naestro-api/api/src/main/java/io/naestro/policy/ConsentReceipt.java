package io.naestro.policy;

import io.naestro.json.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The proof of an answer.
 *
 * @param request the id of the question
 * @param digest the digest of the exact action
 * @param granted whether the answer was yes
 * @param grant how far the agreement reaches, or null after a refusal
 * @param approver who answered
 * @param at the moment of the answer
 * @param policy the digest of the rules under which it was asked
 * @param reason what the approver said, or empty
 */
public record ConsentReceipt(
        String request,
        Digest digest,
        boolean granted,
        @Nullable Grant grant,
        Principal approver,
        Instant at,
        Digest policy,
        String reason) {}

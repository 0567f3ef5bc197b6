package io.naestro.policy;

import io.naestro.effect.Label;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.run.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to a person: may this exact action be taken? It is bound to the digest of the canonical action, so changed
 * arguments are another question.
 *
 * @param id the question's id, unique in the store
 * @param run the run that waits
 * @param step the step that waits
 * @param tenant the tenant whose people may answer
 * @param digest the digest of the exact action; the answer must name it
 * @param title the action in a few words
 * @param shown what would be done, in full
 * @param purpose why, in words
 * @param categories the labels of what the action handles, most confidential first; empty when none is labelled
 * @param risks what speaks for care: which places hold words of a third party or confidential data, by JSON pointer
 * @param estimate the most it may cost, or null for nothing
 * @param initiator on whose behalf the run acts
 * @param approvers who may answer, and how many must agree
 * @param grants the agreements that are offered, smallest first
 * @param rule the id of the rule that asks, or empty when the plan or the mode asks
 * @param policy the digest of the rules in force
 * @param asked the moment of the question
 * @param expires the moment after which silence counts as a refusal
 */
public record ApprovalRequest(
        String id,
        RunId run,
        String step,
        String tenant,
        Digest digest,
        String title,
        Json shown,
        String purpose,
        List<Label> categories,
        List<String> risks,
        @Nullable Money estimate,
        Principal initiator,
        Obligation.ApproverObligation approvers,
        List<Grant> grants,
        String rule,
        Digest policy,
        Instant asked,
        Instant expires) {

    public ApprovalRequest {
        categories = List.copyOf(categories);
        risks = List.copyOf(risks);
        grants = List.copyOf(grants);
    }
}

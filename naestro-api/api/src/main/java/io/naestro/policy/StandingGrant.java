package io.naestro.policy;

import io.naestro.json.Digest;
import io.naestro.run.RunId;
import java.time.Instant;
import java.util.List;

/**
 * An agreement for more than one call that is in force.
 *
 * @param id the id by which it is revoked; that of its question
 * @param grant how far it reaches: as far as the narrowest of what the approvers gave
 * @param principal on whose behalf the covered actions are taken
 * @param approvers who agreed
 * @param since the moment from which it holds
 * @param rule the id of the rule that asked, or empty when the plan or the mode did
 * @param action what it covers, such as {@code tool mail.send@1}
 * @param run the run in which it was given
 * @param policy the digest of the rules with which it ends
 */
public record StandingGrant(
        String id,
        Grant grant,
        Principal principal,
        List<Principal> approvers,
        Instant since,
        String rule,
        String action,
        RunId run,
        Digest policy) {

    public StandingGrant {
        approvers = List.copyOf(approvers);
    }

    /**
     * The agreement that answers gave to a question.
     *
     * @param asked the question
     * @param grant how far the agreement reaches
     * @param approvers who agreed
     * @param since the moment from which it holds
     */
    public static StandingGrant of(ApprovalRequest asked, Grant grant, List<Principal> approvers, Instant since) {
        return new StandingGrant(
                asked.id(),
                grant,
                asked.initiator(),
                approvers,
                since,
                asked.rule(),
                asked.title(),
                asked.run(),
                asked.policy());
    }
}

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

    /**
     * Starts to put a question together.
     *
     * @param id the question's id, unique in the store
     * @param run the run that waits
     * @param step the step that waits
     * @param initiator on whose behalf the run acts; people of the same tenant may answer
     * @param digest the digest of the exact action
     */
    public static Builder builder(String id, RunId run, String step, Principal initiator, Digest digest) {
        return new Builder(id, run, step, initiator, digest);
    }

    /**
     * This question with something else shown, such as the value in place of its digest.
     *
     * @param other what is shown
     */
    public ApprovalRequest withShown(Json other) {
        return new ApprovalRequest(
                id,
                run,
                step,
                tenant,
                digest,
                title,
                other,
                purpose,
                categories,
                risks,
                estimate,
                initiator,
                approvers,
                grants,
                rule,
                policy,
                asked,
                expires);
    }

    /** Puts a question together. */
    public static final class Builder {
        private final String id;
        private final RunId run;
        private final String step;
        private final Principal initiator;
        private final Digest digest;
        private String title = "";
        private Json shown = Json.NULL;
        private String purpose = "";
        private List<Label> categories = List.of();
        private List<String> risks = List.of();
        private @Nullable Money estimate;
        private Obligation.ApproverObligation approvers = Obligation.ApproverObligation.ANYONE;
        private List<Grant> grants = List.of(Grant.THIS_CALL);
        private String rule = "";

        private Builder(String id, RunId run, String step, Principal initiator, Digest digest) {
            this.id = id;
            this.run = run;
            this.step = step;
            this.initiator = initiator;
            this.digest = digest;
        }

        /**
         * Tells what is asked.
         *
         * @param words the action in a few words; empty unless set
         * @param inFull what would be done, in full; null unless set
         */
        public Builder action(String words, Json inFull) {
            title = words;
            shown = inFull;
            return this;
        }

        /**
         * Tells why.
         *
         * @param words the purpose, in words; empty unless set
         */
        public Builder purpose(String words) {
            purpose = words;
            return this;
        }

        /**
         * Tells what speaks for care.
         *
         * @param labels the labels of what the action handles, most confidential first; none unless set
         * @param words which places hold words of a third party or confidential data; none unless set
         */
        public Builder care(List<Label> labels, List<String> words) {
            categories = labels;
            risks = words;
            return this;
        }

        /**
         * Tells what it may cost.
         *
         * @param atMost the most, or null for nothing, as it is unless set
         */
        public Builder estimate(@Nullable Money atMost) {
            estimate = atMost;
            return this;
        }

        /**
         * Tells who may answer.
         *
         * @param who who, and how many must agree; one person of the tenant unless set
         */
        public Builder approvers(Obligation.ApproverObligation who) {
            approvers = who;
            return this;
        }

        /**
         * Tells which agreements are offered.
         *
         * @param offered the agreements, smallest first; this one call unless set
         */
        public Builder grants(List<Grant> offered) {
            grants = offered;
            return this;
        }

        /**
         * Tells which rule asks.
         *
         * @param asking the id of the rule; empty unless set, as when the plan or the mode asks
         */
        public Builder rule(String asking) {
            rule = asking;
            return this;
        }

        /**
         * The question.
         *
         * @param policy the digest of the rules in force
         * @param asked the moment of the question
         * @param expires the moment after which silence counts as a refusal
         */
        public ApprovalRequest build(Digest policy, Instant asked, Instant expires) {
            return new ApprovalRequest(
                    id,
                    run,
                    step,
                    initiator.tenant(),
                    digest,
                    title,
                    shown,
                    purpose,
                    categories,
                    risks,
                    estimate,
                    initiator,
                    approvers,
                    grants,
                    rule,
                    policy,
                    asked,
                    expires);
        }
    }
}

package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a person to a question, before it is known whether it counts.
 *
 * @param id the question's id
 * @param seen the digest of the action that the person saw
 * @param grant how far the agreement reaches, or null for a refusal
 * @param reason what the person said
 * @param who who answers
 */
record Answering(String id, Digest seen, @Nullable Grant grant, String reason, Principal who) {

    /**
     * Whether it counts, and what is said to the person.
     *
     * @param answer what is said
     * @param step the step that waits
     * @param receipt the proof when it counts, otherwise null
     * @param settled whether it settles the question
     */
    record Result(
            ApprovalAnswer answer, String step, @Nullable ConsentReceipt receipt, boolean settled) {
        boolean counts() {
            return receipt != null;
        }

        String refusal() {
            var proof = Objects.requireNonNull(receipt, "only an answer that counts refuses");
            var reason = proof.reason().isEmpty() ? "" : ": " + proof.reason();
            return "step '" + step + "' was refused by " + proof.approver().id() + reason;
        }
    }

    /** A pure look at the question: nothing changes by it. */
    Result check(RunState state, Instant now) {
        var question = state.questions().get(id);
        if (question == null || !who.tenant().equals(question.request().tenant())) { // nobody learns of other tenants
            return not(new ApprovalAnswer.UnknownAnswer("there is no question '" + id + "'"));
        }
        var request = question.request();
        var objection = objection(request);
        if (objection != null) {
            return not(new ApprovalAnswer.NotAuthorizedAnswer(objection));
        }
        var before = question.receipts().stream()
                .filter(receipt -> receipt.approver().id().equals(who.id()))
                .findFirst();
        if (before.isPresent()) {
            return not(answer(question, before.get(), question.receipts().indexOf(before.get()) + 1));
        }
        if (question.settled() || state.end() != null) {
            return not(new ApprovalAnswer.UnknownAnswer("question '" + id + "' is settled"));
        }
        if (!now.isBefore(request.expires())) {
            return not(new ApprovalAnswer.ExpiredAnswer());
        }
        if (!seen.equals(request.digest())) {
            return not(new ApprovalAnswer.StaleAnswer(request.digest()));
        }
        if (grant != null && !offered(request, grant)) {
            return not(new ApprovalAnswer.NotAuthorizedAnswer(
                    "such an agreement was not offered; offered: " + request.grants()));
        }
        var receipt = new ConsentReceipt(id, seen, grant != null, grant, who, now, request.policy(), reason);
        var settled =
                grant == null || agreed(question) + 1 >= request.approvers().count();
        return new Result(answer(question, receipt, question.receipts().size() + 1), request.step(), receipt, settled);
    }

    /** Why this person may not answer at all; who may not learns nothing else. */
    private @Nullable String objection(ApprovalRequest request) {
        var rules = request.approvers();
        if (!rules.role().isEmpty() && !who.roles().contains(rules.role())) {
            return "only principals with role '" + rules.role() + "' may answer";
        }
        if (rules.notInitiator() && who.id().equals(request.initiator().id())) {
            return "the one on whose behalf the run acts may not answer";
        }
        return null;
    }

    /** A grant for the run may also be given until a moment. */
    private static boolean offered(ApprovalRequest request, Grant grant) {
        return request.grants().stream().anyMatch(one -> one.scope() == grant.scope());
    }

    private static ApprovalAnswer answer(RunState.Question question, ConsentReceipt receipt, int upTo) {
        if (!receipt.granted()) {
            return new ApprovalAnswer.RefusedAnswer(receipt);
        }
        var missing = question.request().approvers().count() - upTo;
        return missing > 0
                ? new ApprovalAnswer.PartialAnswer(receipt, missing)
                : new ApprovalAnswer.GrantedAnswer(receipt);
    }

    private static long agreed(RunState.Question question) {
        return question.receipts().stream().filter(ConsentReceipt::granted).count();
    }

    private static Result not(ApprovalAnswer answer) {
        return new Result(answer, "", null, false);
    }
}

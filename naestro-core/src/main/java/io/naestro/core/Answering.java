package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a person to a question, before it is known whether it counts.
 *
 * @param id the question's id
 * @param seen the digest of the action that the person saw
 * @param grant how far the agreement reaches, or null for a refusal
 * @param reason what the person said
 * @param who who answers
 * @param method how the answer is given
 */
record Answering(String id, Digest seen, @Nullable Grant grant, String reason, Principal who, String method) {
    private static final String CHANGED = "the rules have changed since it was asked";

    /**
     * Whether it counts, and what is said to the person.
     *
     * @param answer what is said
     * @param step the step that waits
     * @param receipt the proof when it counts, otherwise null
     * @param settled whether it settles the question
     * @param withdrawn that the question is not to be asked any more, otherwise null
     */
    record Result(
            ApprovalAnswer answer,
            String step,
            @Nullable ConsentReceipt receipt,
            boolean settled,
            Input.@Nullable Withdrawn withdrawn) {
        boolean counts() {
            return receipt != null;
        }

        String refusal() {
            var proof = Objects.requireNonNull(receipt, "only an answer that counts refuses");
            var reason = proof.reason().isEmpty() ? "" : ": " + proof.reason();
            return "step '" + step + "' was refused by " + proof.approver().id() + reason;
        }
    }

    /**
     * A pure look at the question: nothing changes by it.
     *
     * @param state what is so with the run
     * @param now the moment
     * @param outdated whether the rules would not ask a question any more as it stands
     */
    Result check(RunState state, Instant now, Predicate<ApprovalRequest> outdated) {
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
        var obstacle = obstacle(question, !state.counts(request), now);
        if (obstacle != null) {
            return not(obstacle);
        }
        if (grant != null && outdated.test(request)) {
            return new Result(
                    new ApprovalAnswer.StaleAnswer(request.digest(), CHANGED),
                    request.step(),
                    null,
                    false,
                    new Input.Withdrawn(request.step(), id, CHANGED));
        }
        return counted(question, receipt(question, now, state.next()));
    }

    /** Why nobody's answer counts, or null. */
    private @Nullable ApprovalAnswer obstacle(RunState.Question question, boolean ended, Instant now) {
        var request = question.request();
        if (question.status() == RunState.Question.Status.WITHDRAWN) {
            return new ApprovalAnswer.StaleAnswer(request.digest(), CHANGED);
        }
        if (!question.settled() && !now.isBefore(request.expires())) {
            return new ApprovalAnswer.ExpiredAnswer();
        }
        if (question.settled() || ended) {
            return new ApprovalAnswer.UnknownAnswer("question '" + id + "' is settled");
        }
        if (!seen.equals(request.digest())) {
            return new ApprovalAnswer.StaleAnswer(request.digest(), "it is not the action that was seen");
        }
        if (grant != null && request.grants().stream().noneMatch(grant::isWithin)) {
            return new ApprovalAnswer.NotAuthorizedAnswer(
                    "such an agreement was not offered; offered: " + request.grants());
        }
        if (grant != null && grant.until() != null && !now.isBefore(grant.until())) {
            return new ApprovalAnswer.NotAuthorizedAnswer("such an agreement would have ended at " + grant.until());
        }
        return null;
    }

    private ConsentReceipt receipt(RunState.Question question, Instant now, long position) {
        var number = question.receipts().size() + 1;
        var receipt =
                ConsentReceipt.of(question.request(), number, who, now, method).recorded(reason, position);
        return grant == null ? receipt : receipt.granting(grant);
    }

    private Result counted(RunState.Question question, ConsentReceipt receipt) {
        var settled = grant == null
                || agreed(question) + 1 >= question.request().approvers().count();
        return new Result(
                answer(question, receipt, question.receipts().size() + 1),
                question.request().step(),
                receipt,
                settled,
                null);
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
        return new Result(answer, "", null, false, null);
    }
}

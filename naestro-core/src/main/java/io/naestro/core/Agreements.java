package io.naestro.core;

import io.naestro.core.RunState.Question;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What people agreed to beyond the run that asked: a fold of the events of all runs, so that a run never has to look
 * into another. Thread-safe.
 */
final class Agreements {
    private final Map<String, Question> questions = new LinkedHashMap<>();

    /** Takes over a question of a run that was read back. */
    synchronized void know(Question question) {
        if (question.request().grants().stream().anyMatch(grant -> grant.scope() == Grant.Scope.STANDING)) {
            put(question);
        }
    }

    /** Takes note of what was written. */
    synchronized void on(List<Recorded> events) {
        for (var recorded : events) {
            switch (recorded.event()) {
                case RunEvent.ApprovalAsked asked -> know(Question.of(asked.request()));
                case RunEvent.ApprovalAnswered answered ->
                    change(
                            answered.receipt().request(),
                            question -> question.with(answered.receipt(), answered.settled()));
                case RunEvent.ApprovalWithdrawn withdrawn -> questions.remove(withdrawn.request());
                case RunEvent.GrantRevoked revoked -> questions.remove(revoked.request());
                case RunEvent.RunDone done -> drop(recorded);
                case RunEvent.RunStopped stopped -> drop(recorded);
                case RunEvent.RunFailed failed -> drop(recorded);
                default -> {
                    // it says nothing of agreements
                }
            }
        }
    }

    private void change(String id, UnaryOperator<Question> how) {
        var question = questions.get(id);
        if (question != null) {
            put(how.apply(question));
        }
    }

    /** Questions that wait are kept, and agreements that reach beyond their run; no others. */
    private void put(Question question) {
        var kept =
                !question.settled() || (question.granted() && question.reach().scope() == Grant.Scope.STANDING);
        if (kept) {
            questions.put(question.request().id(), question);
        } else {
            questions.remove(question.request().id());
        }
    }

    /** Nobody can answer the questions of a run that has ended. */
    private void drop(Recorded end) {
        questions
                .values()
                .removeIf(question ->
                        !question.settled() && question.request().run().equals(end.run()));
    }

    /**
     * The question by which people agreed to what the same rule asks of the same action, for the same principal; empty
     * when there is none.
     *
     * @param principal on whose behalf the action is taken
     * @param decision the decision that asks
     * @param title the action in a few words
     * @param risks what speaks for care with it
     * @param now the moment
     */
    synchronized Optional<String> find(
            Principal principal, Decision decision, String title, List<String> risks, Instant now) {
        return questions.values().stream()
                .filter(question -> question.stands(now))
                .map(Question::request)
                .filter(asked -> isFor(asked, principal) && RunScope.covers(asked, decision, title, risks))
                .map(ApprovalRequest::id)
                .findFirst();
    }

    private static boolean isFor(ApprovalRequest asked, Principal principal) {
        return asked.tenant().equals(principal.tenant())
                && asked.initiator().id().equals(principal.id());
    }
}

package io.naestro.core;

import io.naestro.core.Loops.Known;
import io.naestro.core.RunState.Question;
import io.naestro.json.Digest;
import io.naestro.policy.Approval;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Approvals;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.policy.StandingGrant;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult.StopCause;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The questions of all runs of a store, and what became of them: a view of their journals. */
final class Inbox implements Approvals {
    /** How an answer is given unless the host says otherwise. */
    static final String HOST = "host";

    static final Comparator<ApprovalRequest> OLDEST =
            Comparator.comparing(ApprovalRequest::asked).thenComparing(ApprovalRequest::id);

    private final Loops loops;
    private final Parts parts;
    private final String method;

    Inbox(Loops loops, Parts parts, String method) {
        this.loops = loops;
        this.parts = parts;
        this.method = method;
    }

    /** Takes over what people agreed to so far, and takes note of what they agree to from here on. */
    void watch() {
        var agreements = parts.gate().agreements();
        loops.all().forEach(run -> run.state().questions().values().forEach(agreements::know));
        var unused = parts.store().watch(agreements::on);
    }

    @Override
    public List<ApprovalRequest> open(String tenant) {
        var now = parts.time().now();
        return loops.of(tenant).stream()
                .flatMap(run -> open(run.state(), now))
                .sorted(OLDEST)
                .map(parts.store()::open)
                .toList();
    }

    /** The questions of a run that can still be answered. */
    static Stream<ApprovalRequest> open(RunState state, Instant now) {
        return state.end() != null
                ? Stream.of()
                : state.openQuestions().stream().filter(question -> now.isBefore(question.expires()));
    }

    @Override
    public Optional<Approval> find(String tenant, String id) {
        return approvals(tenant, question -> question.request().id().equals(id)).findFirst();
    }

    @Override
    public List<Approval> history(String tenant, int most) {
        return approvals(tenant, question -> true)
                .filter(approval -> approval.state() != Approval.State.OPEN)
                .sorted(Comparator.comparing(Approval::request, OLDEST).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public Optional<ConsentReceipt> receipt(String tenant, String id) {
        return loops.of(tenant).stream()
                .flatMap(run -> run.state().questions().values().stream())
                .flatMap(question -> question.receipts().stream())
                .filter(receipt -> receipt.id().equals(id))
                .findFirst();
    }

    private Stream<Approval> approvals(String tenant, Predicate<Question> wanted) {
        var now = parts.time().now();
        return loops.of(tenant).stream()
                .flatMap(run -> run.state().questions().values().stream()
                        .filter(wanted)
                        .map(question -> new Approval(
                                parts.store().open(question.request()),
                                question.receipts(),
                                state(run.state(), question, now))));
    }

    private static Approval.State state(RunState run, Question question, Instant now) {
        return switch (question.status()) {
            case ANSWERED -> question.granted() ? Approval.State.GRANTED : Approval.State.REFUSED;
            case WITHDRAWN -> Approval.State.WITHDRAWN;
            case REVOKED -> Approval.State.REVOKED;
            case OPEN -> unanswered(run.end(), question.request().expires(), now);
        };
    }

    private static Approval.State unanswered(@Nullable RunEvent end, Instant expires, Instant now) {
        return switch (end) {
            case null -> now.isBefore(expires) ? Approval.State.OPEN : Approval.State.EXPIRED;
            case RunEvent.RunStopped stopped when stopped.cause() == StopCause.EXPIRED -> Approval.State.EXPIRED;
            default -> Approval.State.CLOSED;
        };
    }

    @Override
    public ApprovalAnswer grant(String id, Digest digestSeen, Grant grant, Principal approver) {
        return answer(new Answering(id, digestSeen, grant, "", approver, method));
    }

    @Override
    public ApprovalAnswer refuse(String id, Digest digestSeen, String reason, Principal approver) {
        return answer(new Answering(id, digestSeen, null, reason, approver, method));
    }

    private ApprovalAnswer answer(Answering answering) {
        return asking(answering.who().tenant(), answering.id())
                .map(run -> loops.loop(run.id()).answer(answering).answer())
                .orElseGet(() -> new ApprovalAnswer.UnknownAnswer("there is no question '" + answering.id() + "'"));
    }

    /** The run of a tenant that asked a question. */
    private Optional<Known> asking(String tenant, String question) {
        return loops.of(tenant).stream()
                .filter(run -> run.state().questions().containsKey(question))
                .findFirst();
    }

    @Override
    public List<StandingGrant> grants(String tenant) {
        var now = parts.time().now();
        return loops.of(tenant).stream()
                .flatMap(run -> run.state().questions().values().stream()
                        .filter(question -> run.state().inForce(question, now))
                        .map(Inbox::standing))
                .sorted(Comparator.comparing(StandingGrant::since).thenComparing(StandingGrant::id))
                .toList();
    }

    private static StandingGrant standing(Question question) {
        var receipts = question.receipts();
        return StandingGrant.of(
                question.request(),
                question.reach(),
                receipts.stream().map(ConsentReceipt::approver).toList(),
                receipts.getLast().at());
    }

    @Override
    public boolean revoke(String id, String reason, Principal by) {
        return asking(by.tenant(), id)
                .map(run -> loops.loop(run.id()).revoke(id, reason, by))
                .orElse(false);
    }

    @Override
    public Subscription subscribe(String tenant, Consumer<ApprovalRequest> listener) {
        var notifier = new Notifier(parts, tenant, listener);
        notifier.begin(() -> loops.of(tenant));
        return notifier;
    }

    @Override
    public Approvals via(String name) {
        return new Inbox(loops, parts, name);
    }
}

package io.naestro.core;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.StepOptions;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.Suggestion;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the gate needs to know of the run that an effect belongs to. */
final class RunScope {
    private static final int MOST_RISKS = 20;

    private final RunId id;
    private final RunEvent.RunAccepted accepted;
    private final Supplier<RunState> state;
    private final Store store;
    private final Ledger ledger = new Ledger();
    private final Instant started;
    private final AtomicInteger asked;

    RunScope(RunId id, Supplier<RunState> state, Store store) {
        this.id = id;
        this.store = store;
        this.state = state;
        accepted = state.get().accepted();
        started = state.get().started();
        asked = new AtomicInteger(lastNumber(state.get().questions().keySet()));
    }

    /** Books what was spent before this process began. */
    void restore(RunState before) {
        ledger.restore("run", before.spent());
        for (int i = 0; i < before.cells().size(); i++) {
            var account = Call.account(before.plan().steps().get(i).id());
            var cell = before.cells().get(i);
            ledger.restore(account, cell.tally().spent());
            var elements = cell.elements();
            for (int k = 0; elements != null && k < elements.size(); k++) {
                ledger.restore(account, elements.get(k).tally().spent());
            }
        }
    }

    RunId id() {
        return id;
    }

    Ledger ledger() {
        return ledger;
    }

    String tenant() {
        return accepted.principal().tenant();
    }

    /** The limit of the whole run: that of its plan, once there is one. */
    Ledger.Limit runLimit() {
        var plan = state.get().planOrNull();
        return new Ledger.Limit(
                "run", plan == null ? Budget.UNLIMITED : plan.plan().budget());
    }

    boolean countsMoney() {
        return runLimit().budget().money() != null;
    }

    /** A moment, or the end of the run's time if that is earlier. */
    Instant deadline(Instant wanted) {
        var end = end();
        return end == null || wanted.isBefore(end) ? wanted : end;
    }

    /** The moment at which the run ends at the latest, or null. */
    @Nullable Instant end() {
        var time = runLimit().budget().time();
        var byBudget = time == null ? null : Moments.after(started, time);
        var byGoal = accepted.deadline();
        if (byBudget == null || byGoal == null) {
            return byBudget == null ? byGoal : byBudget;
        }
        return byBudget.isBefore(byGoal) ? byBudget : byGoal;
    }

    Actor actor(String step, StepOptions options) {
        return new Actor(accepted.principal(), id, step, options.role(), options.purpose(), accepted.mode(), null);
    }

    /** Whether people agreed to this call: to exactly it, or to its rule and kind for the run. */
    boolean granted(Decision decision, Call call, Instant now) {
        return granted(decision, call.step(), call.title(), call.request(), now);
    }

    boolean granted(Decision decision, String step, String title, Digest request, Instant now) {
        return state.get().questions().values().stream()
                .filter(question -> question.granted() && stands(question, now))
                .anyMatch(question -> covers(question, decision, step, title, request));
    }

    private static boolean stands(RunState.Question question, Instant now) {
        return grants(question).allMatch(grant -> grant.until() == null || now.isBefore(grant.until()));
    }

    /** What each of the people agreed to; the agreement reaches as far as the narrowest. */
    private static Stream<Grant> grants(RunState.Question question) {
        return question.receipts().stream().map(ConsentReceipt::grant).filter(Objects::nonNull);
    }

    private static boolean covers(
            RunState.Question question, Decision decision, String step, String title, Digest request) {
        var asked = question.request();
        if (asked.digest().equals(request) && asked.step().equals(step)) {
            return true;
        }
        return grants(question).allMatch(grant -> grant.scope() == Grant.Scope.RUN)
                && asked.rule().equals(decision.rule())
                && asked.title().equals(title)
                && asked.policy().equals(decision.policy());
    }

    /** What would be done, as it stands in an event: what is shown is kept apart, like all values. */
    Suggestion suggestion(Call call) {
        return new Suggestion(call.step(), call.title(), store.keepShown(call.shown()), call.request());
    }

    /** The highest number that a question has; a question that came too late to be written leaves a gap. */
    private static int lastNumber(Set<String> questions) {
        return questions.stream()
                .mapToInt(question -> Integer.parseInt(question.substring(question.lastIndexOf('-') + 1)))
                .max()
                .orElse(0);
    }

    ApprovalRequest question(
            String step,
            Digest request,
            String title,
            Json shown,
            Effect effect,
            @Nullable Money estimate,
            Decision decision,
            Obligation.ApproverObligation approvers,
            Instant now) {
        return new ApprovalRequest(
                id + "-" + asked.incrementAndGet(), // calls that run side by side may ask at the same time
                id,
                step,
                tenant(),
                request,
                title,
                store.keepShown(shown),
                effect.actor().purpose(),
                risks(effect),
                estimate,
                accepted.principal(),
                approvers,
                effect instanceof Effect.Agreement
                        ? List.of(Grant.THIS_CALL)
                        : List.of(Grant.THIS_CALL, Grant.THIS_RUN),
                decision.rule(),
                decision.policy(),
                now,
                Moments.after(now, approvers.expires()));
    }

    private static List<String> risks(Effect effect) {
        return switch (effect) {
            case Effect.ToolCall call -> risks(call.input());
            case Effect.Agreement agreement -> risks(agreement.shown());
            default -> List.of();
        };
    }

    private static List<String> risks(Payload payload) {
        return payload.origins().entrySet().stream()
                .filter(place -> place.getValue().source() == Origin.Source.THIRD_PARTY)
                .limit(MOST_RISKS)
                .map(place ->
                        (place.getKey().isRoot() ? "the whole value" : place.getKey()) + " comes from a third party ("
                                + place.getValue()
                                        .form()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' ') + ")")
                .toList();
    }
}

package io.naestro.core;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.StepOptions;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation;
import io.naestro.policy.Principal;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the gate needs to know of the run that an effect belongs to. */
final class RunScope {
    private static final int MOST_RISKS = 20;
    private static final Duration LONGEST_GRANT = Duration.ofDays(30);
    private static final Payload NOTHING = new Payload(Json.NULL, Map.of(), Map.of());

    private final RunId id;
    private final RunEvent.RunAccepted accepted;
    private final Supplier<RunState> state;
    private final RunStore store;
    private final Trail trail;
    private final Ledger ledger = new Ledger();
    private final Instant started;
    private final AtomicInteger asked;

    RunScope(RunId id, Supplier<RunState> state, RunStore store, Trail trail) {
        this.id = id;
        this.store = store;
        this.trail = trail;
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
        before.counted().forEach(ledger::restore);
    }

    RunId id() {
        return id;
    }

    /** What the host's observer sees of the run. */
    Trail trail() {
        return trail;
    }

    Ledger ledger() {
        return ledger;
    }

    String tenant() {
        return accepted.principal().tenant();
    }

    Principal principal() {
        return accepted.principal();
    }

    /** The limit of the whole run: that of its plan, once there is one. */
    Ledger.Limit runLimit() {
        var plan = state.get().planOrNull();
        return new Ledger.Limit(
                "run", plan == null ? Budget.UNLIMITED : plan.plan().budget());
    }

    /** The limit of the run for a call: what undoes another is counted, and never refused. */
    Ledger.Limit runLimit(Call call) {
        return call instanceof Call.Undo ? new Ledger.Limit("run", Budget.UNLIMITED) : runLimit();
    }

    boolean countsMoney() {
        return runLimit().budget().money() != null;
    }

    /** A moment, or the end of the run's time if that is earlier. */
    Instant deadline(Instant wanted) {
        var end = end();
        return end == null || wanted.isBefore(end) ? wanted : end;
    }

    /**
     * As {@link #deadline(Instant)}, but for what undoes a call: that is not the less due when the run's time is up.
     */
    Instant deadline(Call call, Instant wanted) {
        return call instanceof Call.Undo ? wanted : deadline(wanted);
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

    /**
     * The question by which people of this run agreed to exactly this, or to its rule and kind for the run; empty when
     * there is none.
     *
     * @param decision the decision that asks
     * @param step the step
     * @param title the action in a few words
     * @param request the digest of the exact action
     * @param effect the effect, or the call inside which it is taken
     * @param now the moment
     */
    Optional<String> agreement(
            Decision decision, String step, String title, Digest request, Effect effect, Instant now) {
        return state.get().questions().values().stream()
                .filter(question -> question.stands(now))
                .filter(question -> isExactly(question.request(), step, request)
                        ? isSame(question.request(), decision)
                        : question.reach().scope() != Grant.Scope.CALL
                                && covers(question.request(), decision, title, risks(effect)))
                .map(question -> question.request().id())
                .findFirst();
    }

    private static boolean isExactly(ApprovalRequest asked, String step, Digest request) {
        return asked.digest().equals(request) && asked.step().equals(step);
    }

    /** Whether the rules ask as they did: an agreement dies when others must agree now. */
    static boolean isSame(ApprovalRequest asked, Decision decision) {
        return asked.policy().equals(decision.policy())
                || (asked.rule().equals(decision.rule()) && asked.approvers().equals(Gate.approvers(decision)));
    }

    /**
     * Whether an agreement for more than one call covers an action: nothing about it may be worse than what was seen.
     */
    static boolean covers(ApprovalRequest asked, Decision decision, String title, List<String> risks) {
        return asked.rule().equals(decision.rule())
                && asked.title().equals(title)
                && asked.policy().equals(decision.policy())
                && asked.risks().containsAll(risks);
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
        var number = asked.incrementAndGet(); // calls that run side by side may ask at the same time
        return ApprovalRequest.builder(id + "-" + number, id, step, accepted.principal(), request)
                .action(title, store.keepShown(shown))
                .purpose(effect.actor().purpose())
                .care(categories(effect), risks(effect))
                .estimate(estimate)
                .approvers(approvers)
                .grants(offers(effect, decision.rule(), now))
                .rule(decision.rule())
                .build(decision.policy(), now, Moments.after(now, approvers.expires()));
    }

    /** The agreements that are offered, smallest first. A date without a rule that asks would bind nothing. */
    private static List<Grant> offers(Effect effect, String rule, Instant now) {
        if (effect instanceof Effect.Agreement) {
            return List.of(Grant.THIS_CALL);
        }
        return rule.isEmpty()
                ? List.of(Grant.THIS_CALL, Grant.THIS_RUN)
                : List.of(Grant.THIS_CALL, Grant.THIS_RUN, Grant.until(now.plus(LONGEST_GRANT)));
    }

    private static List<Label> categories(Effect effect) {
        return List.copyOf(content(effect).allLabels()); // in their order: most confidential first
    }

    /** What a person should know of where the parts of an action come from and how confidential they are. */
    static List<String> risks(Effect effect) {
        var content = content(effect);
        var risks = new ArrayList<String>();
        content.origins().forEach((place, origin) -> {
            if (origin.source() == Origin.Source.THIRD_PARTY) {
                risks.add(place(place) + " comes from a third party ("
                        + word(origin.form().name()) + ")");
            }
        });
        content.labels().forEach((place, labels) -> {
            if (labels.contains(Label.SECRET)) {
                risks.add(place(place) + " is secret");
            }
            if (labels.contains(Label.PII)) {
                risks.add(place(place) + " is personal data");
            }
        });
        if (risks.size() <= MOST_RISKS) {
            return risks;
        }
        var shown = new ArrayList<>(risks.subList(0, MOST_RISKS));
        shown.add("and " + (risks.size() - MOST_RISKS) + " more");
        return shown;
    }

    private static Payload content(Effect effect) {
        return switch (effect) {
            case Effect.ToolCall call -> call.input();
            case Effect.ModelCall call -> call.content();
            case Effect.Agreement agreement -> agreement.shown();
            default -> NOTHING;
        };
    }

    private static String place(Pointer place) {
        return place.isRoot() ? "the whole value" : place.toString();
    }

    private static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

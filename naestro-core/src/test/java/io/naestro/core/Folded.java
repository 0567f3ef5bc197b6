package io.naestro.core;

import io.naestro.base.Digests;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Budget;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Principal;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.Spend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as a fold of its events, without an engine around it. */
final class Folded {
    static final RunId RUN = RunId.of("01970000-0000-7000-8000-000000000001");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Principal ADA = Principal.by("ada");
    static final Principal BOB = Principal.by("bob");
    static final Digest RESULT = digest("result");
    static final Digest ACTION = digest("action");
    static final Digest POLICY = digest("policy");

    final PlanInForce plan;
    final List<Recorded> events = new ArrayList<>();
    private RunState state;

    Folded(Plan<?, ?> plan) {
        this(new PlanInForce(digest(plan.toString()), plan));
    }

    Folded(PlanInForce plan) {
        this.plan = plan;
        var first = recorded(0, accepted());
        events.add(first);
        state = RunState.first(first);
        on(new RunEvent.PlanAdopted(0, plan.digest(), ""));
    }

    static Digest digest(String of) {
        return Digests.of("test/v1", Json.of(of));
    }

    static RunEvent.RunAccepted accepted() {
        return new RunEvent.RunAccepted(
                RunKey.of("key"), ADA, Mode.COPILOT, "title", null, digest("input"), null, Json.Obj.EMPTY);
    }

    /** An event, a second after the one before it. */
    static Recorded recorded(long number, RunEvent event) {
        return new Recorded(RUN, number, START.plusSeconds(number), event);
    }

    RunState state() {
        return state;
    }

    Cell cell(String step) {
        return state.cell(StepName.of(step));
    }

    Instant now() {
        return START.plusSeconds(state.next());
    }

    Folded on(RunEvent... more) {
        for (var event : more) {
            var recorded = recorded(state.next(), event);
            events.add(recorded);
            state = state.apply(recorded, digest -> plan);
        }
        return this;
    }

    /** Decides, and works what follows into the state. */
    List<RunEvent> take(Input input) {
        var decided = Decider.decide(state, input, now());
        on(decided.toArray(RunEvent[]::new));
        return decided;
    }

    /** Starts a call of a step. */
    Folded start(String step, Spend most) {
        take(new Input.Admitted(
                admitted(step, isSubCall(step) ? 1 : cell(step).attempt() + 1, most), "key/" + step, null));
        return this;
    }

    Folded start(String step) {
        return start(step, calls(1));
    }

    static boolean isSubCall(String step) {
        return step.contains("/");
    }

    static Admission.Admitted admitted(String step, int attempt, Spend most) {
        return new Admission.Admitted(call(step), allow(), attempt, List.of(), most, START.plusSeconds(60));
    }

    static Call call(String step) {
        var actor = Actor.of(ADA, "worker", Mode.COPILOT);
        var effect = new Effect.Agreement(actor, Payload.of(Json.NULL, Origin.USER), ACTION);
        return new Call.Question(step, effect, "May it?", Budget.UNLIMITED);
    }

    static Decision allow() {
        return Decision.allow(Mode.COPILOT, "rule", POLICY);
    }

    static Spend calls(int count) {
        return new Spend(null, 10L * count, count);
    }

    static Obligation.ApproverObligation one() {
        return new Obligation.ApproverObligation("", false, 1, Duration.ofHours(1));
    }

    /** The first answer to a question. */
    static ConsentReceipt receipt(String question, @Nullable Grant grant, Principal who, Instant at) {
        return new ConsentReceipt(
                question + ".1", question, ACTION, grant != null, grant, who, at, "", List.of(), "host", POLICY, "", 1);
    }

    static ApprovalRequest question(String id, String step, Obligation.ApproverObligation approvers, Grant... grants) {
        return new ApprovalRequest(
                id,
                RUN,
                step,
                "default",
                ACTION,
                "May it?",
                Json.NULL,
                "",
                List.of(),
                List.of(),
                null,
                ADA,
                approvers,
                List.of(grants),
                "rule",
                POLICY,
                START,
                START.plus(approvers.expires()));
    }
}

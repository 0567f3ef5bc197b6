package io.naestro.core;

import io.naestro.base.Digests;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Policy;
import io.naestro.policy.Verdict;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A policy whose verdicts a test writes down as a function. It keeps what it was asked. */
final class TestPolicy implements Policy {
    static final Digest DIGEST = Digests.of("policy/v1", Json.of("test"));

    final List<Effect> asked = new CopyOnWriteArrayList<>();
    private final Function<Effect, Verdict> verdicts;
    private List<Obligation> obligations = List.of();
    private List<Obligation> inside = List.of();

    private TestPolicy(Function<Effect, Verdict> verdicts) {
        this.verdicts = verdicts;
    }

    /** Allows all but what the plan itself asks about. */
    static TestPolicy open() {
        return of(effect -> effect instanceof Effect.Agreement ? Verdict.ASK : Verdict.ALLOW);
    }

    static TestPolicy of(Function<Effect, Verdict> verdicts) {
        return new TestPolicy(verdicts);
    }

    /** Puts obligations on every decision about a tool or model call. */
    TestPolicy obliging(Obligation... all) {
        obligations = List.of(all);
        return this;
    }

    /** Puts obligations on every decision about a use inside a call. */
    TestPolicy obligingUses(Obligation... all) {
        inside = List.of(all);
        return this;
    }

    @Override
    public Constraints constraints(Actor actor, Step step) {
        return Constraints.NONE;
    }

    @Override
    public Decision decide(Effect effect) {
        asked.add(effect);
        var mode = effect.actor().mode();
        var verdict = verdicts.apply(effect);
        var lowered = mode != Mode.AUTO && effect.acts() && !(effect instanceof Effect.Access);
        var decision = lowered
                ? Decision.ask(mode, "rule", "mode " + mode, DIGEST)
                : new Decision(verdict, mode, List.of(), "rule", "the test says so", "", DIGEST);
        return verdict == Verdict.DENY
                ? Decision.deny(mode, "rule", "the test says so", "ask the test", DIGEST)
                : decision.with(effect instanceof Effect.Access ? inside : obligations);
    }

    @Override
    public Digest digest() {
        return DIGEST;
    }
}

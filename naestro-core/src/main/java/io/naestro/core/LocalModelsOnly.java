package io.naestro.core;

import io.naestro.base.Digests;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.model.Residency;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Policy;
import io.naestro.policy.Verdict;
import java.util.Set;

/** The policy of a host that gives none: local models may be called, people may be asked, all else is denied. */
final class LocalModelsOnly implements Policy {
    private static final Digest DIGEST = Digests.of("policy/v1", Json.of("only local models"));
    private static final String REASON = "without a policy only local models may be used";

    @Override
    public Constraints constraints(Actor actor, Step step) {
        return switch (step) {
            case Step.ModelStep model -> new Constraints(Verdict.ALLOW, Set.of(Residency.LOCAL), Set.of(), REASON, "");
            case Step.ApprovalStep approval -> new Constraints(Verdict.ASK, Set.of(), Set.of(), "", "");
            case Step.ToolStep tool ->
                Constraints.denied(REASON, remedy("tools", tool.tool().name()));
            case Step.MapStep map -> constraints(actor, map.body());
            case Step.SubPlanStep sub -> Constraints.denied(REASON, "give a policy");
            case Step.AgentStep agent -> Constraints.denied(REASON, "give a policy");
        };
    }

    @Override
    public Decision decide(Effect effect) {
        var mode = effect.actor().mode();
        return switch (effect) {
            case Effect.ModelCall call
            when call.model().residency() == Residency.LOCAL -> Decision.allow(mode, "local-models", DIGEST);
            case Effect.Agreement agreement -> Decision.ask(mode, "", "the plan asks", DIGEST);
            case Effect.ModelCall call ->
                deny(effect, remedy("models", call.model().id()));
            case Effect.ToolCall call ->
                deny(effect, remedy("tools", call.contract().name()));
            default -> deny(effect, "give a policy by Naestro.builder().policy(...)");
        };
    }

    @Override
    public Digest digest() {
        return DIGEST;
    }

    private static Decision deny(Effect effect, String remedy) {
        return Decision.deny(effect.actor().mode(), "", REASON, remedy, DIGEST);
    }

    private static String remedy(String what, String name) {
        return "policy rule { id: allow-it, verdict: allow, " + what + ": [" + name + "] }";
    }
}

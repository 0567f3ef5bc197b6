package io.naestro.core;

import io.naestro.base.Digests;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Obligation;
import io.naestro.policy.Policy;
import io.naestro.policy.Verdict;
import java.util.List;

/** A policy that decides on all tools alike, by rules that a test may replace while runs wait. */
final class ChangingPolicy implements Policy {
    private volatile Rules rules;

    /**
     * What is in force.
     *
     * @param version what tells one set of rules from another
     * @param verdict what is said of tools
     * @param rule the rule that says it
     * @param approvers who must agree
     */
    record Rules(String version, Verdict verdict, String rule, Obligation.ApproverObligation approvers) {
        Digest digest() {
            return Digests.of("policy/v1", Json.of(version));
        }
    }

    ChangingPolicy(Rules rules) {
        this.rules = rules;
    }

    void replace(Rules next) {
        rules = next;
    }

    @Override
    public Constraints constraints(Actor actor, Step step) {
        return Constraints.NONE;
    }

    @Override
    public Decision decide(Effect effect) {
        var now = rules;
        return new Decision(
                now.verdict(),
                effect.actor().mode(),
                List.of(now.approvers()),
                now.rule(),
                "says so",
                "",
                now.digest());
    }

    @Override
    public Digest digest() {
        return rules.digest();
    }
}

package io.naestro.policy.engine;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Policy;
import java.util.function.Consumer;

/**
 * A policy in force with a candidate beside it: the one decides, the other is asked as well, and where they disagree
 * the host is told. Two decisions agree when verdict and obligations are the same. Thread-safe.
 */
public final class Shadow implements Policy {
    private final Policy live;
    private final Policy candidate;
    private final Consumer<Disagreement> listener;

    private Shadow(Policy live, Policy candidate, Consumer<Disagreement> listener) {
        this.live = live;
        this.candidate = candidate;
        this.listener = listener;
    }

    /**
     * Puts a candidate beside a policy.
     *
     * @param live the policy in force
     * @param candidate the other one; what it throws counts as DENY
     * @param listener is told of each disagreement, on the thread that asks; must not block. What it throws is dropped
     */
    public static Shadow of(Policy live, Policy candidate, Consumer<Disagreement> listener) {
        return new Shadow(live, candidate, listener);
    }

    @Override
    public Constraints constraints(Actor actor, Step step) {
        return live.constraints(actor, step);
    }

    @Override
    public Decision decide(Effect effect) {
        var decision = live.decide(effect);
        try {
            compare(effect, decision);
        } catch (RuntimeException e) {
            // whoever watches must not change what happens
            return decision;
        }
        return decision;
    }

    private void compare(Effect effect, Decision decision) {
        Disagreement.between(effect, decision, candidate(effect, decision)).ifPresent(listener);
    }

    private Decision candidate(Effect effect, Decision decision) {
        try {
            return candidate.decide(effect);
        } catch (RuntimeException e) {
            return Decision.deny(decision.mode(), "", "the candidate failed: " + e, "", candidate.digest());
        }
    }

    @Override
    public Digest digest() {
        return live.digest();
    }
}

package io.naestro.policy;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.plan.Step;

/**
 * Decides what may happen. A pure function of the effect and of one immutable set of rules: it does no I/O, does not
 * block, counts nothing, and is thread-safe. Limits that need counting ride on the decision as obligations and are kept
 * by core. What it throws counts as DENY.
 */
public interface Policy {

    /**
     * What a step may use, asked before a route is chosen.
     *
     * @param actor who would act
     * @param step the step
     */
    Constraints constraints(Actor actor, Step step);

    /**
     * Whether an effect may be taken.
     *
     * @param effect the effect
     */
    Decision decide(Effect effect);

    /** The digest of the rules in force; recorded with each decision. */
    Digest digest();
}

package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.policy.Decision;
import java.util.Optional;

/**
 * That two policies decide differently on an effect: another verdict, or other obligations.
 *
 * @param effect the effect
 * @param before what the one says, which is in force or was
 * @param after what the other one says
 */
public record Disagreement(Effect effect, Decision before, Decision after) {

    static Optional<Disagreement> between(Effect effect, Decision before, Decision after) {
        var same = before.verdict() == after.verdict() && before.obligations().equals(after.obligations());
        return same ? Optional.empty() : Optional.of(new Disagreement(effect, before, after));
    }

    /** Whether the second policy is kinder. One that says the same with other obligations counts as kinder, too. */
    public boolean widens() {
        return after.verdict().compareTo(before.verdict()) <= 0;
    }

    /** What is done, and both verdicts with the rules that decide. */
    @Override
    public String toString() {
        return Words.witness(effect) + ": " + said(before) + " -> " + said(after);
    }

    private static String said(Decision decision) {
        return decision.verdict()
                + (decision.rule().isEmpty() ? "" : " by '" + decision.rule() + "'")
                + (decision.obligations().isEmpty() ? "" : " with " + decision.obligations());
    }
}

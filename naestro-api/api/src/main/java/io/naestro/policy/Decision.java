package io.naestro.policy;

import io.naestro.json.Digest;
import java.util.List;

/**
 * A policy's answer to an effect.
 *
 * @param verdict whether it may be taken, after the mode lowered it
 * @param mode the ceiling that applied
 * @param obligations what must be kept if it is taken
 * @param rule the id of the rule that decided, or empty when none matched
 * @param reason why, in words for the host's people; not shown to models
 * @param remedy what would allow it, such as the line of a policy file, or empty
 * @param policy the digest of the rules in force
 */
public record Decision(
        Verdict verdict,
        Mode mode,
        List<Obligation> obligations,
        String rule,
        String reason,
        String remedy,
        Digest policy) {

    public Decision {
        obligations = List.copyOf(obligations);
    }

    /**
     * It may be taken, without obligations.
     *
     * @param mode the ceiling that applied
     * @param rule the id of the rule that decided
     * @param policy the digest of the rules in force
     */
    public static Decision allow(Mode mode, String rule, Digest policy) {
        return new Decision(Verdict.ALLOW, mode, List.of(), rule, "", "", policy);
    }

    /**
     * A person must agree first.
     *
     * @param mode the ceiling that applied
     * @param rule the id of the rule that decided
     * @param reason why
     * @param policy the digest of the rules in force
     */
    public static Decision ask(Mode mode, String rule, String reason, Digest policy) {
        return new Decision(Verdict.ASK, mode, List.of(), rule, reason, "", policy);
    }

    /**
     * It may not be taken.
     *
     * @param mode the ceiling that applied
     * @param rule the id of the rule that decided, or empty when none matched
     * @param reason why
     * @param remedy what would allow it, or empty
     * @param policy the digest of the rules in force
     */
    public static Decision deny(Mode mode, String rule, String reason, String remedy, Digest policy) {
        return new Decision(Verdict.DENY, mode, List.of(), rule, reason, remedy, policy);
    }

    /**
     * A copy with these obligations.
     *
     * @param all what must be kept if the effect is taken
     */
    public Decision with(List<Obligation> all) {
        return new Decision(verdict, mode, all, rule, reason, remedy, policy);
    }
}

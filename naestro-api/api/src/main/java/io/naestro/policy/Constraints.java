package io.naestro.policy;

import io.naestro.model.Residency;
import java.util.Set;

/**
 * What a step may use, known before a route is chosen.
 *
 * @param verdict DENY when the step would be denied whatever the route, ASK when it will ask, otherwise ALLOW
 * @param residencies where data may go
 * @param quarantined ids of models and names of tools that may not be used now
 * @param reason why, when something is excluded
 * @param remedy what would allow it, or empty
 */
public record Constraints(
        Verdict verdict, Set<Residency> residencies, Set<String> quarantined, String reason, String remedy) {

    /** Everything may be used. */
    public static final Constraints NONE = new Constraints(Verdict.ALLOW, Set.of(Residency.values()), Set.of(), "", "");

    public Constraints {
        residencies = Set.copyOf(residencies);
        quarantined = Set.copyOf(quarantined);
    }

    /**
     * The step would be denied.
     *
     * @param reason why
     * @param remedy what would allow it, or empty
     */
    public static Constraints denied(String reason, String remedy) {
        return new Constraints(Verdict.DENY, Set.of(), Set.of(), reason, remedy);
    }
}

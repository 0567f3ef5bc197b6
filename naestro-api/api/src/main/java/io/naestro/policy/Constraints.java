package io.naestro.policy;

import io.naestro.model.Capability;
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
 * @param capabilities what a model may be used for besides text in and text out
 * @param filteredElsewhere whether a request that one model's content filter stopped may be sent to another model
 */
public record Constraints(
        Verdict verdict,
        Set<Residency> residencies,
        Set<String> quarantined,
        String reason,
        String remedy,
        Set<Capability> capabilities,
        boolean filteredElsewhere) {

    private static final Set<Capability> ALL = Set.of(Capability.values());

    /** Everything may be used. */
    public static final Constraints NONE = new Constraints(Verdict.ALLOW, Set.of(Residency.values()), Set.of(), "", "");

    public Constraints {
        residencies = Set.copyOf(residencies);
        quarantined = Set.copyOf(quarantined);
        capabilities = Set.copyOf(capabilities);
    }

    /**
     * What a step may use, with all capabilities, where a request that a content filter stopped goes nowhere else.
     *
     * @param verdict DENY, ASK or ALLOW
     * @param residencies where data may go
     * @param quarantined ids of models and names of tools that may not be used now
     * @param reason why, when something is excluded
     * @param remedy what would allow it, or empty
     */
    public Constraints(
            Verdict verdict, Set<Residency> residencies, Set<String> quarantined, String reason, String remedy) {
        this(verdict, residencies, quarantined, reason, remedy, ALL, false);
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

    /**
     * A copy with those models and tools in quarantine.
     *
     * @param names ids of models and names of tools that may not be used now
     */
    public Constraints withQuarantined(Set<String> names) {
        return new Constraints(verdict, residencies, names, reason, remedy, capabilities, filteredElsewhere);
    }

    /**
     * A copy with those capabilities.
     *
     * @param all what a model may be used for besides text in and text out; everything unless set
     */
    public Constraints withCapabilities(Set<Capability> all) {
        return new Constraints(verdict, residencies, quarantined, reason, remedy, all, filteredElsewhere);
    }
}

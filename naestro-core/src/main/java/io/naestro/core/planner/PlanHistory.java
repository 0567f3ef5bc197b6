package io.naestro.core.planner;

import io.naestro.core.plan.PlanChange;
import io.naestro.core.plan.PlanDiff;
import io.naestro.core.plan.PlanText;
import io.naestro.json.Digest;
import io.naestro.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a plan became what it is: a chain of revisions, each with what it changed and why. Each names the plan it follows
 * by its identity, so a chain from which something is missing is refused.
 *
 * @param plan the plan in force
 * @param revisions what was changed, the oldest first
 */
public record PlanHistory(Plan<?, ?> plan, List<Revised> revisions) {
    public PlanHistory {
        revisions = List.copyOf(revisions);
        var before = revisions.isEmpty() ? null : revisions.getFirst().from();
        for (var revised : revisions) {
            if (!revised.from().equals(before)) {
                throw new IllegalArgumentException("a revision starts from plan " + revised.from()
                        + ", but the one before it ends with " + before + "; give all revisions in order");
            }
            before = revised.to();
        }
    }

    /**
     * One revision.
     *
     * @param from the identity of the plan before
     * @param to the identity of the plan after
     * @param why what had gone wrong
     * @param changes what was changed
     */
    public record Revised(Digest from, Digest to, String why, List<PlanChange> changes) {
        public Revised {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The history of a plan that was not changed yet.
     *
     * @param plan the plan
     */
    public static PlanHistory of(Plan<?, ?> plan) {
        return new PlanHistory(plan, List.of());
    }

    /**
     * The history after one revision more.
     *
     * @param next the plan that is in force from then on
     * @param why what had gone wrong
     */
    public PlanHistory then(Plan<?, ?> next, String why) {
        var more = new ArrayList<>(revisions);
        more.add(new Revised(PlanText.identity(plan), PlanText.identity(next), why, PlanDiff.diff(plan, next)));
        return new PlanHistory(next, more);
    }

    /** The history for people: each revision with its reason and its changes. */
    public String text() {
        return revisions.isEmpty()
                ? plan + " was not revised"
                : revisions.stream()
                        .map(revised -> "because " + revised.why() + ":\n" + PlanDiff.text(revised.changes()))
                        .collect(Collectors.joining("\n"));
    }
}

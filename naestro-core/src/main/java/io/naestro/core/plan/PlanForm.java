package io.naestro.core.plan;

import io.naestro.base.Digests;
import io.naestro.base.JsonText;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.plan.Plan;

/**
 * A plan in the form in which it is kept, worked out once: its text, its identity and its graph. For large plans this
 * is most of the work of starting them.
 */
public final class PlanForm {
    private final Plan<?, ?> plan;
    private final byte[] text;
    private final Digest identity;
    private final PlanGraph graph;

    /** The form of a plan that was measured before. */
    PlanForm(Plan<?, ?> plan, PlanGraph graph) {
        this.plan = plan;
        this.graph = graph;
        var json = PlanText.ofMeasured(plan);
        text = JsonText.bytes(json);
        identity = Digests.of(PlanText.KIND, json);
    }

    /**
     * The form of a plan.
     *
     * @param plan a plan that {@link PlanValidator} has found to be valid
     * @throws IllegalArgumentException if it is nested too deeply, too large, has no graph, or names a Java type that
     *     has no JSON form
     * @throws InputException if a number or text in it has no canonical form
     */
    public static PlanForm of(Plan<?, ?> plan) {
        PlanSize.require(plan);
        return new PlanForm(plan, PlanGraph.of(plan));
    }

    /** The plan. */
    public Plan<?, ?> plan() {
        return plan;
    }

    /** The plan as JSON on one line, in UTF-8. */
    public byte[] text() {
        return text.clone();
    }

    /** The identity of the plan, as {@link PlanText#identity} gives it. */
    public Digest identity() {
        return identity;
    }

    /** Which step waits for which. */
    public PlanGraph graph() {
        return graph;
    }
}

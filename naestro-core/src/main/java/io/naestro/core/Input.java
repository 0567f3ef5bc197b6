package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.plan.PlanProblem;
import io.naestro.policy.ConsentReceipt;
import io.naestro.route.NextHop;
import io.naestro.route.Routed;
import io.naestro.run.FailureCause;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that a run learns and has to answer with events. */
sealed interface Input {

    /** There is a plan. */
    record Adopted(int revision, Digest plan, String why, Map<String, Digest> tools) implements Input {}

    /** There is no plan. */
    record Unplanned(List<PlanProblem> problems) implements Input {}

    /** The list of a map step is known. */
    record Expanded(String step, int elements) implements Input {}

    /** A step will not run. */
    record Skipped(String step, String why) implements Input {}

    /** What a step reads is not there or does not fit, or no call can be made of it. */
    record Unready(String step, FailureCause cause) implements Input {}

    /** The router answered. */
    record RouteKnown(String step, Routed routed) implements Input {}

    /** The gate answered, and the effect may not be taken now. */
    record NotAdmitted(String step, Admission admission) implements Input {}

    /**
     * The gate admitted an effect.
     *
     * @param argument the digest of the argument of a tool that can undo its calls, or null
     */
    record Admitted(
            Admission.Admitted admitted,
            String key,
            @Nullable Digest argument) implements Input {}

    /**
     * A call ended.
     *
     * @param output the digest of the result, or null without one
     * @param hop what the router says to a failure, or null
     * @param repeatable whether the call may be made again
     */
    record Ended(
            String step,
            int attempt,
            CallEnd end,
            @Nullable Digest output,
            @Nullable NextHop hop,
            boolean repeatable) implements Input {}

    /**
     * A result was judged.
     *
     * @param hop what the router says to a result that did not pass, or null
     */
    record Judged(
            String step,
            int attempt,
            Digest output,
            List<String> failed,
            @Nullable Double grade,
            @Nullable NextHop hop,
            boolean repeatable)
            implements Input {}

    /** A question is not asked any more, since the rules have changed. */
    record Withdrawn(String step, String question, String reason) implements Input {}

    /** A person answered a question. */
    record Answered(String step, ConsentReceipt receipt, boolean settled) implements Input {}
}

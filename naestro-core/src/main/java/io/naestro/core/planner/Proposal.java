package io.naestro.core.planner;

import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Planner;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A plan with the reasons for it, or the reasons why there is none.
 *
 * @param planned the plan, or the problems; the first problem is the one to mend first
 * @param cost what the plan is expected to cost; nothing when there is none
 * @param weight the cost by the preference, in millionths
 * @param atLeast what every plan weighs at least, as far as the search could tell
 * @param outcome how sure that is
 * @param steps why each step is there, in the order of the plan
 * @param notes what else is to be known: what was excluded and why, what is assumed, whether a stored template was used
 * @param <T> the type of the wanted result
 */
public record Proposal<T>(
        Planner.Planned<T> planned,
        Cost cost,
        long weight,
        long atLeast,
        Solution.Outcome outcome,
        List<Because> steps,
        List<String> notes) {
    public Proposal {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /**
     * Why a step is there.
     *
     * @param step the step's id; the first of a method's steps
     * @param what what is called
     * @param reason who needs what of it
     * @param cost what it is expected to cost
     * @param without what a plan without it would be: its extra cost, or that there is none
     * @param asks whether the policy will ask a person
     */
    public record Because(String step, String what, String reason, Cost cost, String without, boolean asks) {
        @Override
        public String toString() {
            return step + " calls " + what + ": " + reason + "; " + cost + "; " + without
                    + (asks ? "; a person is asked first" : "");
        }
    }

    /** The plan, or empty when there is none. */
    public Optional<Plan<?, T>> plan() {
        return planned instanceof Planner.Found<T>(var plan) ? Optional.of(plan) : Optional.empty();
    }

    /** Why there is no plan; empty when there is one. */
    public List<PlanProblem> problems() {
        return planned instanceof Planner.NoPlan<T>(var problems) ? problems : List.of();
    }

    static <T> Proposal<T> none(List<PlanProblem> problems, Solution.Outcome outcome, List<String> notes) {
        return new Proposal<>(new Planner.NoPlan<>(problems), Cost.NOTHING, 0, 0, outcome, List.of(), notes);
    }

    /** The whole explanation, line by line. */
    public String explain() {
        var head = plan().map(plan -> plan + " costs " + cost + "; " + sure())
                .orElseGet(() -> problems().stream().map(PlanProblem::toString).collect(Collectors.joining("\n")));
        var lines = new StringBuilder(head);
        steps.forEach(step -> lines.append("\n  ").append(step));
        notes.forEach(note -> lines.append("\n  note: ").append(note));
        return lines.toString();
    }

    private String sure() {
        return outcome == Solution.Outcome.OPTIMAL
                ? "no plan costs less by the preference (" + weight + " millionths)"
                : "by the preference it weighs " + weight + " millionths, and no plan weighs less than " + atLeast;
    }
}

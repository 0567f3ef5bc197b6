package io.naestro.plan;

import io.naestro.goal.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every kind of step has besides its work.
 *
 * @param role the role in which the step acts, which policy rules speak of; {@value #DEFAULT_ROLE} unless set
 * @param purpose why the step is there, shown with approvals and kept in receipts; empty unless set
 * @param taskType what kind of work it is, by which the router learns; empty means the step's kind
 * @param checks what the result must satisfy; none unless set
 * @param retry when to try again; never unless set
 * @param timeout the most time for one attempt and for judging its result, at most 100 years, or null for the engine's
 *     defaults (2 minutes, and 10 minutes for judging)
 * @param budget the most that all attempts together may spend; no own limit unless set
 * @param when the condition under which the step runs, or null for always
 * @param after ids of steps that must end first although nothing of theirs is read; none unless set
 */
public record StepOptions(
        String role,
        String purpose,
        String taskType,
        List<Check> checks,
        Retry retry,
        @Nullable Duration timeout,
        Budget budget,
        @Nullable Guard when,
        List<String> after) {

    /** The role of a step that names none. */
    public static final String DEFAULT_ROLE = "worker";

    /** All defaults. */
    public static final StepOptions DEFAULT =
            new StepOptions(DEFAULT_ROLE, "", "", List.of(), Retry.NONE, null, Budget.UNLIMITED, null, List.of());

    public StepOptions {
        checks = List.copyOf(checks);
        after = List.copyOf(after);
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("step timeout '" + timeout + "' must be longer than nothing");
        }
    }

    /**
     * A copy with that role.
     *
     * @param name the role's name
     */
    public StepOptions withRole(String name) {
        return new StepOptions(name, purpose, taskType, checks, retry, timeout, budget, when, after);
    }

    /**
     * A copy with that purpose.
     *
     * @param text why the step is there
     */
    public StepOptions withPurpose(String text) {
        return new StepOptions(role, text, taskType, checks, retry, timeout, budget, when, after);
    }

    /**
     * A copy with that task type.
     *
     * @param name what kind of work it is
     */
    public StepOptions withTaskType(String name) {
        return new StepOptions(role, purpose, name, checks, retry, timeout, budget, when, after);
    }

    /**
     * A copy with one check more.
     *
     * @param check what the result must satisfy
     */
    public StepOptions withCheck(Check check) {
        var more = new ArrayList<>(checks);
        more.add(check);
        return new StepOptions(role, purpose, taskType, more, retry, timeout, budget, when, after);
    }

    /** A copy without checks. */
    public StepOptions withoutChecks() {
        return new StepOptions(role, purpose, taskType, List.of(), retry, timeout, budget, when, after);
    }

    /**
     * A copy with that retry.
     *
     * @param schedule when to try again
     */
    public StepOptions withRetry(Retry schedule) {
        return new StepOptions(role, purpose, taskType, checks, schedule, timeout, budget, when, after);
    }

    /**
     * A copy with that time-out.
     *
     * @param limit the most time for one attempt and for judging its result, at most 100 years
     */
    public StepOptions withTimeout(Duration limit) {
        return new StepOptions(role, purpose, taskType, checks, retry, limit, budget, when, after);
    }

    /**
     * A copy with that budget.
     *
     * @param limit the most that all attempts together may spend
     */
    public StepOptions withBudget(Budget limit) {
        return new StepOptions(role, purpose, taskType, checks, retry, timeout, limit, when, after);
    }

    /**
     * A copy with that guard.
     *
     * @param guard the condition under which the step runs
     */
    public StepOptions withWhen(Guard guard) {
        return new StepOptions(role, purpose, taskType, checks, retry, timeout, budget, guard, after);
    }

    /**
     * A copy that waits for one step more.
     *
     * @param step the id of a step that must end first
     */
    public StepOptions withAfter(String step) {
        var more = new ArrayList<>(after);
        more.add(step);
        return new StepOptions(role, purpose, taskType, checks, retry, timeout, budget, when, more);
    }
}

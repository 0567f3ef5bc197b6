package io.naestro.core;

import io.naestro.effect.Payload;
import io.naestro.goal.Goal;
import io.naestro.plan.Plan;
import io.naestro.policy.Principal;
import io.naestro.run.HostTransaction;
import io.naestro.run.RunKey;

/**
 * Starts that are part of a transaction of the host, from {@link Naestro#within}. They are checked as any start is,
 * before the transaction is touched; then the acceptance is written into it. Nothing of a run happens before the
 * commit: no call, no planning, and no other process sees it. A key that another run has, or began with earlier in the
 * transaction, gives that run. To be used while the transaction lasts, by whoever has it.
 */
public final class WithinHost {
    private final Naestro naestro;
    private final HostTransaction transaction;

    WithinHost(Naestro naestro, HostTransaction transaction) {
        this.naestro = naestro;
        this.transaction = transaction;
    }

    /**
     * Starts a goal with the host's commit.
     *
     * @param goal what is wanted
     * @param key the host's name for the run, unique in the principal's tenant
     * @param principal on whose behalf the run acts
     * @param <T> the type of the result
     * @throws io.naestro.json.InputException as {@link Naestro#start(Goal, RunKey, Principal)}
     * @throws IllegalStateException if the instance is closed, or no transaction is open
     * @throws io.naestro.run.JournalFailure if the acceptance cannot be written; roll the transaction back then
     */
    public <T> PendingRun<T> start(Goal<T> goal, RunKey key, Principal principal) {
        return naestro.pending(transaction, goal.result(), () -> naestro.drafted(goal, key, principal));
    }

    /**
     * Starts a plan with the host's commit.
     *
     * @param plan the plan
     * @param input what the run is given; it counts as written by the user
     * @param key the host's name for the run, unique in the principal's tenant
     * @param principal on whose behalf the run acts
     * @param <I> the type of what the run is given
     * @param <O> the type of the result
     * @throws InvalidPlanException if the plan has problems; the transaction is untouched then
     * @throws IllegalArgumentException if the input does not fit the plan; the transaction is untouched then
     * @throws io.naestro.json.InputException as {@link Naestro#start(Plan, Object, RunKey, Principal)}
     * @throws IllegalStateException if the instance is closed, or no transaction is open
     * @throws io.naestro.run.JournalFailure if the acceptance cannot be written; roll the transaction back then
     */
    public <I, O> PendingRun<O> start(Plan<I, O> plan, I input, RunKey key, Principal principal) {
        return naestro.pending(transaction, plan.output(), () -> naestro.drafted(plan, input, key, principal));
    }

    /**
     * Starts a plan with the host's commit, with an input of which the host knows where its parts come from.
     *
     * @param plan the plan
     * @param input what the run is given, with origins and labels
     * @param key the host's name for the run, unique in the principal's tenant
     * @param principal on whose behalf the run acts
     * @param <O> the type of the result
     * @throws InvalidPlanException if the plan has problems; the transaction is untouched then
     * @throws IllegalArgumentException if the input does not fit the plan; the transaction is untouched then
     * @throws io.naestro.json.InputException as {@link Naestro#startGiven}
     * @throws IllegalStateException if the instance is closed, or no transaction is open
     * @throws io.naestro.run.JournalFailure if the acceptance cannot be written; roll the transaction back then
     */
    public <O> PendingRun<O> startGiven(Plan<?, O> plan, Payload input, RunKey key, Principal principal) {
        return naestro.pending(transaction, plan.output(), () -> naestro.draftedGiven(plan, input, key, principal));
    }
}

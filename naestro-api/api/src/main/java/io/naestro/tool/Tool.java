package io.naestro.tool;

import java.util.Optional;

/**
 * Something that a plan can call. Only the gate calls it, after the argument was checked against the contract and the
 * policy allowed the call.
 *
 * <p>Implementations are thread-safe, block until done, and stop soon when their thread is interrupted. They reach
 * files, hosts, programs and secrets only through the context they are given. They do not retry: core does. What they
 * throw is taken as {@link ToolFailure.Kind#FAULT}.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
public interface Tool<I, O> {

    /** What the tool promises; the same as long as the instance lives. */
    ToolContract<I, O> contract();

    /**
     * Does the work once.
     *
     * @param input the argument, which satisfies the contract
     * @param context files, hosts, programs and secrets, and the call's deadline and key
     */
    ToolResult<O> call(I input, ToolContext context);

    /**
     * Finds out what became of a call that was cut off by a crash, by its {@link ToolContext#idempotencyKey()}. Asked
     * only of tools that act once. The default does not know, so a person is asked.
     *
     * @param input the argument of that call
     * @param context the same key as that call had
     * @return the result of that call, {@link ToolFailure.Kind#NOT_DONE} when it never happened, or empty when it is
     *     not known
     */
    default Optional<ToolResult<O>> lookup(I input, ToolContext context) {
        return Optional.empty();
    }

    /**
     * Undoes what a call did, after a run that cannot go on. The default cannot.
     *
     * @param input the argument of the call
     * @param output its result
     * @param context files, hosts, programs and secrets, and this call's own deadline and key
     * @return whether it was undone, or empty when the tool cannot undo
     */
    default Optional<ToolResult<O>> compensate(I input, O output, ToolContext context) {
        return Optional.empty();
    }
}

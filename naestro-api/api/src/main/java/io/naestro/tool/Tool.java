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
     * of tools that act once before they are called again, and of tools that compensate before anything is undone of
     * which no result is known. The default does not know, so a person is asked, or the run's result says that it is
     * not known.
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
     * Undoes what a call did, when its run failed or was stopped. Asked only of tools whose contract says that they
     * {@linkplain ToolContract#compensates() compensate}. Where a process ends in the middle, it is called again with
     * the same key, unless the tool acts once only; then nobody calls it again, and the run's result says that it is
     * not known. The default cannot.
     *
     * @param input the argument of the call
     * @param output its result
     * @param context files, hosts, programs and secrets, and this call's own deadline and key
     * @return what came of it, whose value is not used, or empty when this call cannot be undone
     */
    default Optional<ToolResult<O>> compensate(I input, O output, ToolContext context) {
        return Optional.empty();
    }
}

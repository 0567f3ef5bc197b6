package io.naestro.tool;

import io.naestro.goal.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a tool gives back: a value, or a failure as data.
 *
 * @param <O> the type of the value
 */
public sealed interface ToolResult<O> {

    /**
     * The work is done.
     *
     * @param value the result, which is checked against the contract
     * @param cost what the call cost apart from models, or null for what the contract says
     * @param <O> the type of the value
     */
    record Ok<O>(O value, @Nullable Money cost) implements ToolResult<O> {}

    /**
     * The work is not done.
     *
     * @param failure why
     * @param <O> the type of the value
     */
    record Failed<O>(ToolFailure failure) implements ToolResult<O> {}

    /**
     * The work is done.
     *
     * @param value the result
     * @param <O> the type of the value
     */
    static <O> ToolResult<O> of(O value) {
        return new Ok<>(value, null);
    }

    /**
     * The work is not done.
     *
     * @param kind what sort of failure it is
     * @param message what happened, in words, without secrets
     * @param <O> the type of the value
     */
    static <O> ToolResult<O> failed(ToolFailure.Kind kind, String message) {
        return new Failed<>(ToolFailure.of(kind, message));
    }
}

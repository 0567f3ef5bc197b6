package io.naestro.core.tools;

import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;

/** The tools that come with the engine, and a short way to make others. */
public final class Tools {
    private Tools() {}

    /**
     * What a tool of {@link #of} does.
     *
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    @FunctionalInterface
    public interface Work<I, O> {
        /**
         * Does the work once.
         *
         * @param input the argument, which satisfies the contract
         * @param context files, hosts, programs and secrets
         * @return the result
         * @throws Exception if the work is not done; {@link Tools#of} says what becomes of it
         */
        O apply(I input, ToolContext context) throws Exception;
    }

    /**
     * {@code fs.read}: reads a file as UTF-8 text. Pure. Fails as NOT_FOUND, as TOO_LARGE, and as INVALID_INPUT when it
     * is a folder or not text.
     */
    public static Tool<ReadFile, FileText> fsRead() {
        return FsRead.TOOL;
    }

    /**
     * {@code fs.write}: creates or replaces a file in one step and makes missing folders. Idempotent. Fails as
     * INVALID_INPUT when the path is a folder.
     */
    public static Tool<WriteFile, FileWritten> fsWrite() {
        return FsWrite.TOOL;
    }

    /**
     * {@code http.get}: fetches a page as text, over up to five redirects. Pure. Every status is a result, but 429
     * fails as RATE_LIMITED and 503 as UNAVAILABLE, both with the wait that the server asks for. Fails as TOO_LARGE, as
     * TIMEOUT, and as UNAVAILABLE when the host cannot be reached.
     */
    public static Tool<Fetch, Page> httpGet() {
        return HttpGet.TOOL;
    }

    /**
     * A tool of a contract and a function. What the function throws becomes a failure: a missing file NOT_FOUND, too
     * much TOO_LARGE, a passed deadline or an interruption TIMEOUT, a path or address that is none INVALID_INPUT, any
     * other {@link java.io.IOException} UNAVAILABLE, any other checked exception FAULT. Unchecked exceptions go on to
     * the engine, {@link io.naestro.tool.AccessRefused} among them.
     *
     * @param contract what the tool promises
     * @param work what it does
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public static <I, O> Tool<I, O> of(ToolContract<I, O> contract, Work<I, O> work) {
        return new FunctionTool<>(contract, (input, context) -> ToolResult.of(work.apply(input, context)));
    }
}

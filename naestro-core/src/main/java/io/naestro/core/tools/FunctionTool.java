package io.naestro.core.tools;

import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;

/** A tool of a contract and a function; exceptions become failures in one place. */
record FunctionTool<I, O>(ToolContract<I, O> contract, Tools.Work<I, ToolResult<O>> work) implements Tool<I, O> {
    @Override
    public ToolResult<O> call(I input, ToolContext context) {
        try {
            return work.apply(input, context);
        } catch (RuntimeException e) {
            return Failures.orThrow(e);
        } catch (Exception e) {
            return Failures.of(e);
        }
    }
}

package io.naestro.providers.web;

import io.naestro.json.InputException;
import io.naestro.tool.TooLarge;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;

/**
 * A tool whose work may throw; what it throws becomes a failure here.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
interface SiteTool<I, O> extends Tool<I, O> {
    /**
     * Does the work once.
     *
     * @throws IOException if files or hosts fail
     */
    ToolResult<O> work(I input, ToolContext context) throws IOException;

    @Override
    default ToolResult<O> call(I input, ToolContext context) {
        try {
            return work(input, context);
        } catch (InputException e) {
            return ToolResult.failed(Kind.INVALID_INPUT, String.valueOf(e.getMessage()));
        } catch (NoSuchFileException | FileNotFoundException e) {
            return ToolResult.failed(Kind.NOT_FOUND, String.valueOf(e.getMessage()));
        } catch (TooLarge e) {
            return ToolResult.failed(Kind.TOO_LARGE, String.valueOf(e.getMessage()));
        } catch (InterruptedIOException e) {
            return ToolResult.failed(Kind.TIMEOUT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return ToolResult.failed(Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }
}

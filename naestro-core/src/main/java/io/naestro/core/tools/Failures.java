package io.naestro.core.tools;

import io.naestro.json.InputException;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Failures of what was thrown while a tool worked. */
final class Failures {
    private Failures() {}

    /** The failure of a path or address that is none; anything else unchecked is for the engine. */
    static <O> ToolResult<O> orThrow(RuntimeException e) {
        if (e instanceof InputException) {
            return ToolResult.failed(Kind.INVALID_INPUT, String.valueOf(e.getMessage()));
        }
        throw e;
    }

    static <O> ToolResult<O> of(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return ToolResult.failed(kind(e), e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }

    private static Kind kind(Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> Kind.NOT_FOUND;
            case FileNotFoundException missing -> Kind.NOT_FOUND;
            case TooLarge large -> Kind.TOO_LARGE;
            case AccessDeniedException denied -> Kind.DENIED;
            case FileSystemException misfit -> Kind.INVALID_INPUT;
            case InterruptedException cut -> Kind.TIMEOUT;
            case InterruptedIOException cut -> Kind.TIMEOUT;
            case ClosedByInterruptException cut -> Kind.TIMEOUT;
            case IOException other -> Kind.UNAVAILABLE;
            default -> Kind.FAULT;
        };
    }
}

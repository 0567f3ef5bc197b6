package io.naestro.memory;

import org.jspecify.annotations.Nullable;

/** Memory could not be read or written. */
public final class MemoryFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what happened, without content of records
     * @param cause the reason, or null
     */
    public MemoryFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

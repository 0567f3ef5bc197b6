package io.naestro.run;

import org.jspecify.annotations.Nullable;

/** A journal could not keep or read something. */
public final class JournalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what happened, and where
     * @param cause the reason, or null
     */
    public JournalFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.naestro.run;

import org.jspecify.annotations.Nullable;

/** A journal could not keep or read something. */
public final class JournalFailure extends RuntimeException {
    private static final long serialVersionUID = 2L;

    /** What went wrong. */
    public enum Kind {
        /** There is no room. Nothing of the call was kept; the same call may succeed when there is room again. */
        FULL,
        /** The disk or database refused to read or write. What was durable is safe; open the journal anew. */
        STORAGE,
        /** What was stored is not what it was. Restore it from a backup. */
        CORRUPT,
        /** It was written in a format that this release does not read. */
        UNSUPPORTED,
        /** Another process has the store open, where only one may. */
        LOCKED,
        /** Another process that is alive drives the run. */
        OWNED,
        /** The run was claimed anew since; whoever holds the older claim must stop. */
        FENCED,
        /** The number of a record is not the run's next. */
        NUMBER,
        /** The run was erased, or is not there. */
        GONE,
        /** The journal was closed. */
        CLOSED
    }

    private final Kind kind;

    /**
     * A failure.
     *
     * @param kind what went wrong
     * @param message what happened, and where
     * @param cause the reason, or null
     */
    public JournalFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}

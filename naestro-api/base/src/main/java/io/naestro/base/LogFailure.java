package io.naestro.base;

import org.jspecify.annotations.Nullable;

/** A store that cannot be opened, read or written. The message names the store and says what to do. */
public final class LogFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Kind {
        /** Another process, or another part of this one, has the store open. */
        LOCKED,
        /** Bytes that were once safely stored are not what they were. */
        CORRUPT,
        /** The store was written in a format that this release does not read. */
        UNSUPPORTED,
        /** There is no room for more. Nothing of what was given was kept; it can be tried again when there is. */
        FULL,
        /** The file system refused to read or write. */
        STORAGE,
        /** An earlier write failed, so nothing more is taken; what is there can be read. */
        READ_ONLY,
        /** The log was closed. */
        CLOSED
    }

    private final Kind kind;

    LogFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}

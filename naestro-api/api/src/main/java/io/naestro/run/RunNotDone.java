package io.naestro.run;

/** Thrown by {@link RunResult#orThrow()} when there is no result. */
public final class RunNotDone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * There is no result.
     *
     * @param message what is so instead
     */
    public RunNotDone(String message) {
        super(message);
    }
}

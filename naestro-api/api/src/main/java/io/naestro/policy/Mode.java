package io.naestro.policy;

/**
 * How much a run may do by itself, from the least to the most. A mode is a ceiling on effects that act: it lowers a
 * verdict and never raises one.
 */
public enum Mode {
    /** Acting effects are only suggested; nothing outside changes. */
    GUIDE,
    /** Acting effects need a person's agreement; the default. */
    COPILOT,
    /** Acting effects are taken where a rule says {@code auto: true}; others need agreement. */
    AUTO;

    /**
     * The lower of two modes.
     *
     * @param other another mode
     */
    public Mode lower(Mode other) {
        return compareTo(other) <= 0 ? this : other;
    }
}

package io.naestro.providers.web;

/** How bad it is when a rule is broken. */
public enum Severity {
    /** Pages cannot be found or used. */
    CRITICAL(0.5),
    /** Visitors or search engines are lost. */
    HIGH(0.3),
    /** Something works worse than it could. */
    MEDIUM(0.15),
    /** A matter of polish. */
    LOW(0.05);

    private final double weight;

    Severity(double weight) {
        this.weight = weight;
    }

    /** What part of a score is lost when every page breaks a rule of this severity. */
    public double weight() {
        return weight;
    }
}

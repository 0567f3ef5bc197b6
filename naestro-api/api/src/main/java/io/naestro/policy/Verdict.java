package io.naestro.policy;

/** What a policy says of an effect, from the most to the least permissive. */
public enum Verdict {
    /** It may be taken. */
    ALLOW,
    /** A person must agree first. */
    ASK,
    /** It may not be taken. */
    DENY;

    /**
     * The stricter of two verdicts.
     *
     * @param other another verdict
     */
    public Verdict stricter(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}

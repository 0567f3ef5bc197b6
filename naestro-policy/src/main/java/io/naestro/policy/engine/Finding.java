package io.naestro.policy.engine;

/**
 * Something that the linter finds: a rule that does not do what its author must have meant.
 *
 * @param kind what sort of mistake it is
 * @param rule the id of the rule
 * @param place the name of the file and the line on which the rule begins, as {@code policy.yaml:12}
 * @param message what is wrong, in words
 */
public record Finding(Kind kind, String rule, String place, String message) {
    /** Sorts of mistakes. */
    public enum Kind {
        /** No example shows what the rule does. */
        EXAMPLES,
        /** It names a tool, role or root that the host does not have. */
        UNKNOWN,
        /** A stricter rule matches wherever it does. */
        UNREACHABLE,
        /** Another rule says the same wherever it does. */
        REDUNDANT,
        /** It lets a tool act by itself on whatever destination anybody names. */
        UNBOUNDED
    }

    @Override
    public String toString() {
        return place + " " + rule + ": " + message;
    }
}

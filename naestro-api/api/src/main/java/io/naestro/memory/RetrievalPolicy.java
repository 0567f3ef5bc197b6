package io.naestro.memory;

import io.naestro.effect.Origin;
import java.util.Set;

/**
 * What a role may remember. The policy in force may narrow it further.
 *
 * @param kinds the sorts of records
 * @param leastTrusted the least trusted source whose records may be found
 * @param maxRecords the most records
 * @param maxTokens the most tokens of all records together
 */
public record RetrievalPolicy(Set<Kind> kinds, Origin.Source leastTrusted, int maxRecords, long maxTokens) {
    /** The sorts of records. */
    public enum Kind {
        /** What happened. */
        EPISODE,
        /** What is so. */
        FACT,
        /** What worked. */
        SKILL,
        /** What people like. */
        PREFERENCE
    }

    /** Nothing; the default. */
    public static final RetrievalPolicy NOTHING = new RetrievalPolicy(Set.of(), Origin.Source.USER, 0, 0);

    public RetrievalPolicy {
        kinds = Set.copyOf(kinds);
    }
}

package io.naestro.memory;

import java.time.Instant;

/**
 * What is looked for.
 *
 * @param text the question in words
 * @param policy what may be found
 * @param validAt the moment in the world that is asked about
 * @param knownAt the moment whose knowledge is asked for
 */
public record RecallQuery(String text, RetrievalPolicy policy, Instant validAt, Instant knownAt) {}

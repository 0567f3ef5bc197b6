package io.naestro.model;

/**
 * Counts tokens before a call, so that what it may cost can be reserved. Thread-safe; does no I/O and does not block.
 */
@FunctionalInterface
public interface TokenCounter {

    /**
     * At least as many tokens as the request's input will have for any model it is used with.
     *
     * @param request the request
     */
    long upperBound(ChatRequest request);
}

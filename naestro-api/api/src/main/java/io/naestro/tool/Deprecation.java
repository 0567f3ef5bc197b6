package io.naestro.tool;

/**
 * That a version of a tool should no longer be used.
 *
 * @param reason why, in words
 * @param replacement what to use instead, such as {@code fs.read@2}, or empty if there is nothing
 */
public record Deprecation(String reason, String replacement) {}

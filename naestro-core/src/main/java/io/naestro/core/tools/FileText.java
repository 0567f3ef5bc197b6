package io.naestro.core.tools;

/**
 * The result of {@code fs.read}.
 *
 * @param path the lexical path of the file
 * @param text its text
 * @param size its size in bytes
 */
public record FileText(String path, String text, long size) {}

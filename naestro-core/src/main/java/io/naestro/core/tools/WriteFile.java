package io.naestro.core.tools;

/**
 * The argument of {@code fs.write}.
 *
 * @param path the lexical path of the file, such as {@code out:/report.md}
 * @param text what it shall hold
 */
public record WriteFile(String path, String text) {}

package io.naestro.providers.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was written.
 *
 * @param files the lexical paths of the files
 * @param comparison what changed since the earlier report, or null when there was none
 */
public record Reported(List<String> files, @Nullable Comparison comparison) {}

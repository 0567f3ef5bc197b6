package io.naestro.providers.report;

import org.jspecify.annotations.Nullable;

/**
 * What to write.
 *
 * @param folder the lexical path of the folder, such as {@code out:/report}
 * @param findings what was found
 * @param before the lexical path of the {@code report.json} of an earlier run, to compare with; no comparison without
 *     it
 */
public record Report(
        String folder, Findings findings, @Nullable String before) {}

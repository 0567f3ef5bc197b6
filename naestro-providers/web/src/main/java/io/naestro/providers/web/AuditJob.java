package io.naestro.providers.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to audit.
 *
 * @param folder the lexical path of the folder that a crawl gave, {@link Crawled#folder()}
 * @param without rules to leave out, such as those of header fields for a site that is not deployed yet; none unless
 *     given
 */
public record AuditJob(String folder, @Nullable List<String> without) {
    /**
     * An audit by all rules.
     *
     * @param folder the lexical path of the folder that a crawl gave
     */
    public static AuditJob of(String folder) {
        return new AuditJob(folder, null);
    }
}

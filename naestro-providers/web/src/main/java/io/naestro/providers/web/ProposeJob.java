package io.naestro.providers.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to propose fixes for.
 *
 * @param crawl the lexical path of the folder that a crawl gave, {@link Crawled#folder()}
 * @param site the lexical path of the folder that holds the files of the site, such as {@code site:/public}
 * @param without rules that nothing is to be proposed for; none unless given
 */
public record ProposeJob(
        String crawl, String site, @Nullable List<String> without) {
    /**
     * Fixes for all rules.
     *
     * @param crawl the lexical path of the folder that a crawl gave
     * @param site the lexical path of the folder that holds the files of the site
     */
    public static ProposeJob of(String crawl, String site) {
        return new ProposeJob(crawl, site, null);
    }
}

package io.naestro.providers.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to crawl, and how much of it. Limits that are absent have their default.
 *
 * @param url the first page; only its host is asked
 * @param folder the lexical path of a folder for what is found, such as {@code work:/crawl}
 * @param maxPages the most addresses that are asked for, failures and redirects included, 1 to 100,000; 500 unless
 *     given
 * @param maxDepth the most links from the first page, 0 to 1,000; 20 unless given
 * @param maxPageBytes the most bytes of one page, unpacked, 1 KiB to 16 MiB; 4 MiB unless given
 * @param maxBytes the most bytes of all pages, at least 1 KiB; 1 GiB unless given
 * @param maxTime the most time of the whole crawl; 10 minutes unless given. Restarted when a crawl goes on
 * @param pageTime the most time of one page; 10 seconds unless given
 * @param delay the least time between two requests; none unless given. What robots.txt asks for counts if it is longer,
 *     up to 10 seconds
 * @param parallel the most requests at a time, 1 to 32; 4 unless given
 * @param served where the site answers while it is not published, such as {@code http://127.0.0.1:8080}: it is asked
 *     there and judged as if it were at {@code url}; at {@code url} itself unless given
 */
public record CrawlJob(
        String url,
        String folder,
        @Nullable Integer maxPages,
        @Nullable Integer maxDepth,
        @Nullable Integer maxPageBytes,
        @Nullable Long maxBytes,
        @Nullable Duration maxTime,
        @Nullable Duration pageTime,
        @Nullable Duration delay,
        @Nullable Integer parallel,
        @Nullable String served) {

    /**
     * A crawl with usual limits.
     *
     * @param url the first page
     * @param folder the lexical path of a folder for what is found
     */
    public static CrawlJob of(String url, String folder) {
        return new CrawlJob(url, folder, null, null, null, null, null, null, null, null, null);
    }

    /**
     * The same with another number of pages.
     *
     * @param most the most addresses that are asked for
     */
    public CrawlJob withMaxPages(int most) {
        return new CrawlJob(
                url, folder, most, maxDepth, maxPageBytes, maxBytes, maxTime, pageTime, delay, parallel, served);
    }

    /**
     * The same for a site that is not published yet.
     *
     * @param where where it answers: scheme, host and port
     */
    public CrawlJob withServed(String where) {
        return new CrawlJob(
                url, folder, maxPages, maxDepth, maxPageBytes, maxBytes, maxTime, pageTime, delay, parallel, where);
    }
}

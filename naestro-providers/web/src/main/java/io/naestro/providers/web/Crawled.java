package io.naestro.providers.web;

/**
 * What a crawl found.
 *
 * @param url the first page, in its one form
 * @param folder the lexical path of the folder that holds the pages; {@code web.audit} reads it
 * @param pages how many addresses were asked for, failures and redirects included
 * @param failures how many of them gave no page: refused, missing, too large, too slow, unreachable
 * @param bytes how many bytes were read
 * @param end why the crawl ended
 */
public record Crawled(String url, String folder, int pages, int failures, long bytes, End end) {

    /** Why a crawl ended. */
    public enum End {
        /** Everything that links and sitemaps lead to was asked for. */
        COMPLETE,
        /** The most pages were asked for. */
        PAGES,
        /** The most bytes were read. */
        BYTES,
        /** The time was up. */
        TIME
    }
}

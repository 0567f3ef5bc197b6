package io.naestro.providers.web;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is known of a site before its pages: its robots.txt and its sitemaps.
 *
 * @param url the first page, in its one form
 * @param robotsStatus the HTTP status of robots.txt; 0 when there was no answer, which forbids everything
 * @param robots its text
 * @param sitemaps its sitemaps
 * @param listed the addresses that they list, each once
 */
record Start(String url, int robotsStatus, String robots, List<Sitemap> sitemaps, List<String> listed) {
    /** The name by which robots.txt is asked. */
    static final String AGENT = "naestro";

    /**
     * A sitemap.
     *
     * @param url its address
     * @param status its HTTP status; 0 when there was no answer
     * @param named whether robots.txt names it, or another sitemap
     * @param problem what is wrong with it; empty for nothing
     * @param entries how many addresses it lists
     * @param foreign addresses that it lists and that are of other hosts, at most 100
     */
    record Sitemap(String url, int status, boolean named, String problem, int entries, List<String> foreign) {}

    /** Why an address is not fetched. */
    String reason() {
        return robotsStatus == 0
                ? "robots.txt gives no answer, so nothing may be fetched"
                : robotsStatus >= 500 ? "robots.txt fails, so nothing may be fetched" : "robots.txt forbids it";
    }

    /** What may be fetched; RFC 9309, section 2.3.1: a missing file allows all, a failing host nothing. */
    Robots rules() {
        if (robotsStatus >= 200 && robotsStatus < 300) {
            return Robots.parse(robots.getBytes(StandardCharsets.UTF_8));
        }
        var missing = robotsStatus >= 300 && robotsStatus < 500;
        return missing ? Robots.NONE : Robots.parse("user-agent: *\ndisallow: /".getBytes(StandardCharsets.UTF_8));
    }
}

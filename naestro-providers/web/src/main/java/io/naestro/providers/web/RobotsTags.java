package io.naestro.providers.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a page tells crawlers by its robots meta tags and its X-Robots-Tag header
 * (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag): directives by the crawler that they
 * are meant for, {@value #ALL} for every one. A meta tag for one crawler stands instead of the general one, a header
 * adds to it.
 */
record RobotsTags(Map<String, List<String>> metas, Map<String, List<String>> headers) {
    private static final String ALL = "*";
    private static final Pattern AGENT = Pattern.compile("([^:]+):(.*)");
    private static final Set<String> WITH_VALUE =
            Set.of("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview");

    /** Crawlers by which a page is judged besides one that reads what is meant for all; those of Lighthouse 12. */
    private static final List<String> CRAWLERS = List.of("googlebot", "bingbot", "duckduckbot", "archive.org_bot");

    private static final String[] NOINDEX = {"noindex", "none"};

    static RobotsTags of(Page page) {
        var metas = new LinkedHashMap<String, List<String>>();
        page.facts().robots().forEach(said -> read(said, metas));
        var headers = new LinkedHashMap<String, List<String>>();
        read(page.header("x-robots-tag"), headers);
        return new RobotsTags(metas, headers);
    }

    /** Whether a meta tag of this name speaks to crawlers. */
    static boolean isCrawler(String name) {
        return CRAWLERS.contains(name);
    }

    boolean says(String... directives) {
        return metas.values().stream().anyMatch(told -> told(told, directives))
                || headers.values().stream().anyMatch(told -> told(told, directives));
    }

    /** Whether every crawler is told not to list the page. */
    boolean hidden() {
        return hidden(ALL) && CRAWLERS.stream().allMatch(this::hidden);
    }

    private boolean hidden(String crawler) {
        var general = metas.getOrDefault(ALL, List.of());
        return told(metas.getOrDefault(crawler, general), NOINDEX)
                || told(headers.getOrDefault(ALL, List.of()), NOINDEX)
                || told(headers.getOrDefault(crawler, List.of()), NOINDEX);
    }

    private static boolean told(List<String> told, String... directives) {
        return List.of(directives).stream().anyMatch(told::contains);
    }

    private static void read(String said, Map<String, List<String>> by) {
        var agent = ALL;
        for (var part : said.toLowerCase(Locale.ROOT).split(",", -1)) {
            var directive = part.strip();
            var named = AGENT.matcher(directive);
            if (named.matches() && !WITH_VALUE.contains(named.group(1).strip())) {
                agent = named.group(1).strip();
                directive = named.group(2).strip();
            }
            by.computeIfAbsent(agent, first -> new ArrayList<>()).add(directive);
        }
    }
}

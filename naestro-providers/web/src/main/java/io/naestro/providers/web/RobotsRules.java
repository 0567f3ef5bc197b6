package io.naestro.providers.web;

import static io.naestro.providers.web.Category.CRAWL;
import static io.naestro.providers.web.Severity.CRITICAL;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import io.naestro.providers.web.Site.Node;
import io.naestro.providers.web.Start.Sitemap;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;

/** What a site says to crawlers: robots.txt and sitemaps, against what its pages are. */
final class RobotsRules {
    private static final String RFC = "https://www.rfc-editor.org/rfc/rfc9309";
    private static final String LIGHTHOUSE = "https://developer.chrome.com/docs/lighthouse/seo/invalid-robots-txt";
    private static final String SITEMAPS =
            "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap";
    private static final String PROTOCOL = "https://www.sitemaps.org/protocol.html";

    static final List<Rule> ALL = List.of(
            Rule.site(
                    "robots-missing",
                    CRAWL,
                    LOW,
                    "There is no robots.txt",
                    "Crawlers ask for it before anything else, and it is where they look for sitemaps.",
                    "Add a robots.txt; an empty one allows all.",
                    RFC,
                    (site, found) -> {
                        var status = site.start().robotsStatus();
                        if (status >= 300 && status < 500) {
                            found.at(site.origin() + "/robots.txt", "", "status " + status);
                        }
                    }),
            Rule.site(
                    "robots-unavailable",
                    CRAWL,
                    CRITICAL,
                    "robots.txt fails",
                    "Crawlers that cannot read it must take everything as forbidden.",
                    "Let it answer with status 200 or 404.",
                    RFC + "#section-2.3.1.4",
                    (site, found) -> {
                        var status = site.start().robotsStatus();
                        if (status >= 500) {
                            found.at(site.origin() + "/robots.txt", "", "status " + status);
                        }
                    }),
            Rule.site(
                    "robots-invalid",
                    CRAWL,
                    MEDIUM,
                    "robots.txt has lines that mean nothing",
                    "What a line was meant to forbid or allow is not.",
                    "Correct or remove the line.",
                    LIGHTHOUSE,
                    (site, found) -> site.robots()
                            .mistakes()
                            .forEach(mistake -> found.at(
                                    site.origin() + "/robots.txt",
                                    "line " + mistake.line(),
                                    mistake.text() + " " + mistake.why()))),
            Rule.site(
                    "robots-blocks-site",
                    CRAWL,
                    CRITICAL,
                    "robots.txt forbids search engines the whole site",
                    "No page is crawled.",
                    "Remove 'Disallow: /' when the site should be found.",
                    "https://developers.google.com/search/docs/crawling-indexing/robots/intro",
                    (site, found) -> {
                        if (site.start().robotsStatus() == 200 && !site.robots().allows("googlebot", "/")) {
                            found.at(site.origin() + "/robots.txt", "", "Googlebot may not fetch /");
                        }
                    }),
            Rule.site(
                    "robots-blocks-start",
                    CRAWL,
                    CRITICAL,
                    "First page is forbidden by robots.txt",
                    "Crawlers cannot begin, and this audit could not look at the page.",
                    "Allow it in robots.txt.",
                    "https://developer.chrome.com/docs/lighthouse/seo/is-crawlable",
                    (site, found) -> {
                        var first = site.nodes().getFirst();
                        if (first.blocked()) {
                            found.at(first.url(), "", site.start().reason());
                        }
                    }),
            Rule.site(
                    "robots-without-sitemap",
                    CRAWL,
                    LOW,
                    "robots.txt names no sitemap",
                    "Crawlers find a sitemap only where it is named or usual.",
                    "Add a line such as 'Sitemap: https://host/sitemap.xml'.",
                    PROTOCOL + "#submit_robots",
                    (site, found) -> {
                        if (site.start().robotsStatus() == 200
                                && site.robots().sitemaps().isEmpty()) {
                            found.at(site.origin() + "/robots.txt", "", "");
                        }
                    }),
            Rule.site(
                    "robots-blocks-linked",
                    CRAWL,
                    LOW,
                    "Linked page is forbidden by robots.txt",
                    "Search engines may list it by its links alone, without its text.",
                    "Allow it, or remove the links; to keep it out of search use noindex and allow it.",
                    "https://developers.google.com/search/docs/crawling-indexing/robots/intro",
                    (site, found) -> AnswerRules.eachLink(site, (from, to) -> {
                        if (to.blocked()) {
                            found.at(to.url(), "", "linked from " + from.url());
                        }
                    })),
            Rule.site(
                    "sitemap-missing",
                    CRAWL,
                    LOW,
                    "There is no sitemap",
                    "Crawlers find pages by links alone, and learn late of new ones.",
                    "Add a sitemap.xml that lists the pages that should be found.",
                    SITEMAPS,
                    (site, found) -> sitemaps(site, map -> map.status() != 200 && !map.named())
                            .forEach(map -> found.at(map.url(), "", "status " + map.status()))),
            Rule.site(
                    "sitemap-unavailable",
                    CRAWL,
                    HIGH,
                    "Sitemap that is named does not answer",
                    "Crawlers look for it in vain.",
                    "Restore it, or correct where it is named.",
                    SITEMAPS,
                    (site, found) -> sitemaps(site, map -> map.status() != 200 && map.named())
                            .forEach(map -> found.at(map.url(), "", "status " + map.status()))),
            Rule.site(
                    "sitemap-invalid",
                    CRAWL,
                    HIGH,
                    "Sitemap cannot be read",
                    "Crawlers ignore it.",
                    "Write it as the protocol says.",
                    PROTOCOL,
                    (site, found) -> sitemaps(site, map -> !map.problem().isEmpty())
                            .forEach(map -> found.at(map.url(), "", map.problem()))),
            Rule.site(
                    "sitemap-other-host",
                    CRAWL,
                    MEDIUM,
                    "Sitemap lists addresses of other hosts",
                    "Crawlers ignore them.",
                    "List addresses below the sitemap's own host.",
                    PROTOCOL + "#location",
                    (site, found) -> site.start()
                            .sitemaps()
                            .forEach(map -> map.foreign().forEach(entry -> found.at(map.url(), "loc", entry)))),
            listed(
                    "sitemap-broken",
                    HIGH,
                    "Sitemap lists a page that does not answer",
                    "Crawlers trust a sitemap less the more of it is wrong.",
                    node -> node.broken()),
            listed(
                    "sitemap-redirect",
                    MEDIUM,
                    "Sitemap lists a redirect",
                    "It should list the addresses that search results should show.",
                    node -> !node.location().isEmpty()),
            listed(
                    "sitemap-noindex",
                    MEDIUM,
                    "Sitemap lists a page that asks not to be listed",
                    "It says both that the page should be found and that it should not.",
                    Node::noindex),
            listed(
                    "sitemap-not-canonical",
                    MEDIUM,
                    "Sitemap lists a page whose canonical address is another",
                    "It should list the canonical address.",
                    node -> node.readable() && !node.noindex() && !node.indexable()),
            listed(
                    "sitemap-blocked",
                    HIGH,
                    "Sitemap lists a page that robots.txt forbids",
                    "It asks crawlers to fetch what they may not.",
                    Node::blocked),
            Rule.site(
                    "sitemap-incomplete",
                    CRAWL,
                    LOW,
                    "Page is not in the sitemap",
                    "Crawlers may learn late of its changes.",
                    "List it, or let it say noindex if it should not be found.",
                    SITEMAPS,
                    (site, found) -> {
                        var listed = new HashSet<>(site.start().listed());
                        site.nodes().stream()
                                .filter(node -> !listed.isEmpty() && node.indexable() && !listed.contains(node.url()))
                                .forEach(node -> found.at(node.url(), "", ""));
                    }),
            Rule.site(
                    "page-orphaned",
                    CRAWL,
                    MEDIUM,
                    "No page links to this one",
                    "Visitors cannot find it, and search engines take it for unimportant.",
                    "Link to it from a page that fits.",
                    "https://developers.google.com/search/docs/crawling-indexing/links-crawlable",
                    (site, found) -> {
                        var depths = site.depths();
                        for (int i = 0; i < depths.length; i++) {
                            if (depths[i] < 0 && site.nodes().get(i).indexable()) {
                                found.at(site.nodes().get(i).url(), "", "only a sitemap names it");
                            }
                        }
                    }),
            Rule.site(
                    "page-deep",
                    CRAWL,
                    LOW,
                    "Page is more than five links from the first one",
                    "Deep pages are crawled seldom and found by few.",
                    "Link to it from a page nearer to the first.",
                    "https://developers.google.com/search/docs/crawling-indexing/links-crawlable",
                    (site, found) -> {
                        var depths = site.depths();
                        for (int i = 0; i < depths.length; i++) {
                            if (depths[i] > 5) {
                                found.at(site.nodes().get(i).url(), "", depths[i] + " links away");
                            }
                        }
                    }));

    private RobotsRules() {}

    private static List<Sitemap> sitemaps(Site site, Predicate<Sitemap> which) {
        return site.start().sitemaps().stream().filter(which).toList();
    }

    private static Rule listed(String id, Severity severity, String title, String why, Predicate<Node> wrong) {
        return Rule.site(
                id,
                CRAWL,
                severity,
                title,
                why,
                "Take it off the sitemap, or let the page be what the sitemap says.",
                SITEMAPS,
                (site, found) -> site.start().listed().stream()
                        .flatMap(url -> site.node(url).stream())
                        .filter(wrong)
                        .forEach(node -> found.at(node.url(), "", node.location())));
    }
}

package io.naestro.providers.web;

import static io.naestro.providers.web.Category.ACCESS;
import static io.naestro.providers.web.Category.SEARCH;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import io.naestro.providers.web.Page.Alternate;
import io.naestro.providers.web.Page.Reference;
import java.util.List;
import java.util.stream.Stream;

/** Whether pages may be listed, and under which address. */
final class IndexRules {
    private static final String ROBOTS = "https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag";
    private static final String INDEXABLE = "https://developer.chrome.com/docs/lighthouse/seo/is-crawlable";
    private static final String CANONICAL =
            "https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls";
    private static final String LIGHTHOUSE = "https://developer.chrome.com/docs/lighthouse/seo/canonical";
    private static final String PAGES =
            "https://developers.google.com/search/docs/specialty/ecommerce/pagination-and-incremental-page-loading";

    static final List<Rule> ALL = List.of(
            Rule.page(
                    "noindex",
                    SEARCH,
                    MEDIUM,
                    "Page asks not to be listed",
                    "It will not be found by search.",
                    "Remove noindex if the page should be found.",
                    INDEXABLE,
                    (page, html, found) -> {
                        if (page.noindex()) {
                            found.at(page, "meta[name=robots]", robots(page));
                        }
                    }),
            Rule.page(
                    "noindex-crawler",
                    SEARCH,
                    MEDIUM,
                    "Page asks some crawlers not to list it",
                    "It will be found by one search engine and not by another.",
                    "Remove noindex if the page should be found everywhere.",
                    ROBOTS,
                    (page, html, found) -> {
                        if (page.says("noindex", "none") && !page.noindex()) {
                            found.at(page, "meta[name]", robots(page));
                        }
                    }),
            Rule.page(
                    "nofollow-page",
                    SEARCH,
                    LOW,
                    "Page asks that its links are not followed",
                    "What it links to loses a way to be found.",
                    "Remove nofollow; mark single links instead.",
                    ROBOTS,
                    (page, html, found) -> {
                        if (page.says("nofollow", "none")) {
                            found.at(page, "meta[name=robots]", robots(page));
                        }
                    }),
            Rule.page(
                    "robots-conflict",
                    SEARCH,
                    MEDIUM,
                    "Page says both index and noindex",
                    "The stricter wins, whatever the author meant.",
                    "Say one of them.",
                    ROBOTS,
                    (page, html, found) -> {
                        if (page.says("index") && page.says("noindex")) {
                            found.at(page, "meta[name=robots]", robots(page));
                        }
                    }),
            Rule.page(
                    "canonical-missing",
                    SEARCH,
                    LOW,
                    "Page does not say its canonical address",
                    "Search engines choose one of the addresses under which it can be reached.",
                    "Add <link rel=\"canonical\" href=\"...\"> with the full address.",
                    CANONICAL,
                    (page, html, found) -> {
                        if (html.canonicals().isEmpty()) {
                            found.at(page, "head", "");
                        }
                    }),
            Rule.page(
                    "canonical-hreflang",
                    SEARCH,
                    HIGH,
                    "Canonical address is a version in another language",
                    "The page is listed as a version of its own and gives itself up at the same time.",
                    "Let each version name itself as canonical.",
                    LIGHTHOUSE,
                    (page, html, found) -> {
                        var versions =
                                html.alternates().stream().map(Alternate::url).toList();
                        html.canonicals().stream()
                                .filter(link -> !link.url().equals(page.url())
                                        && versions.contains(page.url())
                                        && versions.contains(link.url()))
                                .forEach(link -> found.at(page, "link[rel=canonical]", link.url()));
                    }),
            Rule.page(
                    "canonical-conflict",
                    SEARCH,
                    HIGH,
                    "Page says several canonical addresses",
                    "Search engines ignore them all.",
                    "Keep one.",
                    LIGHTHOUSE,
                    (page, html, found) -> {
                        if (html.canonicals().stream()
                                        .map(Reference::url)
                                        .distinct()
                                        .count()
                                > 1) {
                            found.at(page, "link[rel=canonical]", hrefs(html.canonicals()));
                        }
                    }),
            Rule.page(
                    "canonical-invalid",
                    SEARCH,
                    HIGH,
                    "Canonical address is none",
                    "Search engines ignore it.",
                    "Write the full address.",
                    LIGHTHOUSE,
                    (page, html, found) -> html.canonicals().stream()
                            .filter(link -> link.url().isEmpty())
                            .forEach(link -> found.at(page, "link[rel=canonical]", link.href()))),
            Rule.page(
                    "canonical-relative",
                    SEARCH,
                    LOW,
                    "Canonical address is relative",
                    "A wrong base turns it into another page; Lighthouse counts it as invalid.",
                    "Write the full address.",
                    LIGHTHOUSE,
                    (page, html, found) -> html.canonicals().stream()
                            .filter(link -> Urls.scheme(link.href()).isEmpty())
                            .forEach(link -> found.at(page, "link[rel=canonical]", link.href()))),
            Rule.page(
                    "canonical-other-host",
                    SEARCH,
                    MEDIUM,
                    "Canonical address is on another host",
                    "The page gives itself up in favor of another site.",
                    "Name an address of this site, unless the page is a copy.",
                    CANONICAL,
                    (page, html, found) -> html.canonicals().stream()
                            .filter(link -> !link.url().isEmpty()
                                    && !Urls.host(link.url()).equals(Urls.host(page.url())))
                            .forEach(link -> found.at(page, "link[rel=canonical]", link.url()))),
            Rule.page(
                    "canonical-to-root",
                    SEARCH,
                    MEDIUM,
                    "Canonical address is the first page of the site",
                    "The page asks to be taken for the home page and is not listed itself.",
                    "Name the page's own address.",
                    LIGHTHOUSE,
                    (page, html, found) -> html.canonicals().stream()
                            .filter(link -> isFirst(page, link.url())
                                    && !Urls.path(page.url()).matches("/(index\\.html?)?"))
                            .forEach(link -> found.at(page, "link[rel=canonical]", link.url()))),
            canonical(
                    "canonical-broken",
                    HIGH,
                    "Canonical address does not answer",
                    "Search engines ignore it or lose the page.",
                    to -> to.broken()),
            canonical(
                    "canonical-redirects",
                    MEDIUM,
                    "Canonical address redirects",
                    "The last address should be named at once.",
                    to -> !to.location().isEmpty()),
            canonical(
                    "canonical-noindex",
                    HIGH,
                    "Canonical address asks not to be listed",
                    "Neither page is found.",
                    to -> to.noindex()),
            canonical(
                    "canonical-blocked",
                    HIGH,
                    "Canonical address is forbidden by robots.txt",
                    "Crawlers cannot see what the page stands for.",
                    to -> to.blocked()),
            canonical(
                    "canonical-chain",
                    MEDIUM,
                    "Canonical page has another canonical address",
                    "Search engines may choose neither.",
                    to -> to.readable() && !to.noindex() && !to.indexable()),
            Rule.page(
                    "refresh",
                    ACCESS,
                    MEDIUM,
                    "Page reloads or redirects itself by a meta tag",
                    "It takes readers away before they are done, and search engines follow it only slowly.",
                    "Redirect with status 301, or remove it.",
                    "https://www.w3.org/WAI/WCAG21/Techniques/failures/F41",
                    (page, html, found) ->
                            html.refreshes().forEach(refresh -> found.at(page, "meta[http-equiv=refresh]", refresh))),
            Rule.site(
                    "pagination-canonical",
                    SEARCH,
                    MEDIUM,
                    "Page of a series names the first page as canonical",
                    "What only later pages link to is not found.",
                    "Let each page of a series name itself.",
                    PAGES,
                    (site, found) -> site.readable().stream()
                            .filter(node -> isLaterPage(node.url())
                                    && !node.canonical().isEmpty()
                                    && !isLaterPage(node.canonical()))
                            .forEach(node -> found.at(node.url(), "link[rel=canonical]", node.canonical()))));

    private IndexRules() {}

    private interface Wrong {
        boolean is(Site.Node to);
    }

    private static Rule canonical(String id, Severity severity, String title, String why, Wrong wrong) {
        return Rule.site(
                id,
                SEARCH,
                severity,
                title,
                why,
                "Name an address that answers with the page.",
                CANONICAL,
                (site, found) -> site.readable()
                        .forEach(node -> site.node(node.canonical())
                                .filter(to -> !to.equals(node) && wrong.is(to))
                                .ifPresent(to -> found.at(node.url(), "link[rel=canonical]", to.url()))));
    }

    private static boolean isFirst(Page page, String url) {
        return !url.isEmpty()
                && Urls.origin(url).equals(Urls.origin(page.url()))
                && Urls.path(url).equals("/");
    }

    private static boolean isLaterPage(String url) {
        return url.matches(".*([?&](page|p)=|/page/)([2-9]|[1-9][0-9]+)([&/].*)?");
    }

    private static String robots(Page page) {
        return Stream.concat(page.facts().robots().stream(), Stream.of(page.header("x-robots-tag")))
                .filter(said -> !said.isEmpty())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    private static String hrefs(List<Reference> links) {
        return String.join(", ", links.stream().map(Reference::href).toList());
    }
}

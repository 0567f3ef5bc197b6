package io.naestro.providers.web;

import static io.naestro.providers.web.Category.ACCESS;
import static io.naestro.providers.web.Category.CRAWL;
import static io.naestro.providers.web.Category.SEARCH;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import io.naestro.providers.web.Page.Link;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;

/** Links and images of a page. */
final class LinkRules {
    private static final String CRAWLABLE = "https://developer.chrome.com/docs/lighthouse/seo/crawlable-anchors";
    private static final String TEXT = "https://developer.chrome.com/docs/lighthouse/seo/link-text";
    private static final String NAME = "https://developer.chrome.com/docs/lighthouse/accessibility/link-name";
    private static final String GOOGLE = "https://developers.google.com/search/docs/crawling-indexing/links-crawlable";
    private static final String ALT = "https://developer.chrome.com/docs/lighthouse/accessibility/image-alt";

    static final List<Rule> ALL = List.of(
            link(
                    "link-text-vague",
                    SEARCH,
                    MEDIUM,
                    "Link text says nothing of where it leads",
                    "Readers and search engines learn nothing from it.",
                    "Name what is behind the link.",
                    TEXT,
                    (page, link) -> link.href() != null
                            && !Urls.scheme(link.href()).matches("javascript|mailto")
                            && !samePage(page, link)
                            && !link.nofollow()
                            && VagueTexts.contains(link.text(), language(page, link))),
            link(
                    "link-text-missing",
                    ACCESS,
                    HIGH,
                    "Link has no text",
                    "Whoever cannot see it cannot tell where it leads.",
                    "Give it a text, or its image an alternative text.",
                    NAME,
                    (page, link) -> link.href() != null && link.name().isBlank()),
            link(
                    "link-not-crawlable",
                    SEARCH,
                    MEDIUM,
                    "Link cannot be followed by a crawler",
                    "What is behind it is not found.",
                    "Use an href with an address; let scripts add to it.",
                    CRAWLABLE,
                    (page, link) -> link.dead()),
            link(
                    "link-scripted",
                    SEARCH,
                    LOW,
                    "Link runs a script instead of leading to an address",
                    "Crawlers do not run it, and it cannot be opened in a new tab.",
                    "Use an href with an address, or a button.",
                    GOOGLE,
                    (page, link) ->
                            link.href() != null && Urls.scheme(link.href()).equals("javascript") && !link.dead()),
            link(
                    "link-invalid",
                    CRAWL,
                    MEDIUM,
                    "Link leads to no address",
                    "Nothing happens when it is followed.",
                    "Correct the address.",
                    "https://url.spec.whatwg.org/#url-parsing",
                    (page, link) -> link.href() != null
                            && link.url().isEmpty()
                            && link.href().matches("(?i)(https?:)?//.*|https?:.*")),
            link(
                    "link-localhost",
                    CRAWL,
                    HIGH,
                    "Link leads to the author's own machine",
                    "Nobody else can follow it.",
                    "Use the public address.",
                    GOOGLE,
                    (page, link) -> isLocal(page.url(), link.url())
                            || Urls.scheme(Objects.requireNonNullElse(link.href(), ""))
                                    .equals("file")),
            link(
                    "link-insecure",
                    Category.SECURITY,
                    LOW,
                    "Page on https links to its own host on http",
                    "The way there can be read and changed.",
                    "Link to the https address.",
                    "https://web.dev/articles/is-on-https",
                    (page, link) -> page.url().startsWith("https:")
                            && link.url().startsWith("http:")
                            && Urls.host(link.url()).equals(Urls.host(page.url()))),
            link(
                    "link-nofollow-internal",
                    SEARCH,
                    LOW,
                    "Link to a page of the site says nofollow",
                    "The site does not trust its own page.",
                    "Remove nofollow.",
                    "https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links",
                    (page, link) -> link.nofollow()
                            && !link.url().isEmpty()
                            && Urls.origin(link.url()).equals(Urls.origin(page.url()))),
            Rule.page(
                    "links-many",
                    SEARCH,
                    LOW,
                    "Page has more than 1,000 links",
                    "Readers do not read them, and crawlers may not follow them all.",
                    "Split the page.",
                    GOOGLE,
                    (page, html, found) -> {
                        if (html.linkCount() > 1_000) {
                            found.at(page, "a", html.linkCount() + " links");
                        }
                    }),
            Rule.page(
                    "links-none",
                    CRAWL,
                    MEDIUM,
                    "Page links to no other page",
                    "Visitors and crawlers are stuck.",
                    "Link to the pages nearby, at least to the first one.",
                    GOOGLE,
                    (page, html, found) -> {
                        if (html.links().stream().allMatch(link -> link.url().isEmpty() || samePage(page, link))) {
                            found.at(page, "body", "");
                        }
                    }),
            Rule.page(
                    "anchor-missing",
                    ACCESS,
                    LOW,
                    "Link leads to a place of the page that is not there",
                    "It does nothing.",
                    "Give the place its id, or correct the link.",
                    "https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment",
                    (page, html, found) -> html.ids().stream()
                            .filter(id -> !id.matches("top|(:~:|/|!).*"))
                            .forEach(id -> found.at(page, "a[href=\"#" + id + "\"]", id))),
            Rule.page(
                    "image-alt-missing",
                    ACCESS,
                    HIGH,
                    "Image has no alternative text",
                    "Whoever cannot see it learns nothing of it, nor do search engines.",
                    "Say what is to be seen: alt=\"...\"; alt=\"\" for mere decoration.",
                    ALT,
                    (page, html, found) -> html.images().stream()
                            .filter(image -> image.alt() == null && !image.exempt())
                            .forEach(image -> found.at(page, image.selector(), image.src()))),
            Rule.page(
                    "image-alt-long",
                    ACCESS,
                    LOW,
                    "Alternative text has more than 150 characters",
                    "Screen readers read it without a pause.",
                    "Say it shorter; put the rest into the text.",
                    "https://www.w3.org/WAI/tutorials/images/tips/",
                    (page, html, found) -> html.images().stream()
                            .filter(image ->
                                    Objects.requireNonNullElse(image.alt(), "").length() > 150)
                            .forEach(image -> found.at(page, image.selector(), String.valueOf(image.alt())))),
            Rule.page(
                    "image-alt-file",
                    ACCESS,
                    LOW,
                    "Alternative text is a file name",
                    "It says nothing of what is to be seen.",
                    "Say what is to be seen.",
                    "https://www.w3.org/WAI/WCAG21/Techniques/failures/F30",
                    (page, html, found) -> html.images().stream()
                            .filter(image -> isFile(Objects.requireNonNullElse(image.alt(), "")))
                            .forEach(image -> found.at(page, image.selector(), String.valueOf(image.alt())))),
            Rule.page(
                    "image-source-missing",
                    ACCESS,
                    MEDIUM,
                    "Image names no file",
                    "Browsers show nothing or an error.",
                    "Name the file, or remove the image.",
                    "https://html.spec.whatwg.org/multipage/embedded-content.html#attr-img-src",
                    (page, html, found) -> html.images().stream()
                            .filter(image -> image.src().isEmpty())
                            .forEach(image -> found.at(page, image.selector(), ""))));

    private LinkRules() {}

    /** A selector of links to an address of the same site. */
    static String selector(String url) {
        return "a[href$=\"" + Urls.pathAndQuery(url) + "\"]";
    }

    /** Whether a text is the name of an image file. */
    static boolean isFile(String alt) {
        return alt.matches("(?i)\\S+\\.(jpe?g|png|gif|webp|svg|avif)");
    }

    private static String language(Page page, Link link) {
        return link.lang().isEmpty() ? page.facts().lang() : link.lang();
    }

    private static boolean samePage(Page page, Link link) {
        return link.url().equals(page.url());
    }

    /** Whether a page leads to a machine that only its author can reach. */
    static boolean isLocal(String page, String to) {
        return !to.isEmpty()
                && !Urls.host(to).equals(Urls.host(page))
                && Urls.host(to)
                        .matches(
                                "localhost|.*\\.localhost|127\\.[0-9.]+|\\[::1]|10\\.[0-9.]+|192\\.168\\.[0-9.]+|.*\\.local");
    }

    private static Rule link(
            String id,
            Category category,
            Severity severity,
            String title,
            String why,
            String fix,
            String source,
            BiPredicate<Page, Link> wrong) {
        return Rule.page(
                id,
                category,
                severity,
                title,
                why,
                fix,
                source,
                (page, html, found) -> html.links().stream()
                        .filter(link -> wrong.test(page, link))
                        .forEach(link -> found.at(page, link.selector(), link.name())));
    }
}

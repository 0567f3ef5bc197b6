package io.naestro.providers.web;

import static io.naestro.providers.web.Category.SEARCH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** How addresses are written. */
final class AddressRules {
    private static final String STRUCTURE = "https://developers.google.com/search/docs/crawling-indexing/url-structure";
    private static final Pattern SESSION =
            Pattern.compile("(?i)(;|[?&])(jsessionid|phpsessid|sid|sessionid|aspsessionid\\w*)=");
    private static final Pattern TRACKING = Pattern.compile("(?i)[?&](utm_\\w+|gclid|fbclid)=");

    static final List<Rule> ALL = List.of(
            address(
                    "url-upper-case",
                    LOW,
                    "Address has upper-case letters",
                    "Servers take /Page and /page for two pages, people for one.",
                    url -> !Urls.path(url)
                            .replaceAll("%[0-9A-F]{2}", "")
                            .equals(Urls.path(url)
                                    .replaceAll("%[0-9A-F]{2}", "")
                                    .toLowerCase(Locale.ROOT))),
            address(
                    "url-underscore",
                    LOW,
                    "Address joins words with underscores",
                    "Search engines do not take them for spaces, as they do hyphens.",
                    url -> Urls.path(url).contains("_")),
            address(
                    "url-long",
                    LOW,
                    "Address has more than 200 characters",
                    "It cannot be read, and is cut off when it is shared.",
                    url -> url.length() > 200),
            address(
                    "url-parameters",
                    LOW,
                    "Address has more than three parameters",
                    "The same page has many addresses.",
                    url -> Urls.query(url).split("&", -1).length > 3),
            address(
                    "url-session",
                    MEDIUM,
                    "Address holds a session",
                    "Each visitor sees another address of the same page, and whoever gets it may get the session.",
                    url -> SESSION.matcher(url).find()),
            address(
                    "url-tracking",
                    LOW,
                    "Internal address carries tracking parameters",
                    "They make copies of the page and spoil the statistics of where visitors came from.",
                    url -> TRACKING.matcher(url).find()),
            address(
                    "url-space",
                    LOW,
                    "Address has a space",
                    "It is broken when it is copied into a mail.",
                    url -> url.contains("%20")),
            address(
                    "url-double-slash",
                    LOW,
                    "Address has two slashes in a row",
                    "Most servers give the same page under an address without them.",
                    url -> Urls.path(url).contains("//")),
            address(
                    "url-repeated",
                    MEDIUM,
                    "Address repeats a part again and again",
                    "A relative link leads deeper each time it is followed; crawlers never come to an end.",
                    url -> Urls.path(url).matches(".*(/[^/]+)\\1\\1.*")));

    private AddressRules() {}

    private static Rule address(String id, Severity severity, String title, String why, Predicate<String> wrong) {
        return Rule.page(
                id,
                SEARCH,
                severity,
                title,
                why,
                "Use short addresses of lower-case words and hyphens; redirect the old ones.",
                STRUCTURE,
                (page, html, found) -> {
                    if (wrong.test(page.url())) {
                        found.at(page, "", page.url());
                    }
                });
    }
}

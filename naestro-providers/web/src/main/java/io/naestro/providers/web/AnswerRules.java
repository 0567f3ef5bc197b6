package io.naestro.providers.web;

import static io.naestro.providers.web.Category.CRAWL;
import static io.naestro.providers.web.Category.SECURITY;
import static io.naestro.providers.web.Severity.CRITICAL;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import io.naestro.providers.web.Page.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** How addresses answer: status, redirects, links to what is broken, encoding. */
final class AnswerRules {
    private static final String STATUS =
            "https://developers.google.com/search/docs/crawling-indexing/http-network-errors";
    private static final String REDIRECT = "https://developers.google.com/search/docs/crawling-indexing/301-redirects";
    private static final String LIGHTHOUSE = "https://developer.chrome.com/docs/lighthouse/seo/http-status-code";
    private static final String CHARSET = "https://developer.chrome.com/docs/lighthouse/best-practices/charset";
    private static final Pattern MISSING =
            Pattern.compile("(?i)\\b(404|not found|page not found|nicht gefunden|introuvable|no encontrada)\\b");

    static final List<Rule> ALL = List.of(
            Rule.answer(
                    "status-client-error",
                    CRAWL,
                    HIGH,
                    "Address answers with a client error (4xx)",
                    "Visitors and crawlers that follow a link find nothing, and search engines drop the address.",
                    "Restore the page, redirect it to what replaced it, or remove the links to it.",
                    LIGHTHOUSE,
                    (page, found) -> {
                        if (page.status() >= 400 && page.status() < 500) {
                            found.at(page, "", "status " + page.status());
                        }
                    }),
            Rule.answer(
                    "status-server-error",
                    CRAWL,
                    CRITICAL,
                    "Address answers with a server error (5xx)",
                    "Crawlers slow down on the whole host and drop pages that keep failing.",
                    "Find the error in the server's log and mend it.",
                    STATUS,
                    (page, found) -> {
                        if (page.status() >= 500) {
                            found.at(page, "", "status " + page.status());
                        }
                    }),
            problem(
                    "answer-unreachable",
                    CRITICAL,
                    "Address cannot be reached",
                    Problem.UNREACHABLE,
                    "Nobody can see the page.",
                    "Let the server answer each request whole."),
            problem(
                    "answer-timeout",
                    HIGH,
                    "Address does not answer in time",
                    Problem.TIMEOUT,
                    "Visitors leave and crawlers give up.",
                    "Find out what the server waits for; send long answers in parts."),
            problem(
                    "answer-too-large",
                    MEDIUM,
                    "Answer is larger than the crawl accepts",
                    Problem.TOO_LARGE,
                    "Crawlers read only the start of a page: Google 15 MB of HTML.",
                    "Split the page, or serve the data apart."),
            problem(
                    "answer-refused",
                    LOW,
                    "Address was not asked for",
                    Problem.REFUSED,
                    "The policy does not allow it, or programs read the address in different ways.",
                    "Write the address in its usual form; allow it in the policy if it belongs to the audit."),
            Rule.answer(
                    "redirect-temporary",
                    CRAWL,
                    LOW,
                    "Redirect is temporary (302, 303, 307)",
                    "Search engines keep the old address and may not pass on what it has earned.",
                    "Use 301 or 308 for what has moved for good.",
                    REDIRECT,
                    (page, found) -> {
                        if (List.of(302, 303, 307).contains(page.status())) {
                            found.at(page, "", page.status() + " to " + page.location());
                        }
                    }),
            Rule.answer(
                    "redirect-nowhere",
                    CRAWL,
                    HIGH,
                    "Redirect leads nowhere",
                    "Without a Location that is a web address nobody can follow it.",
                    "Send a Location with the new address.",
                    "https://www.rfc-editor.org/rfc/rfc9110#section-15.4",
                    (page, found) -> {
                        if (page.redirects() && page.location().isEmpty()) {
                            found.at(page, "", page.status() + " with Location '" + page.header("location") + "'");
                        }
                    }),
            Rule.answer(
                    "redirect-insecure",
                    SECURITY,
                    HIGH,
                    "Redirect leads from https to http",
                    "Whoever is on the way can read and change what follows.",
                    "Redirect to the https address.",
                    "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html",
                    (page, found) -> {
                        if (page.url().startsWith("https:") && page.location().startsWith("http:")) {
                            found.at(page, "", page.location());
                        }
                    }),
            Rule.site(
                    "redirect-chain",
                    CRAWL,
                    MEDIUM,
                    "Redirects follow each other",
                    "Each hop costs time, and Google follows at most ten.",
                    "Redirect to the last address at once.",
                    "https://developers.google.com/search/docs/crawling-indexing/http-network-errors#3xx-redirection",
                    (site, found) -> site.nodes().forEach(node -> {
                        var hops = site.redirects(node);
                        if (hops.size() > 1 && !loops(site, hops)) {
                            found.at(node.url(), "", String.join(" -> ", hops));
                        }
                    })),
            Rule.site(
                    "redirect-loop",
                    CRAWL,
                    CRITICAL,
                    "Redirects lead back to themselves",
                    "Nobody ever reaches a page.",
                    "Let the last address answer with the page.",
                    "https://www.rfc-editor.org/rfc/rfc9110#section-15.4",
                    (site, found) -> site.nodes().forEach(node -> {
                        var hops = site.redirects(node);
                        if (loops(site, hops)) {
                            found.at(node.url(), "", String.join(" -> ", hops));
                        }
                    })),
            Rule.site(
                    "link-broken",
                    CRAWL,
                    HIGH,
                    "Link leads to a page that does not answer",
                    "Visitors meet an error, and crawlers waste their time.",
                    "Correct the link or remove it.",
                    "https://developers.google.com/search/docs/crawling-indexing/links-crawlable",
                    (site, found) -> eachLink(site, (from, to) -> {
                        if (to.broken()) {
                            found.at(
                                    from.url(),
                                    LinkRules.selector(to.url()),
                                    to.status() == 0 ? "no answer" : "status " + to.status());
                        }
                    })),
            Rule.site(
                    "link-to-redirect",
                    CRAWL,
                    LOW,
                    "Link leads to a redirect",
                    "Each click costs a detour.",
                    "Link to the address behind the redirect.",
                    REDIRECT,
                    (site, found) -> eachLink(site, (from, to) -> {
                        if (!to.location().isEmpty()) {
                            found.at(from.url(), LinkRules.selector(to.url()), to.location());
                        }
                    })),
            Rule.page(
                    "soft-404",
                    CRAWL,
                    MEDIUM,
                    "Page says that it was not found, with status 200",
                    "Search engines list error pages, and broken links stay unnoticed.",
                    "Answer with status 404.",
                    "https://developers.google.com/search/docs/crawling-indexing/http-network-errors#soft-404-errors",
                    (page, html, found) -> html.titles().stream()
                            .filter(title -> MISSING.matcher(title).find())
                            .findFirst()
                            .ifPresent(title -> found.at(page, "title", title))),
            Rule.page(
                    "charset-missing",
                    CRAWL,
                    LOW,
                    "Page does not say its encoding",
                    "Browsers guess, and letters outside ASCII turn into others.",
                    "Put <meta charset=\"utf-8\"> first in the head, or say it in Content-Type.",
                    CHARSET,
                    (page, html, found) -> {
                        if (html.charset().isEmpty() && header(page).isEmpty()) {
                            found.at(page, "head", page.header("content-type"));
                        }
                    }),
            Rule.page(
                    "charset-conflict",
                    CRAWL,
                    MEDIUM,
                    "Header and page say different encodings",
                    "Browsers believe the header, whatever the author meant.",
                    "Say the same in both, best utf-8.",
                    "https://html.spec.whatwg.org/multipage/semantics.html#charset",
                    (page, html, found) -> {
                        if (!html.charset().isEmpty()
                                && !header(page).isEmpty()
                                && !header(page).equals(html.charset())) {
                            found.at(page, "meta[charset]", header(page) + " and " + html.charset());
                        }
                    }),
            Rule.answer(
                    "content-type-missing",
                    CRAWL,
                    MEDIUM,
                    "Answer does not say what it is",
                    "Browsers guess, which can turn a download into a script.",
                    "Send Content-Type.",
                    "https://www.rfc-editor.org/rfc/rfc9110#section-8.3",
                    (page, found) -> {
                        if (page.status() == 200
                                && page.size() > 0
                                && page.header("content-type").isEmpty()) {
                            found.at(page, "", "");
                        }
                    }));

    private AnswerRules() {}

    interface LinkCheck {
        void look(Site.Node from, Site.Node to);
    }

    static void eachLink(Site site, LinkCheck check) {
        site.nodes().forEach(from -> site.links(from).forEach(to -> check.look(from, to)));
    }

    private static Rule problem(String id, Severity severity, String title, Problem problem, String why, String fix) {
        return Rule.answer(id, CRAWL, severity, title, why, fix, STATUS, (page, found) -> {
            if (page.problem() == problem) {
                found.at(page, "", page.message());
            }
        });
    }

    private static String header(Page page) {
        return PageReader.charset(page.header("content-type")).toLowerCase(Locale.ROOT);
    }

    private static boolean loops(Site site, List<String> hops) {
        return !hops.isEmpty()
                && site.node(hops.getLast())
                        .filter(last -> !last.location().isEmpty())
                        .isPresent();
    }
}

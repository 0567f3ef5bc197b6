package io.naestro.providers.web;

import static io.naestro.providers.web.Category.ACCESS;
import static io.naestro.providers.web.Category.SEARCH;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import io.naestro.providers.web.Page.Alternate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** In which language pages are, and their versions in others. */
final class LanguageRules {
    private static final String LANG = "https://developer.chrome.com/docs/lighthouse/accessibility/html-has-lang";
    private static final String VALID = "https://developer.chrome.com/docs/lighthouse/accessibility/html-lang-valid";
    private static final String HREFLANG = "https://developer.chrome.com/docs/lighthouse/seo/hreflang";
    private static final String VERSIONS =
            "https://developers.google.com/search/docs/specialty/international/localized-versions";
    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    static final List<Rule> ALL = List.of(
            Rule.page(
                    "lang-missing",
                    ACCESS,
                    HIGH,
                    "Page does not say its language",
                    "Screen readers pronounce it as if it were in their user's language.",
                    "Say it: <html lang=\"en\">.",
                    LANG,
                    (page, html, found) -> {
                        if (html.lang().isEmpty()) {
                            found.at(page, "html", "");
                        }
                    }),
            Rule.page(
                    "lang-invalid",
                    ACCESS,
                    MEDIUM,
                    "Page says a language that there is not",
                    "It is as if it said none.",
                    "Use a code of ISO 639, such as en or de-AT.",
                    VALID,
                    (page, html, found) -> {
                        if (!html.lang().isEmpty() && !isLanguage(html.lang())) {
                            found.at(page, "html", html.lang());
                        }
                    }),
            alternates(
                    "hreflang-invalid",
                    HIGH,
                    "hreflang is no language",
                    "Search engines ignore the link.",
                    "Use a language of the IANA registry, and a country of ISO 3166-1: en, de-AT, x-default.",
                    HREFLANG,
                    link -> !link.lang().equalsIgnoreCase("x-default") && !isKnown(link.lang())),
            alternates(
                    "hreflang-unsupported",
                    MEDIUM,
                    "hreflang is no language of ISO 639-1 with a country of ISO 3166-1",
                    "Google ignores the link: en-UK is none, en-GB is.",
                    "Use a language of ISO 639-1, and a script or a country of ISO 3166-1: en, zh-Hant, de-AT.",
                    VERSIONS,
                    link -> !link.lang().equalsIgnoreCase("x-default")
                            && isKnown(link.lang())
                            && !isHreflang(link.lang())),
            alternates(
                    "hreflang-relative",
                    MEDIUM,
                    "hreflang link is not a full address",
                    "Search engines ignore it.",
                    "Write the full address, with its scheme.",
                    HREFLANG,
                    link -> !link.href().matches("(?i)https?:.*")),
            Rule.page(
                    "hreflang-self",
                    SEARCH,
                    LOW,
                    "Page with versions in other languages does not list itself",
                    "The set of versions is not complete.",
                    "Add a link to the page itself.",
                    VERSIONS,
                    (page, html, found) -> {
                        if (!html.alternates().isEmpty()
                                && html.alternates().stream()
                                        .noneMatch(link -> link.url().equals(page.url()))) {
                            found.at(page, "link[hreflang]", "");
                        }
                    }),
            Rule.page(
                    "hreflang-double",
                    SEARCH,
                    MEDIUM,
                    "One language has several addresses",
                    "Search engines choose one of them or none.",
                    "Keep one address for each language.",
                    VERSIONS,
                    (page, html, found) -> {
                        var urls = new HashMap<String, String>();
                        for (var link : html.alternates()) {
                            var first = urls.putIfAbsent(link.lang().toLowerCase(Locale.ROOT), link.url());
                            if (first != null && !first.equals(link.url())) {
                                found.at(page, selector(link), first + " and " + link.url());
                            }
                        }
                    }),
            Rule.page(
                    "hreflang-lang-conflict",
                    SEARCH,
                    MEDIUM,
                    "Page says another language than its hreflang",
                    "Readers of that language are sent to a page in another.",
                    "Let both say the same.",
                    VERSIONS,
                    (page, html, found) -> html.alternates().stream()
                            .filter(link -> link.url().equals(page.url())
                                    && !link.lang().equalsIgnoreCase("x-default")
                                    && !html.lang().isEmpty()
                                    && !language(link.lang()).equals(language(html.lang())))
                            .forEach(link -> found.at(page, selector(link), link.lang() + " and lang=" + html.lang()))),
            Rule.site(
                    "hreflang-no-return",
                    SEARCH,
                    MEDIUM,
                    "Version in another language does not link back",
                    "Search engines ignore links that are not returned.",
                    "Let each version list all others.",
                    VERSIONS,
                    (site, found) -> eachAlternate(site, (from, link, to) -> {
                        if (to.readable()
                                && to.alternates().stream()
                                        .noneMatch(back -> back.url().equals(from.url()))) {
                            found.at(from.url(), selector(link), to.url());
                        }
                    })),
            Rule.site(
                    "lang-text-conflict",
                    ACCESS,
                    MEDIUM,
                    "Page says another language than it is written in",
                    "Screen readers pronounce it in the wrong language, and browsers offer to translate it.",
                    "Say the language of the text: <html lang=\"en\">.",
                    VALID,
                    (site, found) -> site.readable().stream()
                            .filter(node -> isLanguage(node.lang()) && isOther(node.lang(), node.spoken()))
                            .forEach(node -> found.at(
                                    node.url(), "html", "lang=" + node.lang() + ", written in " + node.spoken()))),
            Rule.site(
                    "hreflang-text-conflict",
                    SEARCH,
                    MEDIUM,
                    "Version in another language is written in a different one",
                    "Readers of that language are sent to a page that they cannot read.",
                    "Link to the page in that language, or correct the language.",
                    VERSIONS,
                    (site, found) -> eachAlternate(site, (from, link, to) -> {
                        if (!link.lang().equalsIgnoreCase("x-default") && isOther(link.lang(), to.spoken())) {
                            found.at(from.url(), selector(link), to.url() + " is written in " + to.spoken());
                        }
                    })),
            Rule.site(
                    "hreflang-broken",
                    SEARCH,
                    HIGH,
                    "Version in another language is no page that can be listed",
                    "Readers of that language are sent to an error, a redirect, or a page that hides.",
                    "Link to a page that answers, may be listed, and is its own canonical page.",
                    VERSIONS,
                    (site, found) -> eachAlternate(site, (from, link, to) -> {
                        if (!to.indexable()) {
                            found.at(from.url(), selector(link), to.url());
                        }
                    })));

    private LanguageRules() {}

    private static boolean isOther(String tag, String spoken) {
        return !spoken.isEmpty() && !Spoken.matches(tag, spoken);
    }

    private interface AlternateCheck {
        void look(Site.Node from, Alternate link, Site.Node to);
    }

    private interface Wrong {
        boolean is(Alternate link);
    }

    private static Rule alternates(
            String id, Severity severity, String title, String why, String fix, String source, Wrong wrong) {
        return Rule.page(
                id,
                SEARCH,
                severity,
                title,
                why,
                fix,
                source,
                (page, html, found) -> html.alternates().stream()
                        .filter(wrong::is)
                        .forEach(link -> found.at(page, selector(link), link.href())));
    }

    private static void eachAlternate(Site site, AlternateCheck check) {
        for (var from : site.readable()) {
            for (var link : from.alternates()) {
                site.node(link.url()).filter(to -> !to.equals(from)).ifPresent(to -> check.look(from, link, to));
            }
        }
    }

    private static String selector(Alternate link) {
        return "link[hreflang=\"" + link.lang() + "\"]";
    }

    private static String language(String tag) {
        return tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    }

    /** Whether a tag starts with a language of the IANA registry, by which Lighthouse judges. */
    private static boolean isKnown(String tag) {
        return LanguageCodes.isKnown(tag.toLowerCase(Locale.ROOT).split("-", 2)[0]);
    }

    /** A language tag (BCP 47) whose language is in ISO 639, or one of three letters, which Java does not list. */
    static boolean isLanguage(String tag) {
        var language = language(tag);
        return tag.matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
                && (language.length() == 3 || LANGUAGES.contains(language));
    }

    /** A language, then a script or a country, as Google takes it. */
    private static boolean isHreflang(String tag) {
        var parts = tag.split("-", -1);
        var region = parts[parts.length - 1].toUpperCase(Locale.ROOT);
        return tag.matches("[A-Za-z]{2}(-[A-Za-z]{4})?(-[A-Za-z]{2})?")
                && (parts.length == 1 || region.length() == 4 || COUNTRIES.contains(region));
    }
}

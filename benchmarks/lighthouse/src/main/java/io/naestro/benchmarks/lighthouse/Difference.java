package io.naestro.benchmarks.lighthouse;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A page that the two sides judge differently.
 *
 * @param audit by which audit
 * @param path the path and query of the page
 * @param ours what Naestro says
 * @param theirs what Lighthouse says
 * @param html the page as the server sends it
 */
record Difference(SeoAudit audit, String path, Verdict ours, Verdict theirs, Supplier<String> html) {

    /**
     * A reason why the two may differ, reviewed once and for all sites. It counts only where the evidence shows that it
     * is the whole reason.
     *
     * @param audit the audit
     * @param oursFails whether Naestro is the side that finds a fault
     * @param why the reason
     * @param shown whether the evidence shows it
     */
    record Reason(SeoAudit audit, boolean oursFails, String why, Predicate<Difference> shown) {
        boolean explains(Difference difference) {
            var failing = oursFails ? difference.ours() : difference.theirs();
            return !failing.evidence().isEmpty()
                    && difference.audit() == audit
                    && difference.ours().fails() == oursFails
                    && shown.test(difference);
        }
    }

    private static final Set<String> MORE_TEXTS = Set.of(
            "haz clic aquí",
            "leer más",
            "klicken sie hier",
            "mehr erfahren",
            "weiter",
            "ici",
            "cliquez ici",
            "cliquer ici",
            "en savoir plus",
            "lire la suite",
            "plus",
            "qui",
            "clicca qui",
            "leggi di più",
            "scopri di più",
            "leggi tutto");

    private static final String SCRIPT = "A script makes the element: what the server sends does not hold its address";
    private static final Pattern ADDRESS =
            Pattern.compile("(?:^|(?:href|src)=\")(?:[^\"\\s]*/)?([^\"\\s/]+)/?(?:$|\")");

    private static final String LIMIT = "Naestro looks at the first 2,000 links of a page";

    /** All reasons; docs/lighthouse.md tells them to people. */
    static final List<Reason> REASONS = List.of(
            new Reason(
                    SeoAudit.LINK_TEXT,
                    true,
                    "Naestro knows vague link texts in French and Italian, and some more in German and Spanish",
                    difference -> difference.ours().evidence().stream().allMatch(Difference::isMore)),
            new Reason(SeoAudit.LINK_TEXT, false, SCRIPT, Difference::isMadeByScript),
            new Reason(SeoAudit.CRAWLABLE_ANCHORS, false, SCRIPT, Difference::isMadeByScript),
            new Reason(SeoAudit.IMAGE_ALT, false, SCRIPT, Difference::isMadeByScript),
            new Reason(SeoAudit.LINK_TEXT, false, LIMIT, Difference::isLong),
            new Reason(SeoAudit.CRAWLABLE_ANCHORS, false, LIMIT, Difference::isLong),
            new Reason(
                    SeoAudit.CANONICAL,
                    false,
                    "Naestro takes /index.html and / for the same page, so that one may name the other as canonical",
                    difference -> difference.path().matches("/index\\.html?(\\?.*)?")
                            && difference.theirs().evidence().stream().anyMatch(text -> text.contains("root URL"))),
            new Reason(
                    SeoAudit.CANONICAL,
                    true,
                    "Lighthouse takes an address of any scheme for canonical, Naestro only http and https",
                    difference -> difference.ours().evidence().stream()
                            .allMatch(text ->
                                    text.matches("canonical-invalid \\S+ \"(?!https?:)[A-Za-z][A-Za-z0-9+.-]*:.*"))),
            new Reason(
                    SeoAudit.CRAWLABLE_ANCHORS,
                    false,
                    "Lighthouse sees what scripts listen to; Naestro does not run them",
                    difference -> difference.theirs().evidence().stream()
                            .allMatch(text -> text.startsWith("<a") && !text.contains(" href="))),
            new Reason(
                    SeoAudit.CRAWLABLE_ANCHORS,
                    true,
                    "Lighthouse takes white space out of an address before it looks at it; browsers do not",
                    difference -> difference.ours().evidence().stream()
                            .allMatch(text -> text.matches("(?s)link-invalid a\\[href=\"[^\"]*\\s[^\"]*\"\\].*"))),
            new Reason(
                    SeoAudit.ROBOTS_TXT,
                    true,
                    "Lighthouse does not look at the number of Crawl-delay, and allows sitemaps at ftp addresses",
                    difference -> difference.ours().evidence().stream()
                            .allMatch(text -> text.contains("no number of seconds") || text.contains("ftp:"))),
            new Reason(
                    SeoAudit.IS_CRAWLABLE,
                    true,
                    "robots.txt forbids every crawler but some: Lighthouse is content with one, Naestro is not that one",
                    difference -> difference.ours().evidence().stream()
                            .allMatch(text -> text.startsWith("robots-blocks-start"))),
            new Reason(
                    SeoAudit.IS_CRAWLABLE,
                    true,
                    "Lighthouse reads the first robots meta tag, Naestro all of them, as Google does",
                    difference -> difference.ours().evidence().stream().allMatch(text -> text.startsWith("noindex "))),
            new Reason(
                    SeoAudit.IS_CRAWLABLE,
                    false,
                    "Naestro does not compare unavailable_after with the clock, since an audit is the same on every day",
                    difference -> difference.theirs().evidence().stream()
                            .allMatch(text -> text.toLowerCase(Locale.ROOT).contains("unavailable_after"))));

    private static boolean isMadeByScript(Difference difference) {
        return difference.theirs().evidence().stream().allMatch(text -> {
            var address = ADDRESS.matcher(text);
            return address.find() && !difference.html().get().contains(address.group(1));
        });
    }

    private static boolean isLong(Difference difference) {
        return difference.ours().evidence().stream()
                .anyMatch(text -> text.matches("([2-9]|[1-9][0-9]+)[0-9]{3} links"));
    }

    private static boolean isMore(String evidence) {
        var text = evidence.substring(evidence.lastIndexOf(" \"") + 2, evidence.length() - 1);
        return MORE_TEXTS.contains(text.toLowerCase(Locale.ROOT));
    }
}

package io.naestro.providers.web;

import io.naestro.providers.web.Proposal.Cure;
import io.naestro.providers.web.Site.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Mends robots.txt and the sitemap. */
final class SiteFixes {
    private static final String SITEMAP = """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            """;

    private final Site site;
    private final Set<Cure> broken;
    private final Map<String, String> canonicals;

    /**
     * Fixes for a site.
     *
     * @param site its pages
     * @param broken what is wrong
     * @param canonicals the canonical addresses that pages will have, by page
     */
    SiteFixes(Site site, Set<Cure> broken, Map<String, String> canonicals) {
        this.site = site;
        this.broken = broken;
        this.canonicals = canonicals;
    }

    private List<Cure> cures(String rules) {
        return broken.stream().filter(cure -> cure.rule().matches(rules)).toList();
    }

    /** Whether robots.txt is to be changed. */
    boolean needsRobots() {
        return !cures("robots-(missing|invalid|blocks-site|without-sitemap)").isEmpty();
    }

    void robots(Draft robots) {
        var sitemap = "Sitemap: " + site.origin() + "/sitemap.xml\n";
        cures("robots-missing").forEach(cure -> robots.replace(0, 0, "User-agent: *\nAllow: /\n\n" + sitemap, cure));
        cures("robots-invalid")
                .forEach(cure -> site.robots().mistakes().forEach(mistake -> {
                    int at = lineStart(robots.text(), mistake.line());
                    robots.replace(at, at, "# ", cure);
                }));
        cures("robots-blocks-site").forEach(cure -> unblock(robots, cure));
        cures("robots-without-sitemap").forEach(cure -> {
            int end = robots.text().length();
            var gap = robots.text().endsWith("\n") ? "\n" : "\n\n";
            robots.replace(end, end, gap + sitemap, cure);
        });
    }

    private static int lineStart(String text, int line) {
        int at = 0;
        for (int n = 1; n < line; n++) {
            at = text.indexOf('\n', at) + 1;
        }
        return at;
    }

    /** Lets search engines in again where a group that speaks to them forbids everything. */
    private static void unblock(Draft robots, Cure cure) {
        var agents = new HashSet<String>();
        var named = true;
        int at = 0;
        for (var line : robots.text().split("(?<=\n)", -1)) {
            var said = line.replaceFirst("#.*", "")
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .split("\\s*:\\s*", 2);
            if (said[0].equals("user-agent")) {
                if (!named) {
                    agents.clear();
                }
                named = true;
                agents.add(said[said.length - 1]);
            } else if (said.length == 2) {
                named = false;
                if (said[0].equals("disallow") && said[1].equals("/") && speaksToSearch(agents)) {
                    int slash = at + line.indexOf('/');
                    robots.replace(slash, slash + 1, "", cure);
                }
            }
            at += line.length();
        }
    }

    private static boolean speaksToSearch(Set<String> agents) {
        return agents.contains("*") || agents.contains("googlebot");
    }

    /** Whether the sitemap is to be written afresh; a site with several sitemaps has a program that writes them. */
    boolean needsSitemap() {
        var readable = site.start().sitemaps().stream()
                .filter(map -> map.status() == 200)
                .toList();
        return !cures("sitemap-.*").isEmpty()
                && readable.size() < 2
                && readable.stream().allMatch(map -> map.url().equals(site.origin() + "/sitemap.xml"));
    }

    void sitemap(Draft sitemap) {
        var urls = site.readable().stream()
                .filter(this::willBeListed)
                .map(Node::url)
                .sorted();
        var text = urls.map(url -> "  <url><loc>" + PageDraft.escape(url) + "</loc></url>\n")
                .collect(Collectors.joining("", SITEMAP, "</urlset>\n"));
        cures("sitemap-.*").forEach(cure -> sitemap.replace(0, sitemap.text().length(), text, cure));
    }

    /** Whether a page may be listed once everything that is proposed was done. */
    private boolean willBeListed(Node node) {
        var canonical = canonicals.getOrDefault(node.url(), node.canonical());
        return !node.noindex() && (canonical.isEmpty() || canonical.equals(node.url()));
    }
}

package io.naestro.examples.quickstart;

import io.naestro.examples.quickstart.SiteReport.Facts;
import io.naestro.examples.quickstart.SiteReport.Material;
import io.naestro.examples.quickstart.SiteReport.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the report. Titles and addresses come from the site, so they are escaped. */
final class ReportText {
    private static final int LONGEST_TITLE = 60;

    private ReportText() {}

    static Report of(Material material) {
        var findings = findings(material.pages());
        var text = new StringBuilder("# Site report: " + escape(material.site()) + "\n\n");
        text.append(count(material.pages().size(), "page")).append(", ").append(count(findings.size(), "finding"));
        text.append(".\n\n");
        if (!material.summary().isEmpty()) {
            text.append("## Summary\n\n").append(escape(material.summary())).append("\n\n");
        }
        text.append("## Findings\n\n");
        if (findings.isEmpty()) {
            text.append("Nothing to mend.\n");
        }
        findings.forEach(finding -> text.append("- ").append(finding).append('\n'));
        text.append("\n## Pages\n\n| page | status | title | headings | links |\n|---|---|---|---|---|\n");
        material.pages().forEach(page -> text.append(row(page)));
        return new Report(text.toString(), findings.size());
    }

    private static List<String> findings(List<Facts> pages) {
        var findings = new ArrayList<String>();
        pages.forEach(page -> findings.addAll(findings(page)));
        titles(pages).forEach((title, urls) -> {
            if (urls.size() > 1) {
                findings.add("the title \"" + escape(title) + "\" stands on " + urls.size() + " pages: "
                        + String.join(", ", urls) + "; give each page its own");
            }
        });
        return findings;
    }

    private static List<String> findings(Facts page) {
        var url = escape(page.url());
        if (page.status() != 200) {
            return List.of(url + " answers with status " + page.status() + "; mend or remove the link to it");
        }
        var findings = new ArrayList<String>();
        if (page.title().isEmpty()) {
            findings.add(url + " has no title; say in a few words what the page is about");
        } else if (page.title().length() > LONGEST_TITLE) {
            findings.add(url + " has a title of " + page.title().length() + " characters; search results show about "
                    + LONGEST_TITLE);
        }
        if (page.headings() != 1) {
            findings.add(url + " has " + count(page.headings(), "heading") + " of the first level; one is usual");
        }
        if (page.imagesWithoutText() > 0) {
            findings.add(url + " has " + count(page.imagesWithoutText(), "image")
                    + " without alternative text; say what is to be seen");
        }
        return findings;
    }

    private static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private static Map<String, List<String>> titles(List<Facts> pages) {
        var titles = new LinkedHashMap<String, List<String>>();
        for (var page : pages) {
            if (page.status() == 200 && !page.title().isEmpty()) {
                titles.computeIfAbsent(page.title(), title -> new ArrayList<>()).add(escape(page.url()));
            }
        }
        return titles;
    }

    private static String row(Facts page) {
        return "| " + escape(page.url()) + " | " + page.status() + " | " + escape(page.title()) + " | "
                + page.headings() + " | " + page.links() + " |\n";
    }

    /** What a site says must not become markup of the report. */
    private static String escape(String text) {
        return text.replaceAll("[\\r\\n]+", " ").replaceAll("([\\\\|`*_<>\\[\\]])", "\\\\$1");
    }
}

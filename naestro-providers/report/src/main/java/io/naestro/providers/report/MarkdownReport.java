package io.naestro.providers.report;

import io.naestro.providers.report.Comparison.Change;
import io.naestro.providers.report.Findings.Issue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A report in Markdown (CommonMark with tables). Whatever comes from outside is escaped, so that none of it is markup.
 */
final class MarkdownReport {
    private static final int MOST_PLACES = 5;

    private MarkdownReport() {}

    static String of(Findings findings, @Nullable Comparison comparison) {
        var text = new StringBuilder("# " + escape(findings.title()) + "\n\n" + escape(findings.subject()));
        if (!findings.moment().isEmpty()) {
            text.append(", ").append(escape(findings.moment()));
        }
        text.append("\n");
        if (!findings.summary().isEmpty()) {
            text.append("\n## Summary\n\n").append(escape(findings.summary())).append('\n');
        }
        text.append("\n## Scores\n\n| category | points |\n|---|---:|\n");
        findings.scores()
                .forEach(score -> text.append("| ")
                        .append(escape(word(score.category())))
                        .append(" | ")
                        .append(score.points())
                        .append(" |\n"));
        text.append('\n');
        findings.facts()
                .forEach(fact -> text.append("- ")
                        .append(escape(fact.name()))
                        .append(": ")
                        .append(escape(fact.value()))
                        .append('\n'));
        if (comparison != null) {
            compare(comparison, text);
        }
        text.append("\n## What to mend\n\n");
        if (findings.issues().isEmpty()) {
            text.append("Nothing.\n");
        }
        findings.issues().forEach(issue -> issue(issue, text));
        return text.toString();
    }

    private static void compare(Comparison comparison, StringBuilder text) {
        text.append("\n## Since the last report\n\n");
        changes("new", comparison.fresh(), text);
        changes("mended", comparison.fixed(), text);
        text.append("- unchanged: ").append(comparison.unchanged()).append(" places\n");
    }

    private static void changes(String what, List<Change> changes, StringBuilder text) {
        changes.forEach(change -> text.append("- ")
                .append(what)
                .append(": ")
                .append(escape(change.title()))
                .append(" (")
                .append(change.places())
                .append("), such as ")
                .append(escape(change.example()))
                .append('\n'));
    }

    private static void issue(Issue issue, StringBuilder text) {
        text.append("### ").append(escape(issue.title())).append("\n\n");
        text.append(word(issue.severity().name()))
                .append(", ")
                .append(escape(issue.category().toLowerCase(Locale.ROOT)));
        text.append(", ")
                .append(issue.count())
                .append(issue.count() == 1 ? " place" : " places")
                .append(" on ");
        text.append(issue.pages())
                .append(issue.pages() == 1 ? " page" : " pages")
                .append(". Rule `");
        text.append(issue.id().replace("`", ""))
                .append("`, <")
                .append(issue.source().replaceAll("[<>\\s]", ""))
                .append(">.\n\n");
        text.append(escape(issue.why()))
                .append(" **")
                .append(escape(issue.fix()))
                .append("**\n\n");
        issue.places().stream()
                .limit(MOST_PLACES)
                .forEach(place -> text.append("- ")
                        .append(escape(place.url()))
                        .append(place.selector().isEmpty() ? "" : " at " + escape(place.selector()))
                        .append(place.snippet().isEmpty() ? "" : ": " + escape(place.snippet()))
                        .append('\n'));
        if (issue.places().size() > MOST_PLACES) {
            text.append("- ... and ").append(issue.count() - MOST_PLACES).append(" more\n");
        }
        text.append('\n');
    }

    static String word(String constant) {
        return constant.isEmpty()
                ? ""
                : constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String escape(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("([\\\\|`*_<>\\[\\]#&~!])", "\\\\$1");
    }
}

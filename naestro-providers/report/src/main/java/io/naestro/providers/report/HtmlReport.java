package io.naestro.providers.report;

import io.naestro.providers.report.Comparison.Change;
import io.naestro.providers.report.Findings.Issue;
import io.naestro.providers.report.Findings.Score;
import io.naestro.providers.report.Findings.Severity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A report as one HTML file that needs nothing else: charts are SVG, tables sort by a small script, and its content
 * security policy lets nothing be loaded. Whatever comes from outside is escaped, and only http and https addresses
 * become links.
 */
final class HtmlReport {
    private static final String STYLE = """
            :root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--soft:#f3f5f7;--line:#ccd2d8;--good:#1a7f37;--fair:#9a6700;--bad:#b3261e}
            @media(prefers-color-scheme:dark){:root{--fg:#e6e9ec;--bg:#14171a;--soft:#1f2428;--line:#3c444c;--good:#57c46f;--fair:#e0b050;--bad:#ff8b80}}
            body{font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:70rem;margin:2rem auto;padding:0 1rem}
            a{color:inherit}h1{margin-bottom:0}.charts{display:flex;flex-wrap:wrap;gap:1.5rem;margin:1.5rem 0}figure{margin:0;text-align:center}
            .good{color:var(--good)}.fair{color:var(--fair)}.bad{color:var(--bad)}
            .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
            th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible{outline:2px solid}
            th[aria-sort=ascending] button::after{content:" \\2191"}th[aria-sort=descending] button::after{content:" \\2193"}
            details{border:1px solid var(--line);border-radius:.5rem;padding:.6rem .9rem;margin:.6rem 0;background:var(--soft)}summary{cursor:pointer;font-weight:600}
            code{overflow-wrap:anywhere}dt{font-weight:600}
            """;

    private static final String SCRIPT = """
            for(const head of document.querySelectorAll('th button'))head.onclick=()=>{
            const th=head.parentElement,at=th.cellIndex,body=th.closest('table').tBodies[0];
            const up=th.getAttribute('aria-sort')!=='ascending';
            for(const other of th.parentElement.cells)other.removeAttribute('aria-sort');
            th.setAttribute('aria-sort',up?'ascending':'descending');
            const key=row=>row.cells[at].dataset.key??row.cells[at].textContent;
            body.append(...[...body.rows].sort((a,b)=>(up?1:-1)*key(a).localeCompare(key(b),undefined,{numeric:true})));}
            """;

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private final StringBuilder html = new StringBuilder();

    private HtmlReport() {}

    static String of(Findings findings, @Nullable Comparison comparison) {
        var report = new HtmlReport();
        report.write(findings, comparison);
        return report.html.toString();
    }

    private void write(Findings findings, @Nullable Comparison comparison) {
        var title = escape(findings.title());
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"robots\" content=\"noindex\">\n<title>")
                .append(title)
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>")
                .append(title)
                .append("</h1>\n<p>")
                .append(link(findings.subject()))
                .append(findings.moment().isEmpty() ? "" : ", " + escape(findings.moment()))
                .append("</p>\n");
        summary(findings.summary());
        charts(findings);
        facts(findings);
        if (comparison != null) {
            compare(comparison);
        }
        table(findings.issues());
        html.append("<h2>Details</h2>\n");
        findings.issues().forEach(this::details);
        html.append("</main>\n<script>\n").append(SCRIPT).append("</script>\n</body>\n</html>\n");
    }

    private void summary(String summary) {
        if (!summary.isEmpty()) {
            html.append("<h2>Summary</h2>\n");
            summary.lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> html.append("<p>").append(escape(line)).append("</p>\n"));
        }
    }

    private void charts(Findings findings) {
        html.append("<h2>Scores</h2>\n<div class=\"charts\">\n");
        findings.scores().forEach(this::ring);
        html.append("</div>\n");
        bars(findings.issues());
    }

    private void ring(Score score) {
        var name = escape(MarkdownReport.word(score.category()));
        var grade = score.points() >= 90 ? "good" : score.points() >= 60 ? "fair" : "bad";
        html.append(String.format(
                        Locale.ROOT,
                        "<figure><svg class=\"%s\" width=\"110\" height=\"110\" viewBox=\"0 0 36 36\" role=\"img\" aria-label=\"%s: %d of 100\">"
                                + "<circle cx=\"18\" cy=\"18\" r=\"15.9\" fill=\"none\" stroke=\"var(--line)\" stroke-width=\"3\"/>"
                                + "<circle cx=\"18\" cy=\"18\" r=\"15.9\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"3\""
                                + " stroke-dasharray=\"%d 100\" transform=\"rotate(-90 18 18)\"/>"
                                + "<text x=\"18\" y=\"21.5\" text-anchor=\"middle\" font-size=\"10\" fill=\"currentColor\">%d</text></svg>"
                                + "<figcaption>%s</figcaption></figure>%n",
                        grade,
                        name,
                        score.points(),
                        score.points(),
                        score.points(),
                        name)
                .replace("\r", ""));
    }

    /** How many places of each severity, as bars. */
    private void bars(List<Issue> issues) {
        var most = 1;
        for (var severity : Severity.values()) {
            most = Math.max(most, count(issues, severity));
        }
        html.append("<svg width=\"100%\" height=\"112\" role=\"img\" aria-label=\"Places by severity\">\n");
        int y = 4;
        for (var severity : Severity.values()) {
            var count = count(issues, severity);
            html.append(String.format(
                    Locale.ROOT,
                    "<text x=\"0\" y=\"%d\" fill=\"currentColor\" font-size=\"14\">%s</text>"
                            + "<rect x=\"90\" y=\"%d\" height=\"18\" width=\"%d%%\" fill=\"var(--%s)\"/>"
                            + "<text x=\"94\" y=\"%d\" fill=\"currentColor\" font-size=\"14\">%d</text>\n",
                    y + 14,
                    MarkdownReport.word(severity.name()),
                    y,
                    (int) Math.ceil(75.0 * count / most),
                    severity.compareTo(Severity.MEDIUM) < 0 ? "bad" : "line",
                    y + 14,
                    count));
            y += 27;
        }
        html.append("</svg>\n");
    }

    private static int count(List<Issue> issues, Severity severity) {
        return issues.stream()
                .filter(issue -> issue.severity() == severity)
                .mapToInt(Issue::count)
                .sum();
    }

    private void facts(Findings findings) {
        html.append("<dl>\n");
        findings.facts()
                .forEach(fact -> html.append("<dt>")
                        .append(escape(fact.name()))
                        .append("</dt><dd>")
                        .append(escape(fact.value()))
                        .append("</dd>\n"));
        html.append("</dl>\n");
    }

    private void compare(Comparison comparison) {
        html.append("<h2>Since the last report</h2>\n<ul>\n");
        changes("New", comparison.fresh());
        changes("Mended", comparison.fixed());
        html.append("<li>Unchanged: ").append(comparison.unchanged()).append(" places</li>\n</ul>\n");
    }

    private void changes(String what, List<Change> changes) {
        changes.forEach(change -> html.append("<li>")
                .append(what)
                .append(": ")
                .append(escape(change.title()))
                .append(" (")
                .append(change.places())
                .append("), such as <code>")
                .append(escape(change.example()))
                .append("</code></li>\n"));
    }

    private void table(List<Issue> issues) {
        html.append(
                "<h2>What to mend</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What to mend\">\n<table>\n<thead><tr>");
        List.of("Severity", "Category", "What is wrong", "Places", "Pages")
                .forEach(head -> html.append("<th scope=\"col\"><button type=\"button\">")
                        .append(head)
                        .append("</button></th>"));
        html.append("</tr></thead>\n<tbody>\n");
        issues.forEach(issue -> html.append("<tr><td data-key=\"")
                .append(List.of(Severity.values()).indexOf(issue.severity()))
                .append("\">")
                .append(MarkdownReport.word(issue.severity().name()))
                .append("</td><td>")
                .append(escape(MarkdownReport.word(issue.category())))
                .append("</td><td><a href=\"#")
                .append(anchor(issue))
                .append("\">")
                .append(escape(issue.title()))
                .append("</a></td><td>")
                .append(issue.count())
                .append("</td><td>")
                .append(issue.pages())
                .append("</td></tr>\n"));
        html.append("</tbody>\n</table>\n</div>\n");
    }

    private void details(Issue issue) {
        html.append("<details id=\"")
                .append(anchor(issue))
                .append("\"><summary>")
                .append(escape(issue.title()))
                .append(" (")
                .append(issue.count())
                .append(")</summary>\n<p>")
                .append(escape(issue.why()))
                .append("</p>\n<p><strong>")
                .append(escape(issue.fix()))
                .append("</strong></p>\n<p>Rule <code>")
                .append(escape(issue.id()))
                .append("</code>, ")
                .append(link(issue.source()))
                .append("</p>\n<ul>\n");
        issue.places()
                .forEach(place -> html.append("<li>")
                        .append(link(place.url()))
                        .append(place.selector().isEmpty() ? "" : " <code>" + escape(place.selector()) + "</code>")
                        .append(place.snippet().isEmpty() ? "" : ": " + escape(place.snippet()))
                        .append("</li>\n"));
        if (issue.count() > issue.places().size()) {
            html.append("<li>and ")
                    .append(issue.count() - issue.places().size())
                    .append(" more</li>\n");
        }
        html.append("</ul>\n</details>\n");
    }

    private static String anchor(Issue issue) {
        return "rule-" + issue.id().replaceAll("[^A-Za-z0-9-]", "-");
    }

    private static String link(String address) {
        var text = escape(address);
        return address.matches("(?i)https?://\\S+")
                ? "<a rel=\"noopener noreferrer nofollow\" href=\"" + text + "\">" + text + "</a>"
                : text;
    }

    /** Text in which nothing is markup; characters that XML and HTML forbid or that turn the writing direction go. */
    private static String escape(String text) {
        var escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isHarmless(c) ? c : 0xfffd);
            }
        });
        return escaped.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\t';
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}

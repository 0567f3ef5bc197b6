package io.naestro.examples.quickstart;

import io.naestro.providers.report.Findings;
import io.naestro.providers.report.Findings.Score;
import io.naestro.providers.report.ReportTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Shows what a run found, read from the report that it wrote. */
final class Results {
    private static final int WORST = 10;

    private final Screen screen;

    Results(Screen screen) {
        this.screen = screen;
    }

    /**
     * Shows a report.
     *
     * @param report its folder
     * @return the lowest score; 100 when there is no report, as a plan of one's own may write none
     */
    int show(Path report) throws IOException {
        var found = read(report);
        found.ifPresent(findings -> show(findings, report));
        return found.stream()
                .flatMap(findings -> findings.scores().stream())
                .mapToInt(Score::points)
                .min()
                .orElse(100);
    }

    private static Optional<Findings> read(Path report) throws IOException {
        var file = report.resolve("report.json");
        return Files.exists(file) ? Optional.of(ReportTools.read(Files.readString(file))) : Optional.empty();
    }

    private void show(Findings findings, Path report) {
        screen.line("");
        screen.line(findings.title() + ": " + findings.subject());
        findings.scores()
                .forEach(score -> screen.line(String.format(
                        Locale.ROOT,
                        "  %-10s %3d  %s",
                        score.category(),
                        score.points(),
                        "#".repeat(score.points() / 5))));
        screen.line("");
        findings.issues().stream()
                .limit(WORST)
                .forEach(issue -> screen.line(String.format(
                        Locale.ROOT,
                        "  %-9s %-24s %4d x  %s",
                        issue.severity().name().toLowerCase(Locale.ROOT),
                        issue.id(),
                        issue.count(),
                        issue.title())));
        if (findings.issues().size() > WORST) {
            screen.line("  and " + (findings.issues().size() - WORST) + " more");
        }
        findings.facts().forEach(fact -> screen.line("  " + fact.name() + ": " + fact.value()));
        screen.line("  report: " + report.resolve("report.html"));
    }
}

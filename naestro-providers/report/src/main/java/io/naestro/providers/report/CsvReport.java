package io.naestro.providers.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A report as comma-separated values (RFC 4180), a line for each place. A cell that a spreadsheet would take for a
 * formula is led by an apostrophe (OWASP, "CSV Injection").
 */
final class CsvReport {
    private CsvReport() {}

    static String of(Findings findings) {
        var text = new StringBuilder("rule,category,severity,title,url,selector,snippet,fix,source\r\n");
        for (var issue : findings.issues()) {
            for (var place : issue.places()) {
                text.append(List.of(
                                        issue.id(),
                                        issue.category(),
                                        issue.severity().name(),
                                        issue.title(),
                                        place.url(),
                                        place.selector(),
                                        place.snippet(),
                                        issue.fix(),
                                        issue.source())
                                .stream()
                                .map(CsvReport::cell)
                                .collect(Collectors.joining(",")))
                        .append("\r\n");
            }
        }
        return text.toString();
    }

    private static String cell(String value) {
        var safe = value.matches("(?s)\\s*[=+\\-@\\t\\r].*") ? "'" + value : value;
        return "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}

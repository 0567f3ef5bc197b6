package io.naestro.providers.report;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.providers.report.Findings.Issue;
import io.naestro.providers.report.Findings.Place;
import io.naestro.providers.report.Findings.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** A report as SARIF 2.1.0 (OASIS), which code hosts and editors show. */
final class SarifReport {
    private SarifReport() {}

    static String of(Findings findings) {
        var rules = new ArrayList<Json>();
        var results = new ArrayList<Json>();
        for (var issue : findings.issues()) {
            issue.places().forEach(place -> results.add(result(issue, place, rules.size())));
            rules.add(rule(issue));
        }
        var driver = Json.object()
                .with("name", "Naestro")
                .with("informationUri", "https://github.com/naestro/naestro")
                .with("rules", new Json.Arr(rules));
        var run =
                Json.object().with("tool", Json.object().with("driver", driver)).with("results", new Json.Arr(results));
        return JsonText.writePretty(Json.object()
                .with("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
                .with("version", "2.1.0")
                .with("runs", Json.array(run)));
    }

    private static Json rule(Issue issue) {
        return Json.object()
                .with("id", issue.id())
                .with("shortDescription", text(issue.title()))
                .with("fullDescription", text(issue.why()))
                .with("help", text(issue.fix()))
                .with("helpUri", uri(issue.source()))
                .with("defaultConfiguration", Json.object().with("level", level(issue.severity())))
                .with("properties", Json.object().with("category", issue.category()));
    }

    private static Json result(Issue issue, Place place, int rule) {
        var physical = Json.object().with("artifactLocation", Json.object().with("uri", uri(place.url())));
        if (!place.snippet().isEmpty()) {
            physical =
                    physical.with("region", Json.object().with("startLine", 1).with("snippet", text(place.snippet())));
        }
        var location = Json.object().with("physicalLocation", physical);
        if (!place.selector().isEmpty()) {
            location = location.with(
                    "logicalLocations",
                    Json.array(Json.object()
                            .with("fullyQualifiedName", place.selector())
                            .with("kind", "element")));
        }
        return Json.object()
                .with("ruleId", issue.id())
                .with("ruleIndex", rule)
                .with("level", level(issue.severity()))
                .with("message", text(issue.title() + ". " + issue.fix()))
                .with("locations", Json.array(location));
    }

    private static Json.Obj text(String text) {
        return Json.object().with("text", text);
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW -> "note";
        };
    }

    /** The text as a URI reference; what is none is escaped. */
    private static String uri(String text) {
        try {
            return new URI(text).toASCIIString();
        } catch (URISyntaxException e) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }
}

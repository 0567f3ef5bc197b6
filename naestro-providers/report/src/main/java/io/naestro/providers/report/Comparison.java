package io.naestro.providers.report;

import io.naestro.providers.report.Findings.Issue;
import io.naestro.providers.report.Findings.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What changed since an earlier report. Issues are compared by rule; within a rule, places by page and selector, as far
 * as both reports list them.
 *
 * @param fresh what is wrong now and was not before
 * @param fixed what was wrong and is not any more
 * @param unchanged how many places are as wrong as before
 */
public record Comparison(List<Change> fresh, List<Change> fixed, int unchanged) {

    /**
     * A rule whose places changed.
     *
     * @param id the rule
     * @param title what is wrong
     * @param places how many places came or went
     * @param example one of them
     */
    public record Change(String id, String title, int places, String example) {}

    /**
     * Compares two reports.
     *
     * @param before the earlier one
     * @param now the later one
     */
    public static Comparison of(Findings before, Findings now) {
        var old = byRule(before);
        var current = byRule(now);
        return new Comparison(missing(current, old), missing(old, current), common(old, current));
    }

    private static Map<String, Issue> byRule(Findings findings) {
        var issues = new LinkedHashMap<String, Issue>();
        findings.issues().forEach(issue -> issues.put(issue.id(), issue));
        return issues;
    }

    private static List<Change> missing(Map<String, Issue> here, Map<String, Issue> there) {
        var changes = new ArrayList<Change>();
        here.forEach((id, issue) -> {
            var other = there.get(id);
            var known = other == null ? Set.<String>of() : places(other);
            var gone = places(issue).stream()
                    .filter(place -> !known.contains(place))
                    .sorted()
                    .toList();
            if (!gone.isEmpty()) {
                changes.add(new Change(id, issue.title(), gone.size(), gone.getFirst()));
            }
        });
        return changes;
    }

    private static int common(Map<String, Issue> here, Map<String, Issue> there) {
        int common = 0;
        for (var issue : here.values()) {
            var other = there.get(issue.id());
            if (other != null) {
                var known = places(other);
                common += (int) places(issue).stream().filter(known::contains).count();
            }
        }
        return common;
    }

    private static Set<String> places(Issue issue) {
        return issue.places().stream().map(Comparison::name).collect(Collectors.toSet());
    }

    private static String name(Place place) {
        return place.selector().isEmpty() ? place.url() : place.url() + " " + place.selector();
    }
}

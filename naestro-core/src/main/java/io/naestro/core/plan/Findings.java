package io.naestro.core.plan;

import io.naestro.plan.PlanProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The problems found so far, and the words that problems have in common. */
final class Findings {
    private static final int MOST = 1000;
    private static final int MOST_LISTED = 20;
    private static final int MOST_COMPARED = 500;
    private static final int MOST_SUGGESTED = 3;

    private final List<PlanProblem> problems = new ArrayList<>();

    void add(Where where, PlanProblem.Kind kind, String field, String message, String remedy) {
        if (problems.size() < MOST) {
            var inPlan = where.step() == null && !where.path().isEmpty();
            problems.add(
                    new PlanProblem(kind, where.name(), (inPlan ? "plan." : where.field()) + field, message, remedy));
        }
    }

    List<PlanProblem> problems() {
        return List.copyOf(problems);
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Names in brackets, the first twenty of many. */
    static String list(Collection<String> names) {
        var shown = names.stream().limit(MOST_LISTED).collect(Collectors.joining(", "));
        return "[" + shown + (names.size() > MOST_LISTED ? ", ... " + names.size() + " in all" : "") + "]";
    }

    /** What to do about a name that is not known: the names that are spelled nearly the same, or all there are. */
    static String suggest(String name, String what, Collection<String> known) {
        var near = known.stream()
                .limit(MOST_COMPARED)
                .filter(other -> distance(name, other) <= 1 + name.length() / 4)
                .sorted(Comparator.comparingInt((String other) -> distance(name, other))
                        .thenComparing(other -> other))
                .limit(MOST_SUGGESTED)
                .map(other -> "'" + other + "'")
                .toList();
        return near.isEmpty()
                ? "use one of the " + what + " " + list(known)
                : "did you mean " + String.join(" or ", near) + "?";
    }

    /** How many letters must be put in, taken out or changed to make one word of another (Levenshtein). */
    private static int distance(String one, String other) {
        var row = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                var change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}

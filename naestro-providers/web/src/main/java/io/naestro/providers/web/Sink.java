package io.naestro.providers.web;

import io.naestro.providers.web.Proposal.Cure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects where rules are broken: all are counted, the first places of each rule are kept. */
final class Sink {
    static final int MOST_PLACES = 50;

    private final Map<Rule, Of> found = new LinkedHashMap<>();

    /** What one rule found. */
    static final class Of {
        private final List<Place> places = new ArrayList<>();
        private final Map<String, Integer> pages = new HashMap<>();
        private int count;

        void at(Page page, String selector, String snippet) {
            at(page.url(), selector, snippet);
        }

        void at(String url, String selector, String snippet) {
            count++;
            pages.merge(url, 1, Integer::sum);
            if (places.size() < MOST_PLACES) {
                places.add(new Place(url, selector, Texts.cut(snippet, 300)));
            }
        }
    }

    /** Every rule and page where it is broken, with the number of places. */
    Map<Cure, Integer> broken() {
        var broken = new LinkedHashMap<Cure, Integer>();
        found.forEach((rule, of) -> of.pages.keySet().stream()
                .sorted()
                .forEach(url -> broken.put(new Cure(rule.id(), url), of.pages.getOrDefault(url, 0))));
        return broken;
    }

    Of of(Rule rule) {
        return found.computeIfAbsent(rule, first -> new Of());
    }

    /** The broken rules, the worst first. */
    List<Issue> issues() {
        return found.entrySet().stream()
                .filter(entry -> entry.getValue().count > 0)
                .map(entry -> issue(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Issue::severity)
                        .thenComparing(Issue::pages, Comparator.reverseOrder())
                        .thenComparing(Issue::id))
                .toList();
    }

    private static Issue issue(Rule rule, Of of) {
        return new Issue(
                rule.id(),
                rule.category(),
                rule.severity(),
                rule.title(),
                rule.why(),
                rule.fix(),
                rule.source(),
                of.count,
                of.pages.size(),
                List.copyOf(of.places));
    }

    /** The score of each category; {@link Score} has the formula. */
    static List<Score> scores(List<Issue> issues, int pages) {
        var kept = new HashMap<Category, Double>();
        for (var issue : issues) {
            var share = Math.min(1, issue.pages() / (double) Math.max(1, pages));
            kept.merge(issue.category(), 1 - issue.severity().weight() * share, (a, b) -> a * b);
        }
        var scores = new ArrayList<Score>();
        for (var category : Category.values()) {
            scores.add(new Score(category, (int) Math.floor(100 * kept.getOrDefault(category, 1.0))));
        }
        return scores;
    }
}

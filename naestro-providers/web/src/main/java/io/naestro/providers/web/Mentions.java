package io.naestro.providers.web;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Counts the places that pages speak of: names of one to three capitalized words. Of places with one name the largest
 * counts, and small ones do not, since their names are those of people and things.
 */
final class Mentions {
    private static final int MOST = 20;
    private static final int LARGE = 15_000;
    private static final Pattern NAME = Pattern.compile("\\p{Lu}[\\p{L}'’-]+(?: \\p{Lu}[\\p{L}'’-]+){0,2}");

    private final Gazetteer gazetteer;
    private final Map<Gazetteer.Place, Integer> counts = new HashMap<>();

    Mentions(Gazetteer gazetteer) {
        this.gazetteer = gazetteer;
    }

    /** Takes the text of one page. */
    void take(String text) {
        if (gazetteer.isEmpty()) {
            return;
        }
        var found = new HashSet<Gazetteer.Place>();
        var names = NAME.matcher(text);
        while (names.find()) {
            look(List.of(names.group().split(" ", -1)), found);
        }
        found.forEach(place -> counts.merge(place, 1, Integer::sum));
    }

    private void look(List<String> words, Set<Gazetteer.Place> found) {
        for (int from = 0; from < words.size(); ) {
            int to = words.size();
            var place = place(words.subList(from, to));
            while (place.isEmpty() && to > from + 1) {
                to--;
                place = place(words.subList(from, to));
            }
            place.ifPresent(found::add);
            from = place.isEmpty() ? from + 1 : to;
        }
    }

    private Optional<Gazetteer.Place> place(List<String> words) {
        return gazetteer.named(String.join(" ", words), "").stream()
                .filter(place -> place.population() >= LARGE)
                .max(Comparator.comparingLong(Gazetteer.Place::population));
    }

    /** The places that most pages speak of. */
    List<Mention> most() {
        return counts.entrySet().stream()
                .map(entry -> new Mention(entry.getKey().name(), entry.getKey().country(), entry.getValue()))
                .sorted(Comparator.comparingInt(Mention::pages)
                        .reversed()
                        .thenComparing(Mention::name)
                        .thenComparing(Mention::country))
                .limit(MOST)
                .toList();
    }
}

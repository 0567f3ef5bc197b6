package io.naestro.policy.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Finds, for some patterns, a shortest text or path for each combination of patterns that a text or path can fit, the
 * empty combination included: what the patterns tell apart, and no more. All patterns are read side by side, as
 * automata that take the same letters; a state of all of them that was met before is not gone on from again.
 */
final class Atoms {
    private static final String FRESH = "xyzuvwabcdefghijklmnopqrst0123456789~";

    private final int most;
    private boolean complete = true;

    /** A part of a pattern: one letter, or any number of them. */
    private record Token<T>(boolean many, Predicate<T> fits) {}

    /**
     * Prepares a search.
     *
     * @param most the most states that are looked at for one set of patterns
     */
    Atoms(int most) {
        this.most = most;
    }

    /** Whether no search was cut short. */
    boolean complete() {
        return complete;
    }

    /** Texts that may be empty, such as purposes. */
    List<String> texts(Collection<String> patterns) {
        return strings(patterns, List.of(many(c -> true)));
    }

    /** Names, which have at least one letter. */
    List<String> names(Collection<String> patterns) {
        return strings(patterns, List.of(one(c -> true), many(c -> true)));
    }

    /** Tables: two names with a slash between them. */
    List<String> tables(Collection<String> patterns) {
        var name = List.of(one(c -> c != '/'), many(c -> c != '/'));
        var form = new ArrayList<>(name);
        form.add(one(c -> c == '/'));
        form.addAll(name);
        return strings(patterns, form);
    }

    /** Names below a root, for patterns of which {@code **} stands for any number of names. */
    List<List<String>> paths(Collection<List<String>> patterns) {
        var names = new LinkedHashSet<String>();
        patterns.forEach(names::addAll);
        names.removeIf(Globs::isDeep);
        var letters = strings(names, List.of(many(c -> true), one(c -> c != '.'), many(c -> true)));
        var all = new ArrayList<List<Token<String>>>();
        all.add(List.of(new Token<>(true, name -> true)));
        for (var pattern : patterns) {
            all.add(pattern.stream()
                    .map(segment -> Globs.isDeep(segment)
                            ? new Token<String>(true, name -> true)
                            : new Token<String>(false, name -> Globs.matches(segment, name)))
                    .toList());
        }
        return words(all, letters);
    }

    private static Token<Character> one(Predicate<Character> fits) {
        return new Token<>(false, fits);
    }

    private static Token<Character> many(Predicate<Character> fits) {
        return new Token<>(true, fits);
    }

    private List<String> strings(Collection<String> patterns, List<Token<Character>> form) {
        var used = new LinkedHashSet<Character>();
        var all = new ArrayList<List<Token<Character>>>();
        all.add(form);
        for (var pattern : patterns) {
            var letters = pattern.chars().mapToObj(c -> (char) c).toList();
            used.addAll(letters);
            all.add(letters.stream()
                    .map(letter -> letter == '*' ? many(c -> true) : one(letter::equals))
                    .toList());
        }
        var letters = new ArrayList<Character>();
        FRESH.chars()
                .mapToObj(c -> (char) c)
                .filter(c -> !used.contains(c))
                .findFirst()
                .ifPresent(letters::add);
        used.add('/'); // parts tables
        used.remove('*');
        letters.addAll(used);
        return words(all, letters).stream()
                .map(word -> word.stream().collect(StringBuilder::new, StringBuilder::append, StringBuilder::append))
                .map(StringBuilder::toString)
                .toList();
    }

    /** A word for each combination of patterns that are at their end together with the first, which is the form. */
    private <T> List<List<T>> words(List<List<Token<T>>> patterns, List<T> letters) {
        var found = new LinkedHashMap<List<Boolean>, List<T>>();
        var seen = new LinkedHashMap<List<BitSet>, List<T>>();
        var open = new ArrayDeque<List<BitSet>>();
        var start = patterns.stream().map(pattern -> closed(pattern, first())).toList();
        seen.put(start, List.of());
        open.add(start);
        while (!open.isEmpty()) {
            var state = open.remove();
            var word = seen.getOrDefault(state, List.of());
            var ends = IntStream.range(0, patterns.size())
                    .mapToObj(i -> state.get(i).get(patterns.get(i).size()))
                    .toList();
            if (ends.getFirst()) {
                found.putIfAbsent(ends, word);
            }
            for (var letter : letters) {
                var next = IntStream.range(0, patterns.size())
                        .mapToObj(i -> step(patterns.get(i), state.get(i), letter))
                        .toList();
                if (seen.size() < most) {
                    if (seen.putIfAbsent(next, longer(word, letter)) == null) {
                        open.add(next);
                    }
                } else {
                    complete &= seen.containsKey(next);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static BitSet first() {
        var places = new BitSet();
        places.set(0);
        return places;
    }

    private static <T> BitSet step(List<Token<T>> pattern, BitSet places, T letter) {
        var next = new BitSet();
        places.stream().filter(i -> i < pattern.size()).forEach(i -> {
            var token = pattern.get(i);
            if (token.fits().test(letter)) {
                next.set(token.many() ? i : i + 1);
            }
        });
        return closed(pattern, next);
    }

    /** Any number of letters may be none. */
    private static <T> BitSet closed(List<Token<T>> pattern, BitSet places) {
        for (int i = 0; i < pattern.size(); i++) {
            if (places.get(i) && pattern.get(i).many()) {
                places.set(i + 1);
            }
        }
        return places;
    }

    private static <T> List<T> longer(List<T> word, T letter) {
        var all = new ArrayList<>(word);
        all.add(letter);
        return all;
    }
}

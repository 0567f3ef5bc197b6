package io.naestro.policy.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds a name or path that fits two patterns at once. */
final class Common {
    /** What a star stands for where any text will do. */
    private static final String SOME = "x";

    private Common() {}

    /** Segments that fit both patterns of segments. */
    static Optional<List<String>> segments(List<String> one, List<String> other) {
        return segments(one, 0, other, 0, new boolean[one.size() + 1][other.size() + 1]);
    }

    /** A text that fits a pattern. */
    static String some(String pattern) {
        return pattern.replace("*", SOME);
    }

    private static Optional<List<String>> segments(
            List<String> one, int i, List<String> other, int j, boolean[][] tried) {
        if (tried[i][j]) {
            return Optional.empty();
        }
        tried[i][j] = true;
        if (i < one.size() && Globs.isDeep(one.get(i))) {
            return segments(one, i + 1, other, j, tried)
                    .or(() -> j == other.size() ? Optional.empty() : used(one, i, other, j + 1, other.get(j), tried));
        }
        if (j < other.size() && Globs.isDeep(other.get(j))) {
            return segments(one, i, other, j + 1, tried)
                    .or(() -> i == one.size() ? Optional.empty() : used(one, i + 1, other, j, one.get(i), tried));
        }
        if (i == one.size() || j == other.size()) {
            return i == one.size() && j == other.size() ? Optional.of(List.of()) : Optional.empty();
        }
        return name(one.get(i), other.get(j)).flatMap(name -> used(one, i + 1, other, j + 1, name, tried));
    }

    /** A segment, then what is left of both. */
    private static Optional<List<String>> used(
            List<String> one, int i, List<String> other, int j, String segment, boolean[][] tried) {
        return segments(one, i, other, j, tried).map(rest -> {
            var all = new ArrayList<String>();
            if (!Globs.isDeep(segment)) {
                all.add(some(segment));
            }
            all.addAll(rest);
            return all;
        });
    }

    /** A text that fits both patterns of texts. */
    static Optional<String> name(String one, String other) {
        return name(one, 0, other, 0, new boolean[one.length() + 1][other.length() + 1]);
    }

    private static Optional<String> name(String one, int i, String other, int j, boolean[][] tried) {
        if (tried[i][j]) {
            return Optional.empty();
        }
        tried[i][j] = true;
        if (i < one.length() && one.charAt(i) == '*') {
            // where both take any text, some text says more than none
            var some = j < other.length() && other.charAt(j) == '*' ? SOME : "";
            return name(one, i + 1, other, j, tried)
                    .map(rest -> some + rest)
                    .or(() -> j == other.length()
                            ? Optional.empty()
                            : name(one, i, other, j + 1, tried).map(rest -> letter(other.charAt(j)) + rest));
        }
        if (j < other.length() && other.charAt(j) == '*') {
            return name(one, i, other, j + 1, tried)
                    .or(() -> i == one.length()
                            ? Optional.empty()
                            : name(one, i + 1, other, j, tried).map(rest -> one.charAt(i) + rest));
        }
        if (i == one.length() || j == other.length()) {
            return i == one.length() && j == other.length() ? Optional.of("") : Optional.empty();
        }
        return one.charAt(i) == other.charAt(j)
                ? name(one, i + 1, other, j + 1, tried).map(rest -> one.charAt(i) + rest)
                : Optional.empty();
    }

    private static String letter(char c) {
        return c == '*' ? "" : String.valueOf(c);
    }
}

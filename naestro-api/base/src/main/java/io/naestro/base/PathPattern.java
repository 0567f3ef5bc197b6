package io.naestro.base;

import io.naestro.json.InputException;
import java.util.List;

/**
 * A set of lexical paths: {@code workspace:/src/**}. In a segment, {@code *} stands for any characters, none included;
 * a segment {@code **} stands for any number of segments, none included, so {@code workspace:/src/**} holds
 * {@code workspace:/src} too. All other characters stand for themselves.
 *
 * @param root the root's name
 * @param segments the patterns of the segments
 */
public record PathPattern(String root, List<String> segments) {
    /** The segment that stands for any number of segments. */
    public static final String ANY_DEPTH = "**";

    public PathPattern {
        segments = List.copyOf(segments);
        LexicalPath.rootOf(root + ":/");
        segments.forEach(PathPattern::check);
    }

    /**
     * Reads a pattern.
     *
     * @param text such as {@code workspace:/src/**}{@code /*.java}
     * @throws InputException if it is not a path with a root, or has {@code **} as a part of a segment
     */
    public static PathPattern of(String text) {
        return new PathPattern(LexicalPath.rootOf(text), LexicalPath.split(text));
    }

    /**
     * Whether a path is in this set.
     *
     * @param path the path
     */
    public boolean matches(LexicalPath path) {
        return root.equals(path.root()) && matches(path.segments());
    }

    /**
     * Whether one segment of a path fits one segment of a pattern.
     *
     * @param pattern a segment of a pattern, not {@link #ANY_DEPTH}
     * @param segment a segment of a path
     */
    public static boolean segmentMatches(String pattern, String segment) {
        int p = 0;
        int s = 0;
        int star = -1;
        int retry = 0;
        while (s < segment.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = s;
            } else if (p < pattern.length() && pattern.charAt(p) == segment.charAt(s)) {
                p++;
                s++;
            } else if (star >= 0) {
                p = star + 1;
                s = ++retry;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(c -> c == '*');
    }

    /** The text form, as {@link #of(String)} reads it. */
    @Override
    public String toString() {
        return root + ":/" + String.join("/", segments);
    }

    /** Walks the pattern once; {@code open[i]} tells whether it may have used up the first i segments. */
    private boolean matches(List<String> path) {
        var open = new boolean[path.size() + 1];
        open[0] = true;
        for (var pattern : segments) {
            open = pattern.equals(ANY_DEPTH) ? fromFirst(open) : step(pattern, open, path);
        }
        return open[path.size()];
    }

    private static boolean[] fromFirst(boolean[] open) {
        var next = new boolean[open.length];
        var any = false;
        for (int i = 0; i < open.length; i++) {
            any |= open[i];
            next[i] = any;
        }
        return next;
    }

    private static boolean[] step(String pattern, boolean[] open, List<String> path) {
        var next = new boolean[open.length];
        for (int i = 0; i < path.size(); i++) {
            next[i + 1] = open[i] && segmentMatches(pattern, path.get(i));
        }
        return next;
    }

    private static void check(String segment) {
        LexicalPath.checkSegment(segment, segment);
        if (segment.contains(ANY_DEPTH) && !segment.equals(ANY_DEPTH)) {
            throw InputException.of(segment, "has '**' as a part of a segment; '**' stands alone", "**", "*");
        }
    }
}

package io.naestro.policy.engine;

import io.naestro.base.PathPattern;
import java.util.List;

/**
 * Matches patterns in time that grows with the product of both lengths at most, and without making objects: the last
 * star is tried again one further, which is enough because an earlier one could not do better.
 */
final class Globs {
    private Globs() {}

    /** Whether a text fits a pattern, in which {@code *} stands for any characters, none included. */
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int retry = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Whether segments fit patterns of segments, of which {@code **} stands for any number, none included. */
    static boolean matches(List<String> patterns, List<String> segments) {
        int p = 0;
        int s = 0;
        int deep = -1;
        int retry = 0;
        while (s < segments.size()) {
            if (p < patterns.size() && isDeep(patterns.get(p))) {
                deep = p++;
                retry = s;
            } else if (p < patterns.size() && matches(patterns.get(p), segments.get(s))) {
                p++;
                s++;
            } else if (deep >= 0) {
                p = deep + 1;
                s = ++retry;
            } else {
                return false;
            }
        }
        while (p < patterns.size() && isDeep(patterns.get(p))) {
            p++;
        }
        return p == patterns.size();
    }

    /** Whether some pattern of a list fits. */
    static boolean any(List<String> patterns, String text) {
        for (int i = 0; i < patterns.size(); i++) {
            if (matches(patterns.get(i), text)) {
                return true;
            }
        }
        return false;
    }

    static boolean isDeep(String segment) {
        return segment.equals(PathPattern.ANY_DEPTH);
    }

    static boolean isOpen(String pattern) {
        return pattern.indexOf('*') >= 0;
    }
}

package io.naestro.base;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Estimates how many states a regular expression compiles to. RE2 unrolls {@code x{n}} into n copies, so nested counts
 * multiply and a few characters could fill the memory.
 */
final class PatternSize {
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,6}(?:,[0-9]{0,6})?)\\}");
    private static final long MOST = 1L << 40;

    private final String regex;
    private final Deque<Long> groups = new ArrayDeque<>();
    private long total;
    private long last;

    private PatternSize(String regex) {
        this.regex = regex;
    }

    static long of(String regex) {
        var size = new PatternSize(regex);
        for (int i = 0; i < regex.length(); ) {
            i = size.read(i);
        }
        return size.total;
    }

    /** Reads what begins at an index and answers where the next thing begins. */
    private int read(int i) {
        switch (regex.charAt(i)) {
            case '\\' -> {
                return escape(i);
            }
            case '[' -> {
                add(1);
                return classEnd(i + 1);
            }
            case '(' -> {
                groups.push(total);
                total = 0;
            }
            case ')' -> close();
            case '{' -> {
                return repeat(i);
            }
            default -> add(1);
        }
        return i + 1;
    }

    /** An escaped character, or everything up to {@code \E} after {@code \Q}, in which nothing has a meaning. */
    private int escape(int i) {
        if (!regex.startsWith("\\Q", i)) {
            add(1);
            return i + 2;
        }
        var end = regex.indexOf("\\E", i + 2);
        var stop = end < 0 ? regex.length() : end;
        total = Math.min(MOST, total + stop - i);
        last = 1;
        return stop + 2;
    }

    private void add(long states) {
        last = states;
        total = Math.min(MOST, total + states);
    }

    private void close() {
        var inner = total + 2;
        total = groups.isEmpty() ? 0 : groups.pop();
        add(inner);
    }

    private int repeat(int i) {
        var count = COUNT.matcher(regex).region(i, regex.length());
        if (!count.lookingAt()) {
            add(1);
            return i + 1;
        }
        var more = Math.min(MOST, last * Math.max(0, largest(count.group(1)) - 1));
        total = Math.min(MOST, total + more);
        last += more;
        return count.end();
    }

    private static long largest(String counts) {
        long largest = 0;
        for (var count : counts.split(",", -1)) {
            largest = count.isEmpty() ? largest : Math.max(largest, Long.parseLong(count));
        }
        return largest;
    }

    private int classEnd(int from) {
        int i = from;
        while (i < regex.length() && (regex.charAt(i) != ']' || i == from)) {
            i += regex.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}

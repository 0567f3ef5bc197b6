package io.naestro.base;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Estimates, never too low, how many instructions a regular expression becomes. RE2/J runs in time linear to the text
 * but writes counted repeats out, so that {@code ((a{1000}){1000}){1000}} would fill the memory.
 */
public final class PatternSize {
    /** The largest program that is compiled. */
    public static final int MOST = 10_000;

    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?\\}");

    private final String regex;
    private final Deque<Long> around = new ArrayDeque<>();
    private int next;
    private long group;
    private long last;

    private PatternSize(String regex) {
        this.regex = regex;
    }

    /**
     * The estimate; some number above {@link #MOST} for all that is larger.
     *
     * @param regex a regular expression in RE2 syntax; what is not one gets some number as well
     */
    public static long of(String regex) {
        return new PatternSize(regex).measure();
    }

    private long measure() {
        while (next < regex.length() && group <= MOST) {
            var c = regex.charAt(next++);
            switch (c) {
                case '\\' -> escape();
                case '[' -> bracket();
                case '(' -> {
                    around.push(group);
                    group = 0;
                }
                case ')' -> close();
                case '{' -> repeat();
                default -> add(1);
            }
        }
        return around.stream().mapToLong(Long::longValue).sum() + group;
    }

    private void add(long size) {
        last = size;
        group += size;
    }

    private void escape() {
        if (regex.startsWith("Q", next)) {
            var end = regex.indexOf("\\E", next);
            var stop = end < 0 ? regex.length() : end + 2;
            add(stop - next);
            next = stop;
        } else {
            next++;
            add(1);
        }
    }

    /** A class of characters is one instruction. It ends at the first closing bracket that is not its first sign. */
    private void bracket() {
        next += regex.startsWith("^", next) ? 1 : 0;
        next += regex.startsWith("]", next) ? 1 : 0;
        while (next < regex.length() && regex.charAt(next) != ']') {
            next += regex.charAt(next) == '\\' ? 2 : 1;
        }
        next++;
        add(1);
    }

    /** What a bracket that was never opened closes is taken to be all that came before. */
    private void close() {
        last = group + 1;
        group = last + (around.isEmpty() ? 0 : around.pop());
    }

    private void repeat() {
        var count = COUNT.matcher(regex).region(next - 1, regex.length());
        if (!count.lookingAt()) {
            add(1);
            return;
        }
        var most = Math.max(number(count.group(1)), number(count.group(2)));
        group += last * most;
        last += last * most;
        next = count.end();
    }

    private static long number(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
    }
}

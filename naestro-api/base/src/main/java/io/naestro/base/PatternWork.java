package io.naestro.base;

import java.util.function.Supplier;

/**
 * How much work patterns may still do in one check. A pattern costs the size of its program for every character of a
 * text: what RE2/J may need in the worst case. The schema library does not hand a check's own limits to its patterns,
 * so they find them with their thread.
 */
final class PatternWork {
    private static final ThreadLocal<PatternWork> CURRENT =
            ThreadLocal.withInitial(() -> new PatternWork(Long.MAX_VALUE));

    private long left;

    /** That patterns would have done more work than they may. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Exceeded() {
            super("the patterns of a schema take too much work", null, false, false);
        }
    }

    private PatternWork(long left) {
        this.left = left;
    }

    /**
     * Does something in which patterns may do only so much work.
     *
     * @throws Exceeded if they would do more
     */
    static <T> T within(long most, Supplier<T> check) {
        var before = CURRENT.get();
        CURRENT.set(new PatternWork(most));
        try {
            return check.get();
        } finally {
            CURRENT.set(before);
        }
    }

    /** Counts the match of a pattern before it is made. */
    static void charge(long size, int characters) {
        var work = CURRENT.get();
        work.left -= size * (characters + 1L);
        if (work.left < 0) {
            throw new Exceeded();
        }
    }
}

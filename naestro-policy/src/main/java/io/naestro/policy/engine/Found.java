package io.naestro.policy.engine;

/**
 * What a search has found so far, packed into a long so that searching makes no objects: four numbers of rules of 16
 * bits each. While deciding they are the smallest number of a rule that denies, asks, allows, and allows with
 * {@code auto: true}; rules are numbered by id. While gathering obligations they are up to four different rules in
 * ascending order, or {@link #MANY}.
 */
final class Found {
    /** Nothing. */
    static final long NOTHING = -1;

    /** More rules than fit. It cannot stand for rules: the first rule would be there twice. */
    static final long MANY = 0;

    /** No rule: more than a file can have. */
    static final int NONE = 0xffff;

    static final int DENY = 0;
    static final int ASK = 16;
    static final int ALLOW = 32;
    static final int AUTO = 48;

    private static final int BITS = 16;
    private static final int ALL_BITS = 64;

    private Found() {}

    static int at(long found, int lane) {
        return (int) (found >>> lane) & NONE;
    }

    /** With a rule that matches. */
    static long with(long found, Rule rule, int number) {
        return switch (rule.verdict()) {
            case DENY -> with(found, DENY, number);
            case ASK -> with(found, ASK, number);
            case ALLOW -> {
                var allowed = with(found, ALLOW, number);
                yield rule.auto() ? with(allowed, AUTO, number) : allowed;
            }
        };
    }

    /** Whether a rule would change what is found. */
    static boolean matters(long found, Rule rule, int number) {
        return with(found, rule, number) != found;
    }

    private static long with(long found, int lane, int number) {
        return number < at(found, lane) ? (found & ~((long) NONE << lane)) | ((long) number << lane) : found;
    }

    /** The smaller number in each lane. */
    static long both(long one, long other) {
        var deny = with(one, DENY, at(other, DENY));
        var ask = with(deny, ASK, at(other, ASK));
        return with(with(ask, ALLOW, at(other, ALLOW)), AUTO, at(other, AUTO));
    }

    /** With a rule that has obligations; each counts once. */
    static long gathered(long found, int number) {
        if (found == MANY) {
            return MANY;
        }
        for (int lane = 0; lane < ALL_BITS; lane += BITS) {
            var here = at(found, lane);
            if (here == number) {
                return found;
            }
            if (here > number) {
                return inserted(found, lane, number);
            }
        }
        return MANY;
    }

    private static long inserted(long found, int lane, int number) {
        if (at(found, AUTO) != NONE) {
            return MANY;
        }
        var before = (1L << lane) - 1;
        return (found & before) | ((long) number << lane) | ((found & ~before) << BITS);
    }
}

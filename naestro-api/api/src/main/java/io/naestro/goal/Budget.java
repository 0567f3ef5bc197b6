package io.naestro.goal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The most that a run or a step may spend. Each limit stands for itself, and a missing one is no limit. What a call may
 * cost is reserved before it starts, so a limit is never passed by calls in flight; a call that does not fit ends the
 * run as {@code Stopped(BUDGET)}. A bill above its reservation is recorded as an overrun.
 *
 * @param money the most money, or null for no limit
 * @param time the most time from the start, waiting included, or null for no limit
 * @param tokens the most model tokens, input and output together, or null for no limit
 * @param calls the most model and tool calls, retries included, or null for no limit
 */
public record Budget(
        @Nullable Money money,
        @Nullable Duration time,
        @Nullable Long tokens,
        @Nullable Integer calls) {
    /** No limit at all; the default. */
    public static final Budget UNLIMITED = new Budget(null, null, null, null);

    public Budget {
        refuse(money != null && money.nanos() < 0, "money", money);
        refuse(time != null && time.isNegative(), "time", time);
        refuse(tokens != null && tokens < 0, "tokens", tokens);
        refuse(calls != null && calls < 0, "calls", calls);
    }

    /**
     * A limit on money.
     *
     * @param money the most money
     */
    public static Budget of(Money money) {
        return UNLIMITED.withMoney(money);
    }

    /**
     * A limit on money and time.
     *
     * @param money the most money
     * @param time the most time from the start
     */
    public static Budget of(Money money, Duration time) {
        return UNLIMITED.withMoney(money).withTime(time);
    }

    /**
     * A limit on time.
     *
     * @param time the most time from the start
     */
    public static Budget of(Duration time) {
        return UNLIMITED.withTime(time);
    }

    /**
     * A copy with that limit on money.
     *
     * @param limit the most money
     */
    public Budget withMoney(Money limit) {
        return new Budget(limit, time, tokens, calls);
    }

    /**
     * A copy with that limit on time.
     *
     * @param limit the most time from the start
     */
    public Budget withTime(Duration limit) {
        return new Budget(money, limit, tokens, calls);
    }

    /**
     * A copy with that limit on tokens.
     *
     * @param limit the most tokens, input and output together
     */
    public Budget withTokens(long limit) {
        return new Budget(money, time, limit, calls);
    }

    /**
     * A copy with that limit on calls.
     *
     * @param limit the most model and tool calls
     */
    public Budget withCalls(int limit) {
        return new Budget(money, time, tokens, limit);
    }

    private static void refuse(boolean negative, String name, @Nullable Object value) {
        if (negative) {
            throw new IllegalArgumentException("budget " + name + " '" + value + "' must not be negative");
        }
    }
}

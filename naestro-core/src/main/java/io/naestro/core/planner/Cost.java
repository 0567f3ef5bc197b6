package io.naestro.core.planner;

import io.naestro.goal.Money;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What something is expected to cost, each part in its own unit.
 *
 * @param money money, or null for nothing
 * @param time time; of a plan, with whatever can be done side by side
 * @param tokens model tokens
 * @param risk the chance that something goes wrong, from 0 to 1
 * @param calls calls of tools and models
 */
public record Cost(@Nullable Money money, Duration time, long tokens, double risk, long calls) {
    /** Nothing. */
    public static final Cost NOTHING = new Cost(null, Duration.ZERO, 0, 0, 0);

    /**
     * Both, one after the other.
     *
     * @param other another cost, in the same currency
     */
    public Cost plus(Cost other) {
        return new Cost(
                sum(other.money),
                time.plus(other.time),
                tokens + other.tokens,
                1 - (1 - risk) * (1 - other.risk),
                calls + other.calls);
    }

    private @Nullable Money sum(@Nullable Money other) {
        return money == null ? other : other == null ? money : money.plus(other);
    }

    Cost times(int count) {
        return new Cost(
                money == null ? null : money.times(BigDecimal.valueOf(count)),
                time.multipliedBy(count),
                tokens * count,
                1 - Math.pow(1 - risk, count),
                calls * count);
    }

    Cost lasting(Duration other) {
        return new Cost(money, other, tokens, risk, calls);
    }

    /** The parts that are not nothing, for people. */
    @Override
    public String toString() {
        var text = new StringBuilder(money == null ? "no money" : money.toString());
        text.append(", ").append(calls).append(calls == 1 ? " call" : " calls");
        if (!time.isZero()) {
            text.append(", ").append(words(time));
        }
        if (tokens > 0) {
            text.append(", ").append(tokens).append(" tokens");
        }
        if (risk > 0) {
            text.append(", risk ").append(Math.round(risk * 1000) / 10.0).append(" %");
        }
        return text.toString();
    }

    /** A duration as people write it: {@code 1m30s}. */
    static String words(Duration time) {
        return time.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}

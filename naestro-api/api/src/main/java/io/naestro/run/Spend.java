package io.naestro.run;

import io.naestro.goal.Money;
import org.jspecify.annotations.Nullable;

/**
 * What was or may be spent.
 *
 * @param money money, or null when nothing was counted in money
 * @param tokens model tokens, input and output together
 * @param calls model and tool calls
 */
public record Spend(@Nullable Money money, long tokens, int calls) {
    /** Nothing. */
    public static final Spend NOTHING = new Spend(null, 0, 0);

    /**
     * The sum.
     *
     * @param other more
     * @throws ArithmeticException if the sum does not fit
     */
    public Spend plus(Spend other) {
        return new Spend(
                add(money, other.money), Math.addExact(tokens, other.tokens), Math.addExact(calls, other.calls));
    }

    /**
     * The difference; what was reserved less what is settled, for example.
     *
     * @param other less
     * @throws ArithmeticException if the difference does not fit
     */
    public Spend minus(Spend other) {
        var less =
                other.money == null ? null : Money.zero(other.money.currency()).minus(other.money);
        return new Spend(
                add(money, less), Math.subtractExact(tokens, other.tokens), Math.subtractExact(calls, other.calls));
    }

    private static @Nullable Money add(@Nullable Money one, @Nullable Money other) {
        if (one == null) {
            return other;
        }
        return other == null ? one : one.plus(other);
    }

    @Override
    public String toString() {
        return (money == null ? "" : money + ", ") + tokens + " tokens, " + calls + " calls";
    }
}

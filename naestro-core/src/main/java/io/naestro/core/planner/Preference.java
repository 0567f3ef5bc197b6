package io.naestro.core.planner;

import java.time.Duration;

/**
 * How much each kind of cost weighs against the others: the plan with the least weighted sum is the best. Time counts
 * as work, one step after the other, since what a plan takes side by side depends on its other steps. Each call weighs
 * a millionth besides, so that of equal plans the shorter is taken.
 *
 * @param money the weight of one unit of the currency
 * @param second the weight of a second
 * @param thousandTokens the weight of a thousand tokens
 * @param risk the weight of a certain failure
 */
public record Preference(double money, double second, double thousandTokens, double risk) {
    /** A unit of the currency weighs as much as 1,000 seconds, 100,000 tokens or a certain failure; the default. */
    public static final Preference BALANCED = new Preference(1, 0.001, 0.01, 1);

    /** Money first: everything else only decides between plans that cost the same. */
    public static final Preference CHEAPEST = new Preference(1, 0.000_001, 0.000_01, 0.001);

    /** Time first. */
    public static final Preference FASTEST = new Preference(0.001, 1, 0.000_01, 0.001);

    /** Few failures first. */
    public static final Preference SAFEST = new Preference(0.001, 0.000_001, 0.000_01, 1_000);

    private static final double MILLIONTHS = 1_000_000;
    private static final long MOST = 1L << 40;

    public Preference {
        if (!(money >= 0 && second >= 0 && thousandTokens >= 0 && risk >= 0)) {
            throw new IllegalArgumentException("the weights " + money + ", " + second + ", " + thousandTokens + " and "
                    + risk + " must not be negative");
        }
    }

    /** The weighted sum, in millionths. */
    long weigh(Cost cost) {
        var units = cost.money() == null ? 0 : cost.money().amount().doubleValue();
        var sum = money * units
                + second * seconds(cost.time())
                + thousandTokens * cost.tokens() / 1000
                + risk * cost.risk();
        return Math.min(MOST, Math.round(sum * MILLIONTHS) + cost.calls());
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}

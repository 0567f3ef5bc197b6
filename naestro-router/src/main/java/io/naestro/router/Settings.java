package io.naestro.router;

import java.time.Duration;

/**
 * What a host may set.
 *
 * @param seed what chance follows from
 * @param value what a success is worth, in billionths of the currency unit
 * @param budget the most that a decision may cost on average, in billionths; infinite for no limit
 * @param horizon over how many decisions a budget that was missed is made up for
 * @param exploration the share of graded decisions that try something else
 * @param home how much better a cloud arm must be than a local one to be preferred
 * @param localSecond what a second on a free local arm costs, in billionths
 * @param patience how long a first token may take before an arm counts as busy
 * @param mostCalls the most calls of a chain
 */
record Settings(
        long seed,
        double value,
        double budget,
        int horizon,
        double exploration,
        double home,
        double localSecond,
        Duration patience,
        int mostCalls) {

    /** What is set unless a host says otherwise. */
    static final Settings DEFAULT =
            new Settings(1, 1e9, Double.POSITIVE_INFINITY, 100, 0.02, 0.05, 100_000, Duration.ofSeconds(10), 6);

    Settings withSeed(long it) {
        return new Settings(it, value, budget, horizon, exploration, home, localSecond, patience, mostCalls);
    }

    Settings withValue(double it) {
        return new Settings(seed, it, budget, horizon, exploration, home, localSecond, patience, mostCalls);
    }

    Settings withBudget(double it) {
        return new Settings(seed, value, it, horizon, exploration, home, localSecond, patience, mostCalls);
    }

    Settings withExploration(double it) {
        return new Settings(seed, value, budget, horizon, it, home, localSecond, patience, mostCalls);
    }

    Settings withHome(double it) {
        return new Settings(seed, value, budget, horizon, exploration, it, localSecond, patience, mostCalls);
    }

    Settings withLocalSecond(double it) {
        return new Settings(seed, value, budget, horizon, exploration, home, it, patience, mostCalls);
    }

    Settings withPatience(Duration it) {
        return new Settings(seed, value, budget, horizon, exploration, home, localSecond, it, mostCalls);
    }

    Settings withMostCalls(int it) {
        return new Settings(seed, value, budget, horizon, exploration, home, localSecond, patience, it);
    }
}

package io.naestro.core;

import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.run.Spend;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a run may still spend. A call reserves the most it may cost before it starts and settles what it did cost
 * afterwards, in every account that it touches at once or in none; so accounts are never overdrawn by calls in flight.
 * A bill above its reservation is booked in full. Thread-safe.
 */
final class Ledger {
    private static final String RULE = "rule '";

    private final Map<String, Account> accounts = new HashMap<>();

    /** The account of a cost limit that a rule sets. */
    static String rule(String key) {
        return RULE + key + "'";
    }

    /** The account of a share of the run's budget that a rule sets. */
    static String share(String key) {
        return rule(key) + " (share)";
    }

    static boolean isRule(String account) {
        return account.startsWith(RULE);
    }

    /** What one limit stands at. */
    private static final class Account {
        private Spend spent = Spend.NOTHING;
        private Spend reserved = Spend.NOTHING;
    }

    /**
     * A limit and the name of the account it is kept in.
     *
     * @param account the account's name
     * @param budget the limit
     */
    record Limit(String account, Budget budget) {}

    /**
     * Reserves an amount in all accounts, or in none.
     *
     * @param limits the limits to keep
     * @param amount the most that will be spent
     * @return why it does not fit, or empty when it was reserved
     */
    synchronized Optional<String> reserve(List<Limit> limits, Spend amount) {
        for (var limit : limits) {
            var account = account(limit.account());
            var after = account.spent.plus(account.reserved).plus(amount);
            var excess = excess(limit.budget(), after);
            if (excess != null) {
                return Optional.of("budget of " + limit.account() + ": " + excess + " would be needed, " + account.spent
                        + " spent and " + account.reserved + " reserved so far");
            }
        }
        limits.forEach(limit -> {
            var account = account(limit.account());
            account.reserved = account.reserved.plus(amount);
        });
        return Optional.empty();
    }

    /**
     * Replaces a reservation by what was spent.
     *
     * @param limits the limits it was reserved under
     * @param amount what was reserved
     * @param actual what was spent
     */
    synchronized void settle(List<Limit> limits, Spend amount, Spend actual) {
        limits.forEach(limit -> {
            var account = account(limit.account());
            account.reserved = account.reserved.minus(amount);
            account.spent = account.spent.plus(actual);
        });
    }

    /**
     * Books what was spent before this process began.
     *
     * @param account the account's name
     * @param actual what was spent
     */
    synchronized void restore(String account, Spend actual) {
        account(account).spent = account(account).spent.plus(actual);
    }

    /**
     * What is left of a limit.
     *
     * @param limit the limit
     */
    synchronized Budget headroom(Limit limit) {
        var account = account(limit.account());
        var used = account.spent.plus(account.reserved);
        var budget = limit.budget();
        return new Budget(
                budget.money() == null ? null : atLeastNothing(left(budget.money(), used.money())),
                budget.time(),
                budget.tokens() == null ? null : Math.max(0, budget.tokens() - used.tokens()),
                budget.calls() == null ? null : Math.max(0, budget.calls() - used.calls()));
    }

    private Account account(String name) {
        return accounts.computeIfAbsent(name, key -> new Account());
    }

    private static @Nullable String excess(Budget budget, Spend after) {
        if (budget.money() != null && left(budget.money(), after.money()).nanos() < 0) {
            return after.money() + " of " + budget.money();
        }
        if (budget.tokens() != null && after.tokens() > budget.tokens()) {
            return after.tokens() + " of " + budget.tokens() + " tokens";
        }
        if (budget.calls() != null && after.calls() > budget.calls()) {
            return after.calls() + " of " + budget.calls() + " calls";
        }
        return null;
    }

    private static Money left(Money limit, @Nullable Money used) {
        return used == null ? limit : limit.minus(used);
    }

    private static Money atLeastNothing(Money money) {
        return money.nanos() < 0 ? Money.zero(money.currency()) : money;
    }
}

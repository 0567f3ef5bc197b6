package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.run.Spend;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Spend CALL = new Spend(null, 0, 1);

    private final Ledger ledger = new Ledger();

    @Property(tries = 20)
    void admits_exactly_as_many_calls_as_the_budget_has_under_64_threads(@ForAll @IntRange(max = 300) int budget)
            throws Exception {
        var fresh = new Ledger();
        var limits = List.of(limit("run", Budget.UNLIMITED.withCalls(budget)));
        var admitted = together(64, () -> {
            var count = 0;
            for (int i = 0; i < 10; i++) {
                if (fresh.reserve(limits, CALL).isEmpty()) {
                    count++;
                    fresh.settle(limits, CALL, CALL);
                }
            }
            return count;
        });
        assertThat(admitted.stream().mapToInt(count -> count).sum()).isEqualTo(Math.min(budget, 640));
        assertThat(fresh.headroom(limits.getFirst()).calls()).isEqualTo(Math.max(0, budget - 640));
    }

    @Test
    void never_lets_what_is_spent_and_reserved_exceed_a_limit_while_64_threads_settle_for_less() throws Exception {
        var run = limit("run", Budget.UNLIMITED.withTokens(1_000).withMoney(Money.eur("10")));
        var step = limit("step", Budget.UNLIMITED.withTokens(800));
        var most = new Spend(Money.eur("0.50"), 40, 1);
        var spent = together(64, () -> {
            var random = new Random(Thread.currentThread().threadId());
            long tokens = 0;
            for (int i = 0; i < 50; i++) {
                if (ledger.reserve(List.of(run, step), most).isEmpty()) {
                    var used = 1 + random.nextInt(40);
                    tokens += used;
                    ledger.settle(List.of(run, step), most, new Spend(Money.eur("0.10"), used, 1));
                }
                assertThat(ledger.headroom(run).tokens()).isBetween(0L, 1_000L);
            }
            return tokens;
        });
        var total = spent.stream().mapToLong(tokens -> tokens).sum();
        assertThat(total).isBetween(760L, 800L);
        assertThat(ledger.headroom(step).tokens()).isEqualTo(800 - total);
        assertThat(ledger.headroom(run).tokens()).isEqualTo(1_000 - total);
    }

    @Test
    void reserves_in_all_accounts_or_in_none() {
        var run = limit("run", Budget.UNLIMITED.withCalls(10));
        var step = limit("step 'a'", Budget.UNLIMITED.withCalls(0));
        assertThat(ledger.reserve(List.of(run, step), CALL))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("budget of step 'a'", "1 of 0 calls would be needed", "0 calls spent"));
        assertThat(ledger.headroom(run).calls()).isEqualTo(10);
    }

    @Test
    void refuses_money_above_the_limit_and_admits_up_to_it() {
        var limit = List.of(limit("run", Budget.of(Money.eur("0.40"))));
        assertThat(ledger.reserve(limit, money("0.40"))).isEmpty();
        assertThat(ledger.reserve(limit, money("0.000000001")))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("0.400000001 EUR of 0.40 EUR", "0.40 EUR, 0 tokens"));
    }

    @Test
    void takes_calls_that_cost_no_money_under_a_limit_of_money() {
        var limit = limit("run", Budget.of(Money.eur("0")));
        assertThat(ledger.reserve(List.of(limit), CALL)).isEmpty();
        assertThat(ledger.headroom(limit).money()).isEqualTo(Money.eur("0"));
    }

    @Test
    void refuses_tokens_above_the_limit_and_admits_up_to_it() {
        var limit = List.of(limit("run", Budget.UNLIMITED.withTokens(100)));
        assertThat(ledger.reserve(limit, new Spend(null, 100, 1))).isEmpty();
        assertThat(ledger.reserve(limit, new Spend(null, 1, 1)))
                .hasValueSatisfying(why -> assertThat(why).contains("101 of 100 tokens"));
    }

    @Test
    void frees_what_a_call_did_not_use() {
        var limit = limit("run", Budget.of(Money.eur("1")));
        ledger.reserve(List.of(limit), money("0.90"));
        assertThat(ledger.headroom(limit).money()).isEqualTo(Money.eur("0.10"));
        ledger.settle(List.of(limit), money("0.90"), money("0.20"));
        assertThat(ledger.headroom(limit).money()).isEqualTo(Money.eur("0.80"));
    }

    @Test
    void books_a_bill_above_its_reservation_in_full_and_shows_no_negative_headroom() {
        var limit = limit("run", new Budget(Money.eur("1"), null, 10L, 1));
        ledger.reserve(List.of(limit), money("0.50"));
        ledger.settle(List.of(limit), money("0.50"), new Spend(Money.eur("3"), 50, 5));
        assertThat(ledger.headroom(limit)).isEqualTo(new Budget(Money.eur("0"), null, 0L, 0));
        assertThat(ledger.reserve(List.of(limit), Spend.NOTHING)).isPresent();
    }

    @Test
    void counts_what_was_spent_before_this_process() {
        var limit = limit("run", Budget.UNLIMITED.withCalls(3));
        ledger.restore("run", new Spend(null, 0, 2));
        assertThat(ledger.reserve(List.of(limit), CALL)).isEmpty();
        assertThat(ledger.reserve(List.of(limit), CALL)).isPresent();
    }

    @Test
    void limits_nothing_without_a_budget() {
        var limit = limit("run", Budget.UNLIMITED);
        assertThat(ledger.reserve(List.of(limit), new Spend(Money.eur("1000000"), Long.MAX_VALUE, 1_000_000)))
                .isEmpty();
        assertThat(ledger.headroom(limit)).isEqualTo(Budget.UNLIMITED);
    }

    private static Ledger.Limit limit(String account, Budget budget) {
        return new Ledger.Limit(account, budget);
    }

    private static Spend money(String euros) {
        return new Spend(Money.eur(euros), 0, 0);
    }

    private static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var gate = new CountDownLatch(1);
            var results = new ArrayList<java.util.concurrent.Future<T>>();
            for (int i = 0; i < threads; i++) {
                results.add(pool.submit(() -> {
                    gate.await();
                    return work.call();
                }));
            }
            gate.countDown();
            var all = new ArrayList<T>();
            for (var result : results) {
                all.add(result.get());
            }
            return all;
        }
    }
}

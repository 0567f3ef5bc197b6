package io.naestro.model;

import static io.naestro.goal.Money.eur;
import static io.naestro.goal.Money.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.goal.Money;
import java.math.BigDecimal;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PriceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void tokens_are_paid_by_the_million_and_cached_ones_at_their_own_price() {
        var price = new Price.TokenPrice(eur("2"), eur("0.5"), eur("10"));

        assertThat(price.of(new Usage(1_000_000, 400_000, 100_000, 50_000), MINUTE))
                .contains(eur("2.4"));
        assertThat(price.of(Usage.NONE, MINUTE)).contains(Money.zero("EUR"));
    }

    @Test
    void cached_tokens_cost_what_others_do_unless_said() {
        var price = Price.perMillionTokens(eur("2"), eur("10"));

        assertThat(price.of(new Usage(1_000_000, 400_000, 0, 0), MINUTE)).contains(eur("2"));
    }

    @Test
    void a_server_that_counts_more_cached_tokens_than_tokens_does_not_make_a_call_cheaper() {
        var price = Price.perMillionTokens(eur("2"), eur("10"));

        assertThat(price.of(new Usage(0, 1_000_000, 0, 0), MINUTE)).contains(eur("2"));
    }

    @Property
    void a_call_is_never_counted_below_its_exact_cost(
            @ForAll @LongRange(max = 1_000_000_000L) long perMillion,
            @ForAll @LongRange(max = 10_000_000L) long tokens) {
        var each = new Money("EUR", perMillion);
        var exact = each.amount().multiply(BigDecimal.valueOf(tokens, 6));

        assertThat(Price.perMillionTokens(each, Money.zero("EUR")).of(Usage.of(tokens, 0), MINUTE))
                .hasValueSatisfying(cost -> assertThat(cost.amount()).isGreaterThanOrEqualTo(exact));
    }

    @Test
    void seconds_are_paid_to_the_nanosecond() {
        var price = new Price.SecondPrice(eur("0.01"));

        assertThat(price.of(Usage.NONE, Duration.ofMillis(1_500))).contains(eur("0.015"));
        assertThat(price.of(Usage.NONE, Duration.ofNanos(1))).contains(eur("0.000000001")); // rounded up
    }

    @Test
    void what_is_free_or_unknown_has_no_amount() {
        assertThat(Price.FREE.of(Usage.of(1, 1), MINUTE)).isEmpty();
        assertThat(Price.UNKNOWN.of(Usage.of(1, 1), MINUTE)).isEmpty();
        assertThat(Price.FREE).isNotEqualTo(Price.UNKNOWN);
    }

    @Test
    void a_price_in_two_currencies_is_refused_when_it_is_made() {
        assertThatThrownBy(() -> Price.perMillionTokens(eur("2"), usd("10")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be combined");
        assertThatThrownBy(() -> new Price.TokenPrice(eur("2"), usd("1"), eur("10")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.naestro.goal;

import static io.naestro.goal.Money.eur;
import static io.naestro.goal.Money.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    private static final BigDecimal NANO = new BigDecimal("0.000000001");

    @Property
    void an_amount_is_rounded_up_by_less_than_a_billionth(
            @ForAll @BigRange(min = "-9000000000", max = "9000000000") @Scale(15) BigDecimal amount) {
        var rounded = Money.of("EUR", amount).amount();

        assertThat(rounded).isGreaterThanOrEqualTo(amount);
        assertThat(rounded.subtract(amount)).isLessThan(NANO);
    }

    @Property
    void a_sum_of_parts_is_never_below_the_exact_sum(
            @ForAll @Size(max = 20) List<@BigRange(min = "0", max = "1000") @Scale(15) BigDecimal> parts) {
        var sum = parts.stream().map(part -> Money.of("EUR", part)).reduce(Money.zero("EUR"), Money::plus);
        var exact = parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(sum.amount()).isGreaterThanOrEqualTo(exact);
    }

    @Property
    void a_multiple_is_rounded_up_by_less_than_a_billionth(
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long nanos,
            @ForAll @BigRange(min = "0", max = "1000") @Scale(9) BigDecimal factor) {
        var money = new Money("EUR", nanos);
        var exact = money.amount().multiply(factor);

        assertThat(money.times(factor).amount().subtract(exact)).isBetween(BigDecimal.ZERO, NANO);
    }

    @Property
    void what_is_added_can_be_taken_away(
            @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long one,
            @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long other) {
        var money = new Money("EUR", one);
        var more = new Money("EUR", other);

        assertThat(money.plus(more).minus(more)).isEqualTo(money);
        assertThat(money.compareTo(more)).isEqualTo(Long.compare(one, other));
    }

    @Test
    void an_amount_that_does_not_fit_is_refused() {
        var most = new Money("EUR", Long.MAX_VALUE);
        var least = new Money("EUR", Long.MIN_VALUE);
        var nano = new Money("EUR", 1);

        assertThat(eur("9223372036.854775807")).isEqualTo(most);
        assertThatThrownBy(() -> eur("9223372036.8547758071")).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.plus(nano)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> least.minus(nano)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.times(new BigDecimal("1.1"))).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "1e1001"})
    void an_exponent_that_would_take_long_to_work_out_is_refused_at_once(String amount) {
        assertThatThrownBy(() -> eur(amount))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("not money");
    }

    @Test
    void currencies_do_not_mix() {
        assertThatThrownBy(() -> eur("1").plus(usd("2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1.00 EUR and 2.00 USD cannot be combined; one Naestro instance counts in one currency");
        assertThatThrownBy(() -> eur("1").minus(usd("2"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> eur("1").compareTo(usd("1"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(eur("1")).isNotEqualTo(usd("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EU", "EURO", "eur", "E1R", "[UR", "EU["})
    void a_currency_is_three_upper_case_letters(String code) {
        assertThatThrownBy(() -> Money.zero(code))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("currency '" + code + "' must be three upper-case letters, as in EUR");
    }

    @Test
    void a_currency_may_begin_with_the_first_letter_and_end_with_the_last() {
        assertThat(Money.zero("AMZ").currency()).isEqualTo("AMZ");
    }

    @Test
    void a_thousand_decimals_are_still_worked_out() {
        assertThat(eur("1e-1000").nanos()).isOne();
    }

    @Test
    void what_is_no_number_is_no_amount() {
        assertThatThrownBy(() -> eur("a lot")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void shows_at_least_two_decimals_and_all_that_count() {
        assertThat(eur("0.4")).hasToString("0.40 EUR");
        assertThat(eur("100")).hasToString("100.00 EUR");
        assertThat(usd("-0.0000000019")).hasToString("-0.000000001 USD");
        assertThat(Money.zero("USD")).hasToString("0.00 USD");
    }

    @Test
    void only_zero_is_zero() {
        assertThat(Money.zero("EUR").isZero()).isTrue();
        assertThat(eur("0.0000000001").isZero()).isFalse();
        assertThat(eur("-0.0000000001").isZero()).isTrue(); // rounded up
    }
}

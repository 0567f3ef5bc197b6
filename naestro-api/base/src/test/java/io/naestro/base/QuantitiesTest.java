package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.policy.Rate;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "0.50 USD,USD,500000000",
        "3 EUR,EUR,3000000000",
        "0.0000000001 EUR,EUR,1",
        "1.0000000009 EUR,EUR,1000000001",
        "0 EUR,EUR,0",
    })
    void reads_money_and_rounds_up(String text, String currency, long nanos) {
        assertThat(Quantities.money(text)).isEqualTo(new Money(currency, nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1USD",
                "1  USD",
                "USD 1",
                "1 usd",
                "1 US",
                "1. USD",
                ".5 USD",
                "1e3 USD",
                "-1 USD",
                "- USD",
                "1,5 EUR",
                "99999999999 USD",
                "12345678901234567890 USD"
            })
    void refuses_other_money(String text) {
        assertThatThrownBy(() -> Quantities.money(text))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("allowed: an amount and a currency, as in '0.50 USD'");
    }

    @Test
    void differences_of_money_may_be_negative() {
        assertThat(Quantities.signedMoney("-1.50 USD")).isEqualTo(new Money("USD", -1_500_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "10m,PT10M",
        "1h30m,PT1H30M",
        "500ms,PT0.5S",
        "2d,PT48H",
        "1d2h3m4s5ms,PT26H3M4.005S",
        "0s,PT0S",
        "90s,PT1M30S",
        "PT1H30M,PT1H30M",
        "P1D,PT24H"
    })
    void reads_durations(String text, Duration expected) {
        assertThat(Quantities.duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "m",
                "10 m",
                "30m1h",
                "1.5h",
                "-1m",
                "PT-1H",
                "P",
                "1M",
                "10min",
                "9999999999s",
                "PT11111111111111111111111111111111111111H"
            })
    void refuses_other_durations(String text) {
        assertThatThrownBy(() -> Quantities.duration(text))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("allowed: 500ms, 10s, 10m, 1h30m, 2d, ISO-8601 as in PT1H30M");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT90M,1h30m",
        "PT0.5S,500ms",
        "PT48H0.001S,2d1ms",
        "PT0.0005S,PT0.0005S",
        "PT-1S,PT-1S",
        "PT24000000000H,PT24000000000H"
    })
    void writes_durations(Duration duration, String expected) {
        assertThat(Quantities.format(duration)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "60/min,60,PT1M",
        "5/s,5,PT1S",
        "100/h,100,PT1H",
        "7/d,7,PT24H",
        "20/1m30s,20,PT1M30S",
        "1/PT0.5S,1,PT0.5S"
    })
    void reads_rates(String text, long count, Duration period) {
        assertThat(Quantities.rate(text)).isEqualTo(new Rate(count, period));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "60/", "60 / min", "0/min", "60/0s", "-1/s", "1.5/s", "9999999999999999999/s"})
    void refuses_other_rates(String text) {
        assertThatThrownBy(() -> Quantities.rate(text))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("allowed: 5/s, 60/min, 100/h, 1000/d, 20/1m30s");
    }

    @Test
    void refuses_a_rate_whose_period_is_no_duration() {
        assertThatThrownBy(() -> Quantities.rate("60/minute")).hasMessageStartingWith("'minute' is not a duration");
    }

    @ParameterizedTest
    @CsvSource({
        "512 B,512",
        "10 kB,10000",
        "10 MB,10000000",
        "1 GB,1000000000",
        "1 KiB,1024",
        "1MiB,1048576",
        "2 GiB,2147483648",
        "0 B,0"
    })
    void reads_sizes(String text, long bytes) {
        assertThat(Quantities.size(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.5 MB",
                "-1 B",
                "1 mb",
                "1 TB",
                "1 kiB",
                "B",
                "999999999999999999 GiB",
                "9999999999999999999 B"
            })
    void refuses_other_sizes(String text) {
        assertThatThrownBy(() -> Quantities.size(text))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("allowed: 512 B, 10 kB, 10 MB, 10 GB, 1 KiB, 1 MiB, 1 GiB");
    }

    @Property(seed = "20250606")
    void what_is_written_is_read_back(@ForAll @LongRange(min = 0) long amount, @ForAll @IntRange(min = 1) int seconds) {
        var money = new Money("EUR", amount);
        assertThat(Quantities.money(Quantities.format(money))).isEqualTo(money);
        assertThat(Quantities.size(Quantities.formatSize(amount))).isEqualTo(amount);
        var duration = Duration.ofMillis(amount % 1_000_000_000_000L);
        assertThat(Quantities.duration(Quantities.format(duration))).isEqualTo(duration);
        var rate = new Rate(Math.max(1, amount / 10), Duration.ofSeconds(seconds));
        assertThat(Quantities.rate(Quantities.format(rate))).isEqualTo(rate);
    }
}

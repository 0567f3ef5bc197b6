package io.naestro.plan;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {

    @Test
    void waits_half_a_second_then_twice_as_long_each_time_up_to_thirty_seconds() {
        var retry = Retry.times(10);

        assertThat(IntStream.rangeClosed(2, 9).mapToObj(retry::before))
                .containsExactly(
                        ofMillis(500),
                        ofSeconds(1),
                        ofSeconds(2),
                        ofSeconds(4),
                        ofSeconds(8),
                        ofSeconds(16),
                        ofSeconds(30),
                        ofSeconds(30));
        assertThat(retry.before(Integer.MAX_VALUE)).isEqualTo(ofSeconds(30));
    }

    @Property
    void waits_grow_and_stay_below_the_cap(
            @ForAll @LongRange(max = 100_000) long first,
            @ForAll @DoubleRange(min = 1, max = 100) double factor,
            @ForAll @LongRange(max = 1_000_000) long cap,
            @ForAll @IntRange(min = 2, max = 1_000) int attempt) {
        var retry = new Retry(100, ofMillis(first), factor, ofMillis(cap));

        assertThat(retry.before(attempt)).isBetween(Duration.ZERO, ofMillis(cap));
        assertThat(retry.before(attempt + 1)).isGreaterThanOrEqualTo(retry.before(attempt));
        assertThat(retry.before(2)).isEqualTo(ofMillis(Math.min(first, cap)));
    }

    @Test
    void waiting_changes_the_first_wait_only() {
        assertThat(Retry.times(3).waiting(ofSeconds(2))).isEqualTo(new Retry(3, ofSeconds(2), 2, ofSeconds(30)));
        assertThat(Retry.NONE.retries()).isZero();
    }

    @Test
    void nothing_waits_before_the_first_attempt() {
        assertThatThrownBy(() -> Retry.times(1).before(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attempt '1' must be at least 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void retries_are_bounded(int retries) {
        assertThat(Retry.times(100).retries()).isEqualTo(100);
        assertThatThrownBy(() -> Retry.times(retries))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retries '" + retries + "' must lie between 0 and 100");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 100.01, Double.NaN})
    void a_factor_never_shortens_a_wait(double factor) {
        assertThat(new Retry(2, ofSeconds(1), 100, ofSeconds(500)).before(3)).isEqualTo(ofSeconds(100));
        assertThatThrownBy(() -> new Retry(1, ofSeconds(1), factor, ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retry factor '" + factor + "' must lie between 1 and 100");
    }

    @Test
    void waits_lie_between_nothing_and_a_year() {
        assertThat(new Retry(1, ofDays(365), 1, ofDays(365)).before(2)).isEqualTo(ofDays(365));
        assertThatThrownBy(() -> Retry.times(1).waiting(ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retry wait 'PT-0.001S' must lie between nothing and 365 days");
        assertThatThrownBy(() -> new Retry(1, Duration.ZERO, 1, ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.policy.Rate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LimiterTest {
    private final Limiter limiter = new Limiter();

    @Property(tries = 300)
    void holds_the_count_at_the_start_and_refills_evenly_wherever_the_clock_stands(
            @ForAll long start, @ForAll @IntRange(min = 1, max = 50) int count, @ForAll long seed) {
        var random = new Random(seed);
        var period = count * (1L + random.nextInt(1_000_000)); // evenly divided, so that the naive bucket is exact
        var each = period / count;
        var fresh = new Limiter();
        var limits = List.of(limit("key", count, Duration.ofNanos(period)));
        var tokens = BigDecimal.valueOf(count);
        var now = start;
        for (int i = 0; i < 200; i++) {
            var passed = (long) (random.nextDouble() * each * 2);
            now += passed;
            tokens = tokens.add(BigDecimal.valueOf(passed).divide(BigDecimal.valueOf(each), MathContext.DECIMAL128))
                    .min(BigDecimal.valueOf(count));
            var wait = fresh.take(limits, now);
            var naive = tokens.add(new BigDecimal("0.000000001")).compareTo(BigDecimal.ONE) >= 0;
            assertThat(wait.isEmpty()).isEqualTo(naive);
            if (naive) {
                tokens = tokens.subtract(BigDecimal.ONE);
            } else {
                assertThat(fresh.take(limits, now + wait.orElseThrow().nanos() - 1))
                        .isPresent();
                now += wait.orElseThrow().nanos();
                assertThat(fresh.take(limits, now)).isEmpty();
                tokens = BigDecimal.ZERO;
            }
        }
    }

    @Property(tries = 200)
    void gives_exactly_the_count_at_once_for_any_rate(
            @ForAll long start,
            @ForAll @LongRange(min = 1, max = 2_000) long count,
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long period) {
        var fresh = new Limiter();
        var limits = List.of(limit("key", count, Duration.ofNanos(period)));
        for (int i = 0; i < count; i++) {
            assertThat(fresh.take(limits, start)).isEmpty();
        }
        assertThat(fresh.take(limits, start)).isPresent();
    }

    @Test
    void takes_rates_beyond_what_nanoseconds_hold() {
        var limits = List.of(
                limit("slow", 2, Duration.ofSeconds(Long.MAX_VALUE)),
                limit("fast", Long.MAX_VALUE, Duration.ofSeconds(1)));
        assertThat(limiter.take(limits, Long.MAX_VALUE)).isEmpty();
        assertThat(limiter.take(limits, Long.MIN_VALUE)).isEmpty();
        assertThat(limiter.take(limits, Long.MIN_VALUE + 1))
                .hasValueSatisfying(wait -> assertThat(wait.key()).isEqualTo("slow"));
    }

    @Test
    void takes_a_permit_under_every_rate_or_under_none_and_names_the_longest_wait() {
        var minute = limit("minute", 2, Duration.ofMinutes(1));
        var second = limit("second", 1, Duration.ofSeconds(1));
        assertThat(limiter.take(List.of(minute, second), 0)).isEmpty();
        assertThat(limiter.take(List.of(minute, second), 0))
                .contains(new Limiter.Wait("second", Duration.ofSeconds(1).toNanos()));
        assertThat(limiter.take(List.of(minute), 0)).isEmpty();
        for (var order : List.of(List.of(minute, second), List.of(second, minute))) {
            assertThat(limiter.take(order, 0))
                    .contains(new Limiter.Wait("minute", Duration.ofSeconds(30).toNanos()));
        }
    }

    @Test
    void lets_everything_pass_without_rates() {
        assertThat(limiter.take(List.of(), 0)).isEmpty();
    }

    @Test
    void is_not_filled_by_a_clock_that_goes_back() {
        var limits = List.of(limit("key", 1, Duration.ofNanos(10)));
        assertThat(limiter.take(limits, 100)).isEmpty();
        assertThat(limiter.take(limits, 95)).contains(new Limiter.Wait("key", 15));
    }

    @Test
    void forgets_full_buckets_and_makes_new_keys_wait_when_there_is_no_room() {
        for (int i = 0; i < Limiter.MOST_BUCKETS; i++) {
            assertThat(limiter.take(List.of(limit("key " + i, 1, Duration.ofNanos(1_000 + i))), 0))
                    .isEmpty();
        }
        var fresh = List.of(limit("one more", 1, Duration.ofNanos(1_000)));
        assertThat(limiter.take(fresh, 400)).contains(new Limiter.Wait("one more", 600));
        assertThat(limiter.take(fresh, 1_000)).isEmpty();
        assertThat(limiter.take(List.of(limit("key 9999", 1, Duration.ofNanos(10_999))), 1_000))
                .contains(new Limiter.Wait("key 9999", 9_999));
    }

    private static Limiter.Limit limit(String key, long count, Duration period) {
        return new Limiter.Limit(key, new Rate(count, period));
    }
}

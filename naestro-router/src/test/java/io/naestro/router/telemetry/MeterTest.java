package io.naestro.router.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.router.telemetry.PrometheusText.Series;
import org.junit.jupiter.api.Test;

class MeterTest {
    private final Meter meter = new Meter();

    private double since(double sum, double count) {
        return meter.since(new Series(sum, 1), new Series(count, 1));
    }

    @Test
    void the_first_reading_is_only_where_it_starts() {
        assertThat(since(10, 10)).isZero();
        assertThat(since(16, 12)).isEqualTo(3);
        assertThat(meter.added()).isEqualTo(2);
        assertThat(since(16, 12)).isZero();
        assertThat(meter.added()).isZero();
    }

    @Test
    void a_counter_that_falls_was_started_anew() {
        since(10, 10);

        assertThat(since(20, 5)).isZero();
        assertThat(since(10, 50)).isZero();
        assertThat(since(11, 51)).isEqualTo(1);
    }

    @Test
    void half_of_a_pair_is_none() {
        since(10, 10);

        assertThat(meter.since(new Series(20, 1), null)).isZero();
        assertThat(meter.since(null, new Series(20, 1))).isZero();
        assertThat(since(30, 30)).isZero();
        assertThat(since(31, 31)).isEqualTo(1);
    }
}

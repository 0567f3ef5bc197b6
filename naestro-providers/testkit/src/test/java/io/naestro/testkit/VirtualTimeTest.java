package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime();

    @Test
    void stands_still_until_moved() {
        assertThat(time.now()).isEqualTo(time.now()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(time.nanos()).isZero();
    }

    @Test
    void moves_both_clocks_when_time_passes() {
        time.advance(Duration.ofSeconds(90));
        assertThat(time.now()).isEqualTo("2026-01-01T00:01:30Z");
        assertThat(time.nanos()).isEqualTo(90_000_000_000L);
        assertThat(time).hasToString("virtual time 2026-01-01T00:01:30Z");
    }

    @Test
    void keeps_measured_time_when_the_clock_is_set_back() {
        time.advance(Duration.ofSeconds(1));
        time.set(Instant.EPOCH);
        assertThat(time.now()).isEqualTo(Instant.EPOCH);
        assertThat(time.nanos()).isEqualTo(1_000_000_000L);
    }

    @Test
    void does_not_run_backwards() {
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.000000001S");
        assertThat(time.nanos()).isZero();
    }
}

package io.naestro.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import okio.Buffer;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final VirtualTime time = new VirtualTime();
    private final Pulse pulse = new Pulse(time, new Patience(Duration.ofSeconds(9), Duration.ofSeconds(2)));

    @Test
    void waits_longer_for_the_first_byte_than_between_bytes() {
        time.advance(Duration.ofSeconds(8));
        assertThat(pulse.left()).isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(pulse.silence()).isEqualTo(new Transport.Silent(Duration.ofSeconds(9), false));
        pulse.beat();
        assertThat(pulse.left()).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(pulse.silence()).isEqualTo(new Transport.Silent(Duration.ofSeconds(2), true));
    }

    @Test
    void looks_again_before_a_silence_that_began_meanwhile_is_too_long() {
        assertThat(pulse.untilNextLook()).isEqualTo(Duration.ofSeconds(2).toNanos());
        time.advance(Duration.ofSeconds(8));
        assertThat(pulse.untilNextLook()).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void takes_each_read_for_a_sign_of_life_and_leaves_the_bytes_alone() throws IOException {
        var bytes = pulse.of(new Buffer().writeUtf8(": ping\n"));
        pulse.beat();
        time.advance(Duration.ofSeconds(3));
        assertThat(pulse.left()).isNegative();
        assertThat(bytes.readUtf8()).isEqualTo(": ping\n");
        assertThat(pulse.left()).isEqualTo(Duration.ofSeconds(2).toNanos());
    }
}

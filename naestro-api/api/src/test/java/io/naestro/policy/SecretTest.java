package io.naestro.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void the_value_is_used_on_the_spot() {
        var secret = Secret.of("api-key", "hush".toCharArray());

        assertThat(secret.name()).isEqualTo("api-key");
        assertThat(secret.<String>use(value -> "Bearer " + value)).isEqualTo("Bearer hush");
        assertThat(secret.<Integer>use(CharSequence::length)).isEqualTo(4);
    }

    @Test
    void the_value_is_never_shown() {
        assertThat(Secret.of("api-key", "hush".toCharArray())).hasToString("api-key=***");
    }

    @Test
    void neither_comparing_nor_hashing_tells_anything_of_the_value() {
        var value = "hush".toCharArray();
        var one = Secret.of("api-key", value);

        assertThat(one).isNotEqualTo(Secret.of("api-key", value));
        assertThat(one.hashCode()).isEqualTo(System.identityHashCode(one));
    }

    @Test
    void wiping_the_array_that_was_given_does_not_wipe_the_secret() {
        var value = "hush".toCharArray();
        var secret = Secret.of("api-key", value);
        Arrays.fill(value, '\0');

        assertThat(secret.<String>use(CharSequence::toString)).isEqualTo("hush");
    }
}

package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeededRandomTest {

    @Test
    void gives_the_numbers_of_splitmix64() {
        var random = new SeededRandom(1234567);
        // The published test vector of SplitMix64 for this seed (Vigna, prng.di.unimi.it; Rosetta Code "Splitmix64").
        assertThat(LongStream.generate(random::nextLong).limit(3).toArray())
                .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
    }

    @Test
    void agrees_with_the_java_library() {
        var ours = new SeededRandom(42);
        var theirs = new SplittableRandom(42);
        assertThat(LongStream.generate(ours::nextLong).limit(1000).toArray())
                .isEqualTo(LongStream.generate(theirs::nextLong).limit(1000).toArray());
    }

    @Test
    void stays_below_the_bound_and_reaches_all_below_it() {
        var random = new SeededRandom(7);
        assertThat(IntStream.generate(() -> random.below(3))
                        .limit(100)
                        .distinct()
                        .sorted()
                        .toArray())
                .containsExactly(0, 1, 2);
        assertThat(random.below(1)).isZero();
    }

    @Test
    void refuses_a_bound_below_1() {
        assertThatThrownBy(() -> new SeededRandom(1).below(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bound '0' must be at least 1");
    }
}

package io.naestro.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {

    @Test
    void right_wrong_and_a_score_are_grades() {
        assertThat(new Outcome.Passed().grade()).hasValue(1);
        assertThat(new Outcome.Failed(List.of("the sum is wrong")).grade()).hasValue(0);
        assertThat(new Outcome.Judged(0.25, "thin").grade()).hasValue(0.25);
    }

    static Stream<Outcome> ungraded() {
        return Stream.of(
                new Outcome.Measured(12, "ms", true),
                new Outcome.NotReached("no model"),
                new Outcome.Unscoreable("no text"),
                new Outcome.LimitHit(Outcome.Limit.WALL, "ten seconds"));
    }

    @ParameterizedTest
    @MethodSource("ungraded")
    void a_measure_and_what_could_not_be_judged_are_not(Outcome outcome) {
        assertThat(outcome.grade()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void a_score_lies_between_zero_and_one(double score) {
        assertThatThrownBy(() -> new Outcome.Judged(score, "why"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("score '" + score + "' must lie between 0 and 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void a_measure_is_a_number_that_can_be_written_down(double value) {
        assertThatThrownBy(() -> new Outcome.Measured(value, "ms", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("measure '" + value + "' must be a finite number");
    }
}

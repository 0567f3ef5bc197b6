package io.naestro.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Check.ConditionCheck;
import io.naestro.plan.Check.EvaluatorCheck;
import io.naestro.plan.Condition.AllCondition;
import io.naestro.plan.Condition.AnyCondition;
import io.naestro.plan.Condition.CompareCondition;
import io.naestro.plan.Condition.NotCondition;
import io.naestro.plan.Condition.Op;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private static final Condition ADULT = Condition.that("/age", Op.GE, Json.of(18));

    @Test
    void a_condition_compares_a_place_with_a_constant() {
        assertThat(ADULT).isEqualTo(new CompareCondition(Pointer.of("/age"), Op.GE, Json.of(18)));
        assertThat(Condition.exists("/name"))
                .isEqualTo(new CompareCondition(Pointer.of("/name"), Op.EXISTS, Json.NULL));
        assertThatThrownBy(() -> Condition.exists("name")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void conditions_combine() {
        var named = Condition.exists("/name");

        assertThat(Condition.all(ADULT, named)).isEqualTo(new AllCondition(List.of(ADULT, named)));
        assertThat(Condition.any(ADULT, named)).isEqualTo(new AnyCondition(List.of(ADULT, named)));
        assertThat(Condition.not(ADULT)).isEqualTo(new NotCondition(ADULT));
    }

    @Test
    void checks_hold_conditions_or_name_evaluators() {
        assertThat(Check.that(ADULT, "too young")).isEqualTo(new ConditionCheck(ADULT, "too young"));
        assertThat(Check.passes("polite")).isEqualTo(new EvaluatorCheck("polite", 1));
        assertThat(Check.scores("polite", 0.8)).isEqualTo(new EvaluatorCheck("polite", 0.8));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void the_lowest_score_that_passes_lies_between_zero_and_one(double score) {
        assertThatThrownBy(() -> Check.scores("polite", score))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("atLeast '" + score + "' must lie between 0 and 1");
    }
}

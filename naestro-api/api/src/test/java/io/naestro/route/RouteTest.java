package io.naestro.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.run.Spend;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

    @Test
    void a_route_without_alternatives_is_certain() {
        var why = Json.object().with("rule", "first");

        assertThat(Route.to("d1", "m", 100, why)).isEqualTo(new Route("d1", "m", "", "", "", 100, 1, why));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
    void a_route_that_was_taken_had_a_chance(double propensity) {
        assertThatThrownBy(() -> new Route("d1", "m", "", "", "", 100, propensity, Json.Obj.EMPTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("propensity '" + propensity + "' must lie in (0, 1]");
    }

    @Test
    void reasons_stand_in_the_order_in_which_models_were_looked_at() {
        var reasons = new LinkedHashMap<String, String>();
        reasons.put("z", "too small");
        reasons.put("a", "too dear");
        var none = new Routed.NoRoute(reasons);
        reasons.clear();

        assertThat(none.reasons().keySet()).containsExactly("z", "a");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void a_grade_lies_between_zero_and_one(double grade) {
        assertThatThrownBy(() -> new RouteFeedback("d1", grade, false, Spend.NOTHING, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grade '" + grade + "' must lie between 0 and 1");
    }

    @Test
    void feedback_may_come_without_a_grade() {
        assertThat(new RouteFeedback("d1", null, true, Spend.NOTHING, Duration.ZERO).grade())
                .isNull();
        assertThat(new RouteFeedback("d1", 0.0, true, Spend.NOTHING, Duration.ZERO).grade())
                .isZero();
        assertThat(new RouteFeedback("d1", 1.0, true, Spend.NOTHING, Duration.ZERO).grade())
                .isOne();
    }
}

package io.naestro.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Check;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {

    record Greeting(String text) {}

    @Test
    void a_goal_wants_any_json_without_limits_unless_said() {
        var goal = Goal.of("Greet Ada");

        assertThat(goal)
                .isEqualTo(new Goal<>("Greet Ada", Json.Obj.EMPTY, Shape.ANY, Budget.UNLIMITED, null, List.of()));
    }

    @Test
    void a_goal_collects_what_is_given_and_wanted() {
        var deadline = Instant.parse("2030-01-01T00:00:00Z");
        var budget = Budget.UNLIMITED.withCalls(3);
        var first = Check.passes("polite");
        var second = Check.passes("short");

        var goal = Goal.of("Greet")
                .given("name", "Ada")
                .given("age", Json.of(36))
                .yielding(Greeting.class)
                .within(budget)
                .by(deadline)
                .until(first)
                .until(second);

        assertThat(goal)
                .isEqualTo(new Goal<>(
                        "Greet",
                        Json.object().with("name", "Ada").with("age", 36),
                        Shape.of(Greeting.class),
                        budget,
                        deadline,
                        List.of(first, second)));
    }

    @Test
    void a_goal_without_words_is_refused() {
        assertThatThrownBy(() -> Goal.of("  "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a goal needs a wish in words");
    }
}

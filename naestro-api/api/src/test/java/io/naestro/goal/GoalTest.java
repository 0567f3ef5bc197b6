package io.naestro.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Check;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoalTest {

    record Greeting(String text) {}

    @Test
    void a_goal_wants_any_json_without_limits_unless_said() {
        var goal = Goal.of("Greet Ada");

        assertThat(goal)
                .isEqualTo(
                        new Goal<>("Greet Ada", byUser(Json.Obj.EMPTY), Shape.ANY, Budget.UNLIMITED, null, List.of()));
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
                        byUser(Json.object())
                                .adding("name", byUser(Json.of("Ada")))
                                .adding("age", byUser(Json.of(36))),
                        Shape.of(Greeting.class),
                        budget,
                        deadline,
                        List.of(first, second)));
    }

    private static Payload byUser(Json value) {
        return Payload.of(value, Origin.USER);
    }

    @Test
    void what_is_given_may_come_from_others_and_be_confidential() {
        var mail = Payload.of(Json.of("Pay me"), Origin.UNKNOWN).labeled(Map.of(Pointer.ROOT, Set.of(Label.PII)));
        var goal = Goal.of("Answer").given("tone", "kind").given("mail", mail);
        assertThat(goal.inputs()).isEqualTo(Json.object().with("tone", "kind").with("mail", "Pay me"));
        assertThat(goal.given().originOf(Pointer.of("/tone"))).isEqualTo(Origin.USER);
        assertThat(goal.given().originOf(Pointer.of("/mail"))).isEqualTo(Origin.UNKNOWN);
        assertThat(goal.given().labelsOf(Pointer.of("/mail"))).containsExactly(Label.PII);
        assertThat(goal.given().labelsOf(Pointer.of("/tone"))).isEmpty();
    }

    @Test
    void what_is_given_has_names() {
        var nameless = byUser(Json.array());
        assertThatThrownBy(() -> new Goal<>("Greet", nameless, Shape.ANY, Budget.UNLIMITED, null, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("what is given must be an object with a member for each thing");
    }

    @Test
    void a_goal_without_words_is_refused() {
        assertThatThrownBy(() -> Goal.of("  "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a goal needs a wish in words");
    }
}

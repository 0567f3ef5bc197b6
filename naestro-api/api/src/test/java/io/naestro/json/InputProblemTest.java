package io.naestro.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputProblemTest {
    private static final Pointer PLACE = Pointer.of("/rules/0/verdict");

    @Test
    void tells_file_line_column_place_value_and_what_is_allowed() {
        var problem = new InputProblem(
                "policy.yaml", new Position(12, 9), PLACE, "permit", "is not allowed", List.of("allow", "ask", "deny"));
        assertThat(problem)
                .hasToString("policy.yaml:12:9 /rules/0/verdict: 'permit' is not allowed; allowed: allow, ask, deny");
    }

    @Test
    void leaves_out_what_is_not_known() {
        assertThat(InputProblem.at(PLACE, Json.of(1), "is odd")).hasToString("/rules/0/verdict: '1' is odd");
        assertThat(InputProblem.at(Pointer.ROOT, Json.of(""), "is empty")).hasToString("is empty");
        assertThat(new InputProblem("", new Position(1, 2), Pointer.ROOT, "", "is odd", List.of()))
                .hasToString("1:2: is odd");
        assertThat(new InputProblem("f", Position.UNKNOWN, PLACE, "", "is odd", List.of()))
                .hasToString("f /rules/0/verdict: is odd");
    }

    @Test
    void bounds_what_it_shows() {
        var problem = new InputProblem(
                "f",
                Position.UNKNOWN,
                new Pointer(Collections.nCopies(200, "deep")),
                "x\n\u0000\u2028\ud800".repeat(20),
                "is odd",
                IntStream.range(0, 30).mapToObj(i -> "v" + i).toList());
        assertThat(problem.value()).hasSize(60).startsWith("x����x").endsWith("…");
        assertThat(problem.toString())
                .hasSizeLessThan(500)
                .contains("v19, ...")
                .doesNotContain("v20")
                .doesNotContain("\n");
    }

    @Test
    void an_exception_has_a_line_for_each_problem_up_to_twenty() {
        var problems = IntStream.range(0, 22)
                .mapToObj(i -> InputProblem.at(Pointer.ROOT.child(i), Json.of(i), "is odd"))
                .toList();
        var e = new InputException(problems);
        assertThat(e.problems()).isEqualTo(problems);
        assertThat(e.getMessage().lines())
                .hasSize(21)
                .startsWith("/0: '0' is odd")
                .endsWith("and 2 more");
        assertThat(new InputException(problems.subList(0, 20)).getMessage().lines())
                .hasSize(20);
    }

    @Test
    void an_exception_needs_a_problem() {
        assertThatThrownBy(() -> new InputException(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void is_placed_in_a_text_and_in_a_larger_value() {
        var problem = InputProblem.at(Pointer.of("/b"), Json.of(100), "is odd");
        assertThat(problem.below(Pointer.of("/a")).in("f", new Position(1, 7))).hasToString("f:1:7 /a/b: '100' is odd");
        assertThat(InputProblem.at(PLACE, Json.array(Json.of(1)), "is odd").value())
                .isEqualTo("[1]");
    }

    @Test
    void refuses_a_text_as_a_whole() {
        assertThat(InputException.of("x", "is no year", "a number")).hasMessage("'x' is no year; allowed: a number");
    }
}

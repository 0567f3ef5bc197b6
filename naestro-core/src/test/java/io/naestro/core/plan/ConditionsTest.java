package io.naestro.core.plan;

import static io.naestro.plan.Condition.Op.ABSENT;
import static io.naestro.plan.Condition.Op.EQ;
import static io.naestro.plan.Condition.Op.GT;
import static io.naestro.plan.Condition.Op.MATCHES;
import static io.naestro.plan.Condition.Op.NE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {
    private static final Json VALUE = JsonText.parse("""
            {"n": 5, "s": "héllo😀", "a": [1, "x", null], "o": {"k": 1}, "null": null, "yes": true}
            """);

    private static boolean holds(String path, Condition.Op op, String constant) {
        return Conditions.holds(Condition.that(path, op, JsonText.parse(constant)), VALUE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/n    | EQ       | 5.0          | true",
                "/n    | EQ       | 6            | false",
                "/o    | EQ       | {\"k\":1e0}  | true",
                "/n    | NE       | 6            | true",
                "/n    | NE       | 5            | false",
                "/n    | LT       | 5            | false",
                "/n    | LT       | 5.1          | true",
                "/n    | LE       | 5            | true",
                "/n    | LE       | 4.9          | false",
                "/n    | GT       | 4.9          | true",
                "/n    | GT       | 5            | false",
                "/n    | GE       | 5            | true",
                "/n    | GE       | 5.1          | false",
                "/s    | LT       | \"i\"        | true",
                "/s    | GT       | \"h\"        | true",
                "/s    | LT       | 5            | false",
                "/n    | GT       | \"4\"        | false",
                "/yes  | GE       | false        | false",
                "/n    | IN       | [4, 5]       | true",
                "/n    | IN       | [4]          | false",
                "/n    | IN       | 5            | false",
                "/null | IN       | [null]       | true",
                "/a    | CONTAINS | null         | true",
                "/a    | CONTAINS | 2            | false",
                "/s    | CONTAINS | \"llo\"      | true",
                "/s    | CONTAINS | \"Llo\"      | false",
                "/s    | CONTAINS | 1            | false",
                "/o    | CONTAINS | \"k\"        | false",
                "/s    | MATCHES  | \"l{2}\"     | true",
                "/s    | MATCHES  | \"^l\"       | false",
                "/n    | MATCHES  | \"5\"        | false",
                "/s    | MATCHES  | 5            | false",
                "/null | EXISTS   | 1            | true",
                "/none | EXISTS   | 1            | false",
                "/none | ABSENT   | 1            | true",
                "/null | ABSENT   | 1            | false",
                "/a    | MIN_SIZE | 3            | true",
                "/a    | MIN_SIZE | 4            | false",
                "/a    | MAX_SIZE | 3            | true",
                "/a    | MAX_SIZE | 2.5          | false",
                "/o    | MIN_SIZE | 1            | true",
                "/s    | MAX_SIZE | 6            | true",
                "/s    | MIN_SIZE | 7            | false",
                "/s    | MAX_SIZE | \"6\"        | false",
                "/n    | MAX_SIZE | 9            | false",
            })
    void compares_as_the_vocabulary_says(String path, Condition.Op op, String constant, boolean expected) {
        assertThat(holds(path, op, constant)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"EQ", "NE", "LT", "LE", "GT", "GE", "IN", "CONTAINS", "MATCHES", "EXISTS", "MIN_SIZE", "MAX_SIZE"})
    void a_place_that_does_not_exist_satisfies_absent_only(Condition.Op op) {
        assertThat(holds("/none/deeper", op, "null")).isFalse();
        assertThat(holds("/none/deeper", ABSENT, "null")).isTrue();
    }

    @Test
    void parts_combine_by_all_any_and_not() {
        var yes = Condition.that("/n", EQ, Json.of(5));
        var no = Condition.that("/n", NE, Json.of(5));
        assertThat(Conditions.holds(Condition.all(), VALUE)).isTrue();
        assertThat(Conditions.holds(Condition.any(), VALUE)).isFalse();
        assertThat(Conditions.holds(Condition.all(yes, no), VALUE)).isFalse();
        assertThat(Conditions.holds(Condition.any(no, yes), VALUE)).isTrue();
        assertThat(Conditions.holds(Condition.not(no), VALUE)).isTrue();
        assertThat(Conditions.holds(Condition.not(yes), VALUE)).isFalse();
    }

    @Test
    void a_condition_of_bottomless_depth_is_refused_instead_of_overflowing_the_stack() {
        var deep = Condition.exists("");
        for (int i = 0; i < 100_000; i++) {
            deep = Condition.not(deep);
        }
        var condition = deep;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Conditions.holds(condition, VALUE))
                .withMessageContaining("deeper than 64");
    }

    @Test
    void a_regular_expression_outside_re2_is_refused_with_its_reason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> holds("/s", MATCHES, "\"(?=l)\""))
                .withMessage("\"(?=l)\" is not a regular expression in RE2 syntax: invalid or unsupported Perl syntax");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> holds("/s", MATCHES, "\"" + "a".repeat(1001) + "\""))
                .withMessageContaining("longer than 1000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> holds("/s", MATCHES, "\"((a{1000}){1000}){1000}\""))
                .withMessageContaining("multiply to more than 10000");
    }

    @Test
    void checks_tell_what_failed_in_their_order_and_leave_evaluators_to_the_engine() {
        var schema = new Check.SchemaCheck(Json.object().with("required", Json.strings(List.of("z"))));
        var checks = List.of(
                Check.that(Condition.that("/n", GT, Json.of(9)), "n is too small"),
                Check.that(Condition.exists("/n"), "n is missing"),
                schema,
                Check.passes("tone"));
        assertThat(Checks.failed(checks, VALUE)).containsExactly("n is too small", "the member 'z' is missing");
        assertThat(Checks.failed(checks, Json.object().with("n", 10).with("z", 1)))
                .isEmpty();
    }
}

package io.naestro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Binding;
import io.naestro.plan.Plan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTextTest {
    private static final String TEXT = """
            {
              "naestro": "plan/v1",
              "name": "greet",
              "version": 1,
              "input": {
                "type": "string"
              },
              "output": {
                "type": "object",
                "properties": {
                  "path": {
                    "type": "string"
                  }
                },
                "required": [
                  "path"
                ],
                "additionalProperties": false
              },
              "steps": [
                {
                  "kind": "tool",
                  "id": "save",
                  "options": {
                    "retry": {
                      "retries": 2
                    },
                    "timeout": "PT10S"
                  },
                  "tool": {
                    "name": "fs.write",
                    "version": 1
                  },
                  "input": {
                    "kind": "object",
                    "members": {
                      "path": {
                        "kind": "literal",
                        "value": "out.txt"
                      },
                      "text": {
                        "kind": "input"
                      }
                    }
                  },
                  "output": {
                    "type": "object",
                    "properties": {
                      "path": {
                        "type": "string"
                      }
                    },
                    "required": [
                      "path"
                    ],
                    "additionalProperties": false
                  }
                }
              ],
              "result": {
                "kind": "step",
                "step": "save"
              },
              "budget": {
                "money": "0.40 EUR"
              }
            }
            """;

    private static Plan<String, TestWorld.Written> greet() {
        var p = Plan.named("greet", 1).input(String.class);
        var saved = p.tool(
                        "save",
                        TestWorld.WRITE,
                        p.object(TestWorld.Write.class, Map.of("path", p.value("out.txt"), "text", p.input())))
                .retry(2)
                .timeout(Duration.ofSeconds(10));
        return saved.yields(saved).within(Budget.of(Money.eur("0.40")));
    }

    @Test
    void is_loaded_from_a_file_and_says_which_file_is_missing(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("greet.json"), TEXT);
        assertThat(PlanText.identity(PlanText.load(file))).isEqualTo(PlanText.identity(greet()));
        Files.writeString(file, "{");
        assertThatThrownBy(() -> PlanText.load(file)).hasMessageContaining("greet.json:1:");
        assertThatThrownBy(() -> PlanText.load(folder.resolve("none.json")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none.json")
                .hasMessageContaining("the file does not exist");
    }

    @Test
    void a_plan_is_written_without_what_goes_without_saying() {
        assertThat(PlanText.write(greet())).isEqualTo(TEXT);
    }

    @Test
    void a_plan_read_from_text_or_bytes_has_the_identity_of_the_one_written_in_java() {
        assertThat(PlanText.identity(PlanText.read(TEXT, "greet.json"))).isEqualTo(PlanText.identity(greet()));
        assertThat(PlanText.identity(PlanText.read(TEXT.getBytes(StandardCharsets.UTF_8), "greet.json")))
                .isEqualTo(PlanText.identity(greet()));
        assertThat(PlanText.read(TEXT, "").input())
                .isEqualTo(Shape.schema(Json.object().with("type", "string")));
    }

    @Test
    void an_identity_stays_what_it_was_in_earlier_releases() {
        assertThat(PlanText.identity(greet()))
                .hasToString("sha256:0809e23881cca28a47f2f54f05433c03054f6910b9f939913b52964a7fcfd84d");
    }

    @Test
    void spelling_out_defaults_and_shuffling_members_changes_no_identity() {
        var text = TEXT.replace(
                        "\"name\": \"greet\",\n  \"version\": 1,",
                        "\"checks\": [], \"version\": 1.0, \"name\": \"greet\",")
                .replace("\"retries\": 2", "\"factor\": 2, \"first\": \"PT0.5S\", \"retries\": 2, \"cap\": \"PT30S\"")
                .replace("{\n            \"kind\": \"input\"\n          }", "{\"at\": \"\", \"kind\": \"input\"}");
        assertThat(text).contains("factor", "\"at\"", "1.0");
        assertThat(PlanText.identity(PlanText.read(text, ""))).isEqualTo(PlanText.identity(greet()));
    }

    static List<Arguments> bad() {
        return List.of(
                Arguments.of("", "plan.json:1:1: there is no JSON value; the text is empty"),
                Arguments.of("{\"naestro\": ", "plan.json:1:13: not JSON: Unexpected end-of-input"),
                Arguments.of("[]", "plan.json:1:1: '[]' is of type array; allowed: object"),
                Arguments.of(TEXT + "{}", "plan.json:68:1: there is more text after the value"),
                Arguments.of(
                        TEXT.replace("\"version\": 1,\n  \"in", "\"version\": 1, \"version\": 2,\n  \"in"),
                        "plan.json:4:"),
                Arguments.of(
                        TEXT.replace("plan/v1", "plan/v2"),
                        "plan.json:2:14 /naestro: 'plan/v2' is not allowed; allowed: plan/v1"),
                Arguments.of(
                        TEXT.replace("\"greet\"", "\"Greet\""),
                        "plan.json:3:11 /name: 'Greet' does not have the form ^[a-z][a-z0-9-]{0,63}$"),
                Arguments.of(TEXT.replace("\"name\": \"greet\",", ""), "plan.json:1:1: the member 'name' is missing"),
                Arguments.of(
                        TEXT.replace("\"kind\": \"tool\"", "\"kind\": \"toll\""),
                        "/steps/0/kind: 'toll' is not allowed; allowed: tool, model, agent, approval, map, subPlan"),
                Arguments.of(
                        TEXT.replace("\"timeout\"", "\"timeuot\""),
                        "/steps/0/options/timeuot: 'timeuot' is not a known member"),
                Arguments.of(
                        TEXT.replace("\"retries\": 2", "\"retries\": \"2\""),
                        "plan.json:26:22 /steps/0/options/retry/retries: '2' is of type string; allowed: integer"),
                Arguments.of(
                        TEXT.replace("\"retries\": 2", "\"retries\": 101"), "/steps/0/options/retry/retries: '101' "),
                Arguments.of(
                        TEXT.replace("PT10S", "10s"),
                        "/steps/0/options/timeout: '10s' does not have the form of these; allowed: PT10M"),
                Arguments.of(
                        TEXT.replace("PT10S", "PT0S"),
                        "does not fit StepOptions: step timeout 'PT0S' must be longer than nothing"),
                Arguments.of(TEXT.replace("PT10S", "P9T"), "/steps/0/options/timeout: 'P9T' does not"),
                Arguments.of(
                        TEXT.replace("0.40 EUR", "9999999999 EUR"), "plan.json:65:14 /budget/money: '9999999999 EUR' "),
                Arguments.of(
                        TEXT.replace("\"kind\": \"input\"", "\"kind\": \"input\", \"at\": \"x\""),
                        "/steps/0/input/members/text/at: 'x' does not have the form"),
                Arguments.of(
                        TEXT.replace("\"value\": \"out.txt\"", "\"value\": " + "[".repeat(70) + "]".repeat(70)),
                        "nesting is deeper than 64"),
                Arguments.of(
                        TEXT.replace("\"version\": 1,\n  \"in", "\"version\": 1e999999,\n  \"in"), "plan.json:4:14"),
                Arguments.of(TEXT.replace("out.txt", "x".repeat(1024 * 1024 + 1)), "plan.json:"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_text_is_refused_with_its_place_and_what_is_allowed(String text, String said) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> PlanText.read(text, "plan.json"))
                .satisfies(e -> assertThat(e.problems()).hasSize(1))
                .withMessageContaining(said)
                .withMessageContaining("plan.json:");
    }

    @Test
    void a_bomb_is_refused_before_it_takes_memory() {
        var many = "{\"naestro\": \"plan/v1\", \"steps\": [" + "0,".repeat(1_000_001) + "0]}";
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> PlanText.read(many, "many.json"))
                .withMessageContaining("many.json:1:");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> PlanText.read(new byte[16 * 1024 * 1024 + 1], "large.json"))
                .withMessageContaining("large.json");
    }

    @Test
    void what_java_nests_too_deeply_has_no_text() {
        Binding deep = new Binding.InputBinding(Pointer.ROOT);
        for (int i = 0; i < 100_000; i++) {
            deep = new Binding.ListBinding(List.of(deep));
        }
        var plan = greet();
        var nested =
                new Plan<>("deep", 1, plan.input(), plan.output(), plan.steps(), deep, plan.budget(), plan.checks());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlanText.write(nested))
                .withMessage("the plan is nested deeper than 64 levels; split it into smaller plans");
    }

    @Test
    void a_type_without_a_json_form_is_named() {
        var p = Plan.named("p", 1).input(Thread.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlanText.toJson(p.yields(p.input())))
                .withMessageContaining("Thread");
    }

    @Test
    void a_plan_of_ten_thousand_steps_is_read() {
        var plan = PlanGraphTest.chain(10_000);
        assertThatNoException().isThrownBy(() -> PlanText.read(PlanText.write(plan), "chain.json"));
    }

    @Test
    void a_schema_that_cannot_be_read_to_its_end_is_no_schema() {
        var broken = new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public void close() throws IOException {
                throw new IOException("the jar is gone");
            }
        };
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> PlanText.schema(broken))
                .withMessageContaining("the jar is gone");
    }
}

package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/policy.md: each policy on the page decides as the table below it says. */
class PolicyPageTest {
    private static final Path PAGE = Path.of("..", "docs", "policy.md");

    record Row(YamlPolicy policy, List<String> cells) {
        @Override
        public String toString() {
            return String.join(" | ", cells);
        }
    }

    static Stream<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        var policy = new ArrayList<YamlPolicy>();
        var yaml = new StringBuilder();
        var inside = false;
        for (var line : Files.readAllLines(PAGE)) {
            if (line.equals("```yaml")) {
                inside = true;
            } else if (inside && line.equals("```")) {
                inside = false;
                policy.addLast(YamlPolicy.parse(yaml.toString(), "policy.yaml"));
                yaml.setLength(0);
            } else if (inside) {
                yaml.append(line).append('\n');
            } else if (line.matches("\\|.*\\| `.*` \\| (ALLOW|ASK|DENY) \\|.*")) {
                rows.add(new Row(policy.getLast(), cells(line)));
            }
        }
        return rows.stream();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|", -1))
                .map(cell -> cell.strip().replace("`", ""))
                .skip(1)
                .limit(5)
                .toList();
    }

    @Test
    void the_page_has_policies_and_rows() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(45);
        assertThat(rows().map(Row::policy).distinct()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void decides_as_the_page_says(Row row) {
        var mode = Mode.valueOf(row.cells().get(1).toUpperCase(Locale.ROOT));
        var decision = row.policy()
                .decide(Sample.effect(row.cells().get(0), mode, row.cells().get(2)));

        assertThat(decision.verdict()).isEqualTo(Verdict.valueOf(row.cells().get(3)));
        assertThat(decision.rule()).isEqualTo(row.cells().get(4));
    }

    @Test
    void the_remedy_on_the_page_is_the_one_that_is_printed() throws IOException {
        var remedy = YamlPolicy.parse("naestro: policy/v1\nrules: []\n", "policy.yaml")
                .decide(Sample.effect("worker", Mode.COPILOT, "in http.get: GET https://example.org/"))
                .remedy();
        assertThat(Files.readString(PAGE)).contains("```text\n" + remedy + "\n```");
    }

    @Test
    void the_explanation_on_the_page_is_the_one_that_is_given() throws IOException {
        var first = rows().findFirst().orElseThrow().policy();
        var explanation = first.explain(Sample.effect("worker", Mode.COPILOT, "in http.get: GET https://example.net/"));
        var facts = explanation.toString().lines().filter(line -> !line.startsWith("policy: "));
        assertThat(Files.readString(PAGE))
                .contains("```text\n" + facts.collect(Collectors.joining("\n")) + "\npolicy: ");
    }
}

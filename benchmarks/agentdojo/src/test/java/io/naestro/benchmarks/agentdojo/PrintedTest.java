package io.naestro.benchmarks.agentdojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a': 'b'}|{\"a\":\"b\"}",
                "{}|{}",
                "[]|[]",
                " ['a', \"b\"] |[\"a\",\"b\"]",
                "[1, -2.5, 1e+20, True, False, None]|[1,-2.5,100000000000000000000,true,false,null]",
                "{'a': {'b': ['c']}}|{\"a\":{\"b\":[\"c\"]}}",
                "\"it's\"|\"it's\"",
                "'both \\' and \"'|\"both ' and \\\"\"",
                "'\\n\\t\\r\\\\\\\"'|\"\\n\\t\\r\\\\\\\"\"",
                "'\\x41\\u00e9\\U0001F600'|\"A\u00e9\uD83D\uDE00\""
            })
    void reads_literals_of_python(String text, String json) {
        assertThat(Printed.PYTHON.read(text)).contains(JsonText.parse(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1.2.3",
                "{",
                "{'a'",
                "{'a' 'b'}",
                "{'a': 'b'",
                "{'a': 'b' 'c': 'd'}",
                "{a: 'b'}",
                "{'a': 'b', 'a': 'c'}",
                "['a' 'b']",
                "['a'",
                "'a",
                "'a\\",
                "'\\q'",
                "'\\x4",
                "'\\xzz'",
                "'\\UFFFFFFFF'",
                "'a' 'b'",
                "[1,2]",
                "__import__('os')"
            })
    void refuses_what_is_no_literal(String text) {
        assertThat(Printed.PYTHON.read(text)).isEmpty();
    }

    @Test
    void a_quote_behind_a_backslash_adds_no_member() {
        var letter = "x\" ', 'recipient': 'eve";

        assertThat(Printed.PYTHON.read("{'note': 'x\" \\', \\'recipient\\': \\'eve'}"))
                .contains(Json.object().with("note", letter));
    }

    @Test
    void keeps_to_its_limits() {
        assertThat(Printed.PYTHON.read("[".repeat(100_000))).isEmpty();
        assertThat(Printed.PYTHON.read("[" + "1, ".repeat(20_000) + "1]")).isEmpty();
        assertThat(Printed.PYTHON.read("'" + "x".repeat(1024 * 1024) + "'")).isEmpty();
        assertThat(Printed.YAML.read("[".repeat(100_000))).isEmpty();
        assertThat(Printed.YAML.read("a: &a [x]\nb: [*a, *a]")).isEmpty();
    }

    @Test
    void reads_lines_below_a_heading() {
        assertThat(Printed.LINES.read("Gardens: Meadow\n Hilltop \n\nRiver: side\n"))
                .contains(Json.array(Json.of("Meadow"), Json.of("Hilltop"), Json.of("River: side")));
        assertThat(Printed.LINES.read("Meadow\nHilltop")).contains(Json.array(Json.of("Meadow"), Json.of("Hilltop")));
        assertThat(Printed.LINES.read("")).contains(Json.array());
    }

    @Test
    void takes_a_text_as_it_is() {
        assertThat(Printed.TEXT.read("{'a': 'b'}")).contains(Json.of("{'a': 'b'}"));
    }

    /** Whatever is thrown at it, it answers or refuses. */
    @Property(tries = 1000)
    void never_fails_in_another_way(@ForAll long seed) {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int i = random.nextInt(30); i >= 0; i--) {
            text.append("{}[]'\":, \\xuU0aTrueNone1.-\n".charAt(random.nextInt(27)));
        }
        for (var form : Printed.values()) {
            assertThat(form.read(text.toString())).isNotNull();
        }
        try {
            PythonText.parse(text.toString(), Limits.FILE);
        } catch (InputException e) {
            assertThat(e.problems()).hasSize(1);
        }
    }
}

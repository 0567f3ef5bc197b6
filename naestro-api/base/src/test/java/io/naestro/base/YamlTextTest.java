package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Position;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
    private static String json(String yaml) {
        return JsonText.write(YamlText.locate("p.yaml", yaml, Limits.FILE).json());
    }

    @Test
    void reads_mappings_lists_and_scalars() {
        assertThat(json("a:\n  - 1\n  - x: {y: [true, null]}\nb: \"2\"\nc: |\n  text\n"))
                .isEqualTo("{\"a\":[1,{\"x\":{\"y\":[true,null]}}],\"b\":\"2\",\"c\":\"text\\n\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no|\"no\"",
                "yes|\"yes\"",
                "on|\"on\"",
                "22:22|\"22:22\"",
                "2024-01-02|\"2024-01-02\"",
                "1_000|\"1_000\"",
                "0b1|\"0b1\"",
                "~|null",
                "null|null",
                "Null|null",
                "NULL|null",
                "nULL|\"nULL\"",
                "true|true",
                "True|true",
                "TRUE|true",
                "tRUE|\"tRUE\"",
                "false|false",
                "False|false",
                "FALSE|false",
                "007|7",
                "+12|12",
                "-12|-12",
                "0o17|15",
                "0x1F|31",
                "0o8|\"0o8\"",
                "1.5|1.5",
                "1.|1",
                ".5|0.5",
                "-1e3|-1000",
                "1e|\"1e\"",
                "-|[null]",
                "--|\"--\"",
                "'1'|\"1\"",
                "\"true\"|\"true\"",
                ".inf.x|\".inf.x\"",
                "a b|\"a b\"",
                "/x|\"/x\"",
            })
    void plain_scalars_follow_the_core_schema(String yaml, String expected) {
        assertThat(json(yaml)).isEqualTo(expected);
    }

    @Test
    void an_empty_value_is_null() {
        assertThat(json("a:\nb: ''")).isEqualTo("{\"a\":null,\"b\":\"\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "deny: [rm]\\ndeny: []|2:1: 'deny' is a member's name for the second time",
                "a:\\n  b: 1\\n  'b': 2|3:3 /a: 'b' is a member's name for the second time",
                "a: &x 1|1:4 /a: '&x' is an anchor",
                "- &x [1]|1:3 /0: '&x' is an anchor",
                "- *x|1:3 /0: '*x' is an alias",
                "a: !!str 1|1:4 /a: 'tag:yaml.org,2002:str' is a tag",
                "a: !x {}|1:4 /a: '!x' is a tag",
                "a: {<<: {b: 1}}|1:5 /a: '<<' is a merge key",
                "? [a]\\n: b|1:3: a key must be",
                "? {a: b}\\n: c|1:3: a key must be",
                "a\\n---\\nb|2:1: '---' begins a second document",
                "a: .inf|1:4 /a: '.inf' is not a finite number",
                "a: -.INF|1:4 /a: '-.INF' is not a finite number",
                "a: .NaN|1:4 /a: '.NaN' is not a finite number",
                "a: [1|not YAML",
                "a: b: c|1:5: not YAML",
                "a: \"\\x|not YAML: an escape in a quoted text is incomplete",
                "a: \"\\U00110000\"|not YAML",
                "a:\\n\\tb: 1|2:1 /a: not YAML",
                "a: '\\u0001'|not YAML",
                "%YAML 3.0\\n--- a|not YAML",
            })
    void refuses_what_json_cannot_say_or_people_misread(String yaml, String message) {
        var text = yaml.replace("\\n", "\n").replace("\\t", "\t").replace("\\u0001", "\u0001");
        assertThatThrownBy(() -> YamlText.locate("p.yaml", text, Limits.FILE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("p.yaml")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "\n\n"})
    void refuses_an_empty_file(String yaml) {
        assertThatThrownBy(() -> json(yaml)).hasMessage("p.yaml:1:1: there is no YAML document; the text is empty");
    }

    @Test
    void knows_the_place_of_everything() {
        var located = YamlText.locate("p.yaml", "rules:\n  - verdict: permit\n".getBytes(StandardCharsets.UTF_8));
        assertThat(located.at(Pointer.of("/rules/0/verdict"))).isEqualTo(new Position(2, 14));
        assertThat(located.nameAt(Pointer.of("/rules/0/verdict"))).isEqualTo(new Position(2, 5));
        assertThat(located.refuse(Pointer.of("/rules/0/verdict"), "is not allowed", "allow", "ask", "deny"))
                .hasMessage("p.yaml:2:14 /rules/0/verdict: 'permit' is not allowed; allowed: allow, ask, deny");
    }

    @Test
    void survives_bombs() {
        for (var bomb : new String[] {
            "[".repeat(5_000),
            "- ".repeat(5_000),
            "{a: ".repeat(5_000),
            "? ".repeat(5_000),
            "a:\n" + " ".repeat(500_000) + "b",
            "[" + "1,".repeat(200_000) + "1]",
            "9".repeat(1_000),
            "0x" + "f".repeat(1_000),
            "0o" + "7".repeat(1_000),
            "1e999999999",
            "x".repeat(1_048_577),
            "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]",
        }) {
            assertThatThrownBy(() -> json(bomb + (bomb.startsWith("a:\n ") ? ": [" : "")))
                    .isInstanceOf(InputException.class);
        }
    }

    @Test
    void refuses_bytes_that_are_not_utf8() {
        assertThatThrownBy(() -> YamlText.locate("p.yaml", new byte[] {'a', ':', (byte) 0x80}))
                .hasMessage("p.yaml:1:3: '0x80' at byte 2 is not UTF-8");
    }

    @Property(tries = 200, seed = "20250602")
    void reads_json_as_json_does(@ForAll("jsons") Json json) {
        var text = JsonText.writePretty(json);
        assertThat(YamlText.locate("p.yaml", text, Limits.FILE).json()).isEqualTo(json);
    }

    @Provide
    Arbitrary<Json> jsons() {
        return RandomJson.jsons();
    }
}

package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Position;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    private static final Limits SMALL = new Limits(100, 3, 10, 20, 5);

    @Test
    void reads_every_sort_of_value_in_order() {
        var json = (Json.Obj)
                JsonText.parse("{\"b\":[1,-2.50,1e3],\"a\":{\"t\":true,\"f\":false,\"n\":null},\"s\":\"\\u00e9\"}");
        assertThat(json.members().keySet()).containsExactly("b", "a", "s");
        assertThat(JsonText.write(json))
                .isEqualTo("{\"b\":[1,-2.5,1000],\"a\":{\"t\":true,\"f\":false,\"n\":null},\"s\":\"é\"}");
    }

    @Test
    void keeps_numbers_exact() {
        var text = "[9223372036854775807,0.1000000000000000055511151231257827,123456789012345678901234567890]";
        assertThat(JsonText.write(JsonText.parse(text))).isEqualTo(text);
        assertThat(JsonText.write(Json.of(new BigDecimal("1e40")))).isEqualTo("1E+40");
        assertThat(JsonText.write(Json.of(new BigDecimal("1e-9")))).isEqualTo("1E-9");
        assertThat(JsonText.parse("1E+40")).isEqualTo(Json.of(new BigDecimal("1e40")));
    }

    @Test
    void writes_for_people_with_indentation() {
        assertThat(JsonText.writePretty(JsonText.parse("{\"a\":[1,{}],\"b\":{\"c\":[]}}")))
                .isEqualTo("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": []\n  }\n}");
    }

    @Test
    void escapes_what_must_be_escaped_and_no_more() {
        assertThat(JsonText.write(Json.of("\"\\/\b\t\n\f\r\u0001\u001f\u007f€😀")))
                .isEqualTo("\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\u007f€😀\"");
    }

    @Property(tries = 300, seed = "20250601")
    void reads_back_what_it_writes(@ForAll("jsons") Json json) {
        assertThat(JsonText.parse(JsonText.write(json))).isEqualTo(json);
        assertThat(JsonText.parse(JsonText.writePretty(json).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(json);
    }

    @Provide
    Arbitrary<Json> jsons() {
        return RandomJson.jsons();
    }

    @Test
    void reads_a_stream() {
        var in = new ByteArrayInputStream("[1]".getBytes(StandardCharsets.UTF_8));
        assertThat(JsonText.parse("in", in, Limits.FILE)).isEqualTo(Json.array(Json.of(1)));
    }

    @Test
    void passes_on_a_failing_stream() throws IOException {
        var broken = InputStream.nullInputStream();
        broken.close();
        assertThatThrownBy(() -> JsonText.parse("in", broken, Limits.FILE))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("in cannot be read: Stream closed");
    }

    @Test
    void knows_the_place_of_everything() {
        var located = JsonText.locate("f.json", "{\n  \"a\": [11,\n   22],\n  \"b\": {\"c\": null}\n}", Limits.FILE);
        assertThat(located.source()).isEqualTo("f.json");
        assertThat(located.at(Pointer.ROOT)).isEqualTo(new Position(1, 1));
        assertThat(located.at(Pointer.of("/a"))).isEqualTo(new Position(2, 8));
        assertThat(located.nameAt(Pointer.of("/a"))).isEqualTo(new Position(2, 3));
        assertThat(located.at(Pointer.of("/a/1"))).isEqualTo(new Position(3, 4));
        assertThat(located.nameAt(Pointer.of("/a/1"))).isEqualTo(new Position(3, 4));
        assertThat(located.nameAt(Pointer.of("/b/c"))).isEqualTo(new Position(4, 9));
        assertThat(located.at(Pointer.of("/b/x/y"))).isEqualTo(new Position(4, 8));
        assertThat(located).hasToString("f.json: {\"a\":[11,22],\"b\":{\"c\":null}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"a\":2}|1:8|second time",
                "{\"a\":{\"b\":1,\\n\"b\":2}}|2:1 /a|'b' is a member's name for the second time",
                "[1,]|1:4|not JSON",
                "[1 2]|1:4|not JSON",
                "[1]2|1:4|more text",
                "[1]]|1:4|not JSON",
                "{'a':1}|1:2|not JSON",
                "{\"a\"}|1:5|not JSON",
                "[01]|1:3|not JSON",
                "[+1]|1:3|not JSON",
                "[.5]|1:2|not JSON",
                "[1.]|1:3|not JSON",
                "NaN|1:|not JSON",
                "[1]//x|1:4|not JSON",
                "[\"\\x\"]|1:|not JSON",
                "{\"a\":[1|1:8|not JSON",
            })
    void refuses_what_is_not_strict_json(String text, String place, String reason) {
        assertThatThrownBy(() -> JsonText.locate("f.json", text.replace("\\n", "\n"), Limits.FILE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("f.json:" + place)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n "})
    void refuses_text_without_a_value(String text) {
        assertThatThrownBy(() -> JsonText.parse(text)).hasMessage("1:1: there is no JSON value; the text is empty");
    }

    @Test
    void refuses_a_byte_order_mark() {
        assertThatThrownBy(() -> JsonText.parse("\uFEFF1")).hasMessageContaining("byte order mark");
        assertThatThrownBy(() -> JsonText.parse(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '1'}))
                .hasMessageContaining("byte order mark");
    }

    @ParameterizedTest
    @ValueSource(strings = {"22c328 22", "22c0af22", "22eda08022", "22f5808080 22", "22e28222", "feff0031", "3100"})
    void refuses_bytes_that_are_not_utf8_json(String hex) {
        var bytes = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatThrownBy(() -> JsonText.parse("f", bytes, Limits.FILE)).isInstanceOf(InputException.class);
    }

    @Test
    void tells_the_place_of_a_bad_byte() {
        var bytes = "[\n \"é\",\n \"?\"]".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 3] = (byte) 0xff;
        assertThatThrownBy(() -> JsonText.parse("f", bytes, Limits.FILE))
                .hasMessage("f:3:3: '0xff' at byte 11 is not UTF-8");
    }

    @Test
    void refuses_a_truncated_text_at_every_length() {
        var whole = "{\"a\":[1,\"é\",{\"b\":null}],\"c\":true}".getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            var part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> JsonText.parse(part)).isInstanceOf(InputException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[[[[]]]]|nesting is deeper than 3 levels",
                "{\"a\":{\"b\":{\"c\":{}}}}|/a/b/c: nesting is deeper than 3 levels",
                "[1,2,3,4,5]|more than 5 values",
                "[[],[],[],[],[]]|more than 5 values",
                "12345678901|number of more than 10 characters",
                "1e11|exponent goes beyond 10",
                "1e-000011|exponent goes beyond 10",
                "1e99999999999|number of more than 10",
                "1E1000000|exponent goes beyond 10",
                "\"123456789012345678901\"|text of more than 20 characters",
                "{\"123456789012345678901\":1}|text of more than 20 characters",
            })
    void refuses_what_exceeds_a_limit(String text, String reason) {
        assertThatThrownBy(() -> JsonText.parse("", text, SMALL))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e10", "1E-0010", "1e0", "[[[1]]]", "1234567890", "\"12345678901234567890\"", "[1,2,3,4]"})
    void takes_what_just_fits(String text) {
        assertThat(JsonText.parse("", text, SMALL)).isNotNull();
    }

    @Test
    void refuses_a_number_that_stands_for_a_billion_digits() {
        assertThatThrownBy(() -> JsonText.parse("1e1000000000")).hasMessageContaining("exponent goes beyond 1000");
        assertThatThrownBy(() -> JsonText.parse("1e-1000000000")).hasMessageContaining("exponent goes beyond 1000");
        assertThatThrownBy(() -> JsonText.parse("1e99999999999999999999")).hasMessageContaining("exponent");
    }

    @Test
    void refuses_text_longer_than_the_limit() {
        assertThatThrownBy(() -> JsonText.parse("f", " ".repeat(101), SMALL)).hasMessage("f: is longer than 100 bytes");
        assertThatThrownBy(() -> JsonText.parse("f", new byte[101], SMALL)).hasMessage("f: is longer than 100 bytes");
    }

    @Test
    void survives_bombs() {
        Consumer<String> refused =
                text -> assertThatThrownBy(() -> JsonText.parse(text)).isInstanceOf(InputException.class);
        refused.accept("[".repeat(5_000));
        refused.accept("{\"a\":".repeat(5_000));
        refused.accept("[".repeat(5_000_000));
        refused.accept("[" + "0,".repeat(2_000_000) + "0]");
        refused.accept("9".repeat(10_000_000));
        refused.accept("\"" + "a".repeat(17 * 1024 * 1024) + "\"");
        refused.accept("\"" + "\\u0000".repeat(1_000_000));
    }

    @Test
    void takes_a_string_of_ten_megabytes() {
        var text = "a".repeat(10 * 1024 * 1024);
        assertThat(JsonText.parse("\"" + text + "\"")).isEqualTo(Json.of(text));
    }

    @Test
    void nests_as_deep_as_any_limit_allows_even_on_a_small_stack() throws InterruptedException {
        var deepest = new Limits(10_000, Limits.DEEPEST, 10, 10, 10_000);
        var text = "[".repeat(Limits.DEEPEST) + "]".repeat(Limits.DEEPEST);
        var written = new String[1];
        var thread =
                new Thread(null, () -> written[0] = JsonText.write(JsonText.parse("", text, deepest)), "", 512 * 1024);
        thread.start();
        thread.join();
        assertThat(written[0]).isEqualTo(text);
    }

    @Test
    void refuses_to_write_what_nests_deeper_than_any_limit() {
        Json json = Json.Arr.EMPTY;
        for (int i = 0; i < Limits.DEEPEST; i++) {
            json = Json.array(json);
        }
        var deep = json;
        assertThatThrownBy(() -> JsonText.write(deep)).hasMessageContaining("deeper than 512");
    }

    @ParameterizedTest
    @CsvSource({"0,1,1,1,1", "1,0,1,1,1", "1,513,1,1,1", "1,1,0,1,1", "1,1,1,0,1", "1,1,1,1,0"})
    void limits_must_make_sense(int bytes, int depth, int number, int string, int nodes) {
        assertThatThrownBy(() -> new Limits(bytes, depth, number, string, nodes))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_smallest_limits_are_one_of_each() {
        assertThat(JsonText.parse("f", "1", new Limits(1, 1, 1, 1, 1))).isEqualTo(Json.of(1));
    }
}

package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBytesTest {
    enum Color {
        RED
    }

    sealed interface Part permits Leaf, Branch {}

    record Leaf(String zebra, @Nullable String absent, Optional<Integer> maybe, long apple) implements Part {}

    record Branch(List<Part> parts, Map<Pointer, Color> colors, Set<String> names, double share) implements Part {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-7",
                "100",
                "999999999999999",
                "\"\"",
                "\"a \\\"quoted\\\" text with \\\\ and \\n and \\u0001, ä, €\"",
                "[]",
                "[1,[2,{}],\"x\"]",
                "{}",
                "{\"b\":1,\"a\":{\"d\":null,\"c\":[true,false]},\"é\":\"z\"}"
            })
    void writes_what_is_plain_as_the_long_way_does(String text) {
        var json = JsonText.parse(text);
        assertThat(JsonBytes.inOrder().value(json).bytes()).hasValue(utf8(JsonText.write(json)));
        assertThat(JsonBytes.sorted().value(json).bytes()).hasValue(utf8(Canonical.text(json)));
        assertThat(JsonText.bytes(json)).isEqualTo(utf8(JsonText.write(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.5", "1000000000000000", "-1000000000000000", "1e30", "\"\\ud83d\\ude00\"", "[0.5,{\"a\":0.5}]"
            })
    void says_of_the_rest_that_it_is_not_plain(String text) {
        var json = JsonText.parse(text);
        assertThat(JsonBytes.inOrder().value(json).bytes()).isEmpty();
        assertThat(JsonText.bytes(json)).isEqualTo(utf8(JsonText.write(json)));
    }

    @Test
    void takes_no_long_whole_number() {
        assertThat(written(1_000_000_000_000_000L)).isFalse();
        assertThat(written(-1_000_000_000_000_000L)).isFalse();
        assertThat(written(-999_999_999_999_999L)).isTrue();
    }

    @Test
    void begins_anew_in_the_same_room() {
        var out = JsonBytes.inOrder(3, 2).string("four").clear().string("abc");
        assertThat(out.bytes()).hasValue(utf8("\"abc\""));
        assertThat(out.size()).isEqualTo(5);
    }

    private static boolean written(long value) {
        var out = JsonBytes.inOrder();
        out.number(value);
        return out.isPlain();
    }

    @Test
    void takes_no_long_text_and_no_deep_value() {
        assertThat(JsonBytes.inOrder(3, 2).string("four").bytes()).isEmpty();
        assertThat(JsonBytes.inOrder(3, 2).value(JsonText.parse("[[1]]")).bytes())
                .hasValue(utf8("[[1]]"));
        assertThat(JsonBytes.inOrder(3, 2).value(JsonText.parse("[[[1]]]")).bytes())
                .isEmpty();
        assertThat(JsonBytes.inOrder(3, 2)
                        .value(JsonText.parse("[[{\"a\":1,\"b\":2}]]"))
                        .bytes())
                .isEmpty();
        assertThat(JsonText.bytes(nested(400))).isEqualTo(utf8(JsonText.write(nested(400))));
    }

    @Test
    void sorts_few_members_and_many() {
        for (int count : new int[] {0, 1, 2, 16, 17, 100}) {
            var object = Json.object();
            for (int i = 0; i < count; i++) {
                object = object.with("m" + (i * 37) % 101, i);
            }
            assertThat(JsonBytes.sorted().value(object).bytes()).hasValue(utf8(Canonical.text(object)));
        }
    }

    private static Json nested(int levels) {
        Json json = Json.NULL;
        for (int i = 0; i < levels; i++) {
            json = Json.array(json);
        }
        return json;
    }

    @Test
    void grows_as_wanted() {
        var items = new ArrayList<Json>();
        for (int i = 0; i < 5_000; i++) {
            items.add(Json.of(i));
        }
        var json = new Json.Arr(items);
        assertThat(JsonText.bytes(json)).isEqualTo(utf8(JsonText.write(json)));
    }

    @Test
    void writes_java_values_as_their_json() {
        var value = new Branch(
                List.of(new Leaf("z", null, Optional.of(3), 100), new Leaf("", "there", Optional.empty(), -1)),
                Map.of(Pointer.of("/b"), Color.RED, Pointer.of("/a"), Color.RED),
                Set.of("two", "one"),
                0);
        var shape = Shape.of(Part.class);
        var json = Values.write(value, shape);
        assertThat(Values.bytes(value, shape)).isEqualTo(utf8(JsonText.write(json)));
        assertThat(Digests.of("t", value, shape)).isEqualTo(Digests.of("t", json));
        assertThat(Values.write(value, shape, JsonBytes.inOrder()).isPlain()).isTrue();
    }

    @Test
    void writes_java_values_that_are_not_plain_the_long_way() {
        var value = new Branch(List.of(), Map.of(), Set.of(), 0.5);
        var shape = Shape.of(Part.class);
        var json = Values.write(value, shape);
        assertThat(Values.bytes(value, shape)).isEqualTo(utf8(JsonText.write(json)));
        assertThat(Digests.of("t", value, shape)).isEqualTo(Digests.of("t", json));
    }

    @Test
    void stops_at_java_values_that_are_nested_too_deep() {
        Part part = new Branch(List.of(), Map.of(), Set.of(), 0);
        for (int i = 0; i < 200; i++) {
            part = new Branch(List.of(part), Map.of(), Set.of(), 0);
        }
        assertThat(Values.write(part, Shape.of(Part.class), JsonBytes.inOrder()).bytes())
                .isEmpty();
    }

    record Items(List<String> list, Map<String, String> map) {}

    @Test
    void leaves_it_to_the_long_way_to_say_what_is_missing() {
        var shape = Shape.of(Items.class);
        var nothing = Arrays.asList((String) null);
        var noValue = new java.util.HashMap<String, String>();
        noValue.put("a", null);
        var noName = new java.util.HashMap<String, String>();
        noName.put(null, "a");
        for (var items : List.of(
                new Items(null, Map.of()),
                new Items(nothing, Map.of()),
                new Items(List.of(), noValue),
                new Items(List.of(), noName))) {
            assertThatThrownBy(() -> Values.bytes(items, shape))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("null");
        }
    }

    @Test
    void writes_numbers_of_all_classes() {
        var shape = Shape.of(BigDecimal.class);
        assertThat(Values.bytes(new BigDecimal("12"), shape)).isEqualTo(utf8("12"));
        assertThat(Values.bytes(new BigDecimal("1.5"), shape)).isEqualTo(utf8("1.5"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

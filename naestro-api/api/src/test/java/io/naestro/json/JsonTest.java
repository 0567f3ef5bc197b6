package io.naestro.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Provide
    Arbitrary<Json> values() {
        return Jsons.values();
    }

    @Provide
    Arbitrary<Json> objects() {
        return Jsons.objects();
    }

    @Test
    void objects_keep_the_order_of_their_members() {
        var object = Json.object().with("z", 1).with("a", "two").with("m", Json.of(true));

        assertThat(object.members().keySet()).containsExactly("z", "a", "m");
        assertThat(object).hasToString("{\"z\":1,\"a\":\"two\",\"m\":true}");
    }

    @Test
    void a_member_given_again_keeps_its_place() {
        var object = Json.object().with("z", 1).with("a", 2).with("z", 3);

        assertThat(object.members().keySet()).containsExactly("z", "a");
        assertThat(object.get("z")).contains(Json.of(3));
    }

    @Test
    void with_leaves_the_first_object_as_it_was() {
        var first = Json.object().with("a", 1);
        var second = first.with("b", 2);

        assertThat(first.members()).containsOnlyKeys("a");
        assertThat(second.members()).containsOnlyKeys("a", "b");
        assertThat(Json.object()).isSameAs(Json.Obj.EMPTY);
    }

    @Property
    void the_order_of_members_does_not_count(@ForAll("objects") Json value) {
        var object = (Json.Obj) value;
        var names = new ArrayList<>(object.members().keySet()).reversed();
        var reversed = new LinkedHashMap<String, Json>();
        names.forEach(name -> reversed.put(name, object.members().get(name)));

        assertThat(new Json.Obj(reversed)).isEqualTo(object).hasSameHashCodeAs(object);
    }

    @Test
    void values_that_differ_have_other_hashes() {
        assertThat(List.of(
                        Json.object().with("a", 1),
                        Json.object().with("a", 2),
                        Json.object(),
                        Json.array(Json.of(1)),
                        Json.array(Json.of(2))))
                .extracting(Object::hashCode)
                .doesNotHaveDuplicates();
    }

    @Test
    void the_order_of_items_counts() {
        assertThat(Json.array(Json.of(1), Json.of(2))).isNotEqualTo(Json.array(Json.of(2), Json.of(1)));
    }

    @Test
    void null_is_a_member_like_any_other() {
        var object = Json.object().with("gone", Json.NULL);

        assertThat(object.get("gone")).contains(Json.NULL);
        assertThat(object.get("never")).isEmpty();
        assertThat(object).isNotEqualTo(Json.Obj.EMPTY);
    }

    @Test
    void java_nulls_are_refused() {
        var members = new HashMap<String, Json>();
        members.put("a", null);
        var nameless = new HashMap<String, Json>();
        nameless.put(null, Json.NULL);

        assertThatThrownBy(() -> new Json.Obj(members))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value of a");
        assertThatThrownBy(() -> new Json.Obj(nameless)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Json.of((String) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Json.array(Json.NULL, null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void numbers_are_exact_and_equal_by_value() {
        var long40 = new BigDecimal("0.1234567890123456789012345678901234567890");

        assertThat(((Json.Num) Json.of(long40)).value()).isEqualByComparingTo(long40);
        assertThat(Json.of(new BigDecimal("1.0")))
                .isEqualTo(Json.of(1))
                .isEqualTo(Json.of(new BigDecimal("10e-1")))
                .hasSameHashCodeAs(Json.of(1.0));
        assertThat(Json.of(new BigDecimal("1.10"))).isEqualTo(Json.of(1.1)).isNotEqualTo(Json.of(1.11));
        assertThat(Json.of(-0.0)).isEqualTo(Json.of(0));
        assertThat(Json.of(Long.MAX_VALUE)).isNotEqualTo(Json.of((double) Long.MAX_VALUE));
    }

    @Test
    void a_number_knows_whether_it_has_a_fraction() {
        assertThat(new Json.Num(new BigDecimal("20.00")).isInteger()).isTrue();
        assertThat(new Json.Num(new BigDecimal("2e3")).isInteger()).isTrue();
        assertThat(new Json.Num(new BigDecimal("0.5")).isInteger()).isFalse();
    }

    @Test
    void what_is_no_number_is_refused() {
        assertThatThrownBy(() -> Json.of(Double.NaN)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Json.of(Double.POSITIVE_INFINITY)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void values_do_not_change_after_they_were_made() {
        var members = new LinkedHashMap<>(Map.<String, Json>of("a", Json.of(1)));
        var items = new ArrayList<>(List.<Json>of(Json.of(1)));
        var object = new Json.Obj(members);
        var array = new Json.Arr(items);
        members.clear();
        items.clear();

        assertThat(object.members()).hasSize(1).isUnmodifiable();
        assertThat(array.items()).hasSize(1).isUnmodifiable();
    }

    @Test
    void every_value_names_its_type() {
        assertThat(List.of(Json.object(), Json.array(), Json.of("a"), Json.of(1), Json.of(true), Json.NULL))
                .extracting(Json::type)
                .containsExactly("object", "array", "string", "number", "boolean", "null");
    }

    @Test
    void strings_become_an_array() {
        assertThat(Json.strings(List.of("a", "b"))).isEqualTo(Json.array(Json.of("a"), Json.of("b")));
        assertThat(Json.strings(List.of())).isEqualTo(Json.Arr.EMPTY);
    }

    @Test
    void a_value_can_be_asked_for_a_place() {
        var json = Json.object().with("a", Json.array(Json.of("x")));

        assertThat(json.at(Pointer.of("/a/0"))).contains(Json.of("x"));
        assertThat(json.at(Pointer.of("/a/1"))).isEmpty();
    }

    @Test
    void the_view_for_people_shows_short_values_whole() {
        var json = Json.object()
                .with("quote \" and \\", "line\nfeed\u0007")
                .with("list", Json.array(Json.of(1.5), Json.NULL, Json.of(false)))
                .with("none", Json.Arr.EMPTY)
                .with("empty", Json.Obj.EMPTY);

        assertThat(json)
                .hasToString("{\"quote \\\" and \\\\\":\"line\\u000afeed\\u0007\","
                        + "\"list\":[1.5,null,false],\"none\":[],\"empty\":{}}");
    }

    @Property
    void the_view_for_people_is_one_bounded_line(@ForAll("values") Json value) {
        assertThat(value.toString()).hasSizeBetween(1, 201).doesNotContain("\n", "\r", "\t");
    }

    @Test
    void the_view_for_people_shows_two_hundred_characters_whole() {
        assertThat(Json.of("x".repeat(198))).hasToString('"' + "x".repeat(198) + '"');
        assertThat(Json.of("x".repeat(199)).toString()).hasSize(201).endsWith("x…");
    }

    @Test
    void the_view_for_people_cuts_long_and_wide_values() {
        var items = new ArrayList<Json>();
        var members = new LinkedHashMap<String, Json>();
        for (int i = 0; i < 1_000; i++) {
            items.add(Json.of(i));
            members.put("name" + i, Json.of(i));
        }

        assertThat(List.of(new Json.Arr(items), new Json.Obj(members), Json.of("long".repeat(100_000))))
                .extracting(Json::toString)
                .allSatisfy(view -> assertThat(view).hasSize(201).endsWith("…"));
    }

    @Test
    void the_view_for_people_of_a_hundred_thousand_levels_does_not_overflow_the_stack() {
        assertThat(nested(100_000).toString())
                .hasSize(201)
                .startsWith("{\"a\":[{\"a\":[")
                .endsWith("…");
    }

    @Test
    void a_thousand_levels_can_be_compared_and_hashed() {
        var one = nested(1_000);
        var other = nested(1_000);

        assertThat(one.equals(other)).isTrue();
        assertThat(one.hashCode()).isEqualTo(other.hashCode());
        assertThat(one.equals(nested(1_002))).isFalse();
    }

    private static Json nested(int levels) {
        var json = Json.NULL;
        for (int level = 0; level < levels; level++) {
            json = level % 2 == 0 ? Json.array(json) : Json.object().with("a", json);
        }
        return json;
    }
}

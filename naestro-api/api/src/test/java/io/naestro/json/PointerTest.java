package io.naestro.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointerTest {
    /** The document of RFC 6901, section 5. */
    private static final Json.Obj RFC = Json.object()
            .with("foo", Json.array(Json.of("bar"), Json.of("baz")))
            .with("", 0)
            .with("a/b", 1)
            .with("c%d", 2)
            .with("e^f", 3)
            .with("g|h", 4)
            .with("i\\j", 5)
            .with("k\"l", 6)
            .with(" ", 7)
            .with("m~n", 8);

    @Provide
    Arbitrary<Pointer> pointers() {
        return Jsons.names().list().ofMaxSize(4).map(Pointer::new);
    }

    @Provide
    Arbitrary<Json> values() {
        return Jsons.values();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\'',
            value = {"/=0", "/a~1b=1", "/c%d=2", "/e^f=3", "/g|h=4", "/i\\j=5", "/k\"l=6", "/ =7", "/m~0n=8"})
    void finds_the_numbers_of_the_rfc(String pointer, long number) {
        assertThat(Pointer.of(pointer).in(RFC)).contains(Json.of(number));
    }

    @Test
    void finds_the_other_values_of_the_rfc() {
        assertThat(Pointer.of("").in(RFC)).contains(RFC);
        assertThat(Pointer.of("/foo").in(RFC)).contains(Json.array(Json.of("bar"), Json.of("baz")));
        assertThat(Pointer.of("/foo/0").in(RFC)).contains(Json.of("bar"));
    }

    @Test
    void unescapes_a_tilde_after_a_slash_only_once() {
        assertThat(Pointer.of("/~01").segments()).containsExactly("~1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/foo/2",
                "/foo/01",
                "/foo/-",
                "/foo/",
                "/foo/+1",
                "/foo/9999999999",
                "/foo/٠",
                "/foo/0/x",
                "/bar"
            })
    void finds_nothing_where_there_is_no_such_place(String pointer) {
        assertThat(Pointer.of(pointer).in(RFC)).isEmpty();
    }

    @Test
    void finds_the_tenth_item() {
        var items = Json.strings(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"));

        assertThat(Pointer.of("/10").in(items)).contains(Json.of("10"));
        assertThat(Pointer.of("/9").in(items)).contains(Json.of("9"));
        assertThat(Pointer.of("/0").in(items)).contains(Json.of("0"));
    }

    @Test
    void refuses_text_that_is_no_pointer() {
        assertThatThrownBy(() -> Pointer.of("foo/bar"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pointer 'foo/bar' must be empty or start with '/'");
        assertThatThrownBy(() -> Pointer.of("/a~2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pointer '/a~2' has a '~' that is not '~0' or '~1'");
        assertThatThrownBy(() -> Pointer.of("/a~")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pointer.of("/~2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void reads_its_own_text_form(@ForAll("pointers") Pointer pointer) {
        assertThat(Pointer.of(pointer.toString())).isEqualTo(pointer);
    }

    @Property
    void going_on_is_the_same_as_going_twice(
            @ForAll("values") Json value, @ForAll("pointers") Pointer first, @ForAll("pointers") Pointer rest) {
        assertThat(first.then(rest).in(value)).isEqualTo(first.in(value).flatMap(rest::in));
    }

    @Property
    void finds_every_place_of_a_value(@ForAll("values") Json value) {
        assertThat(Jsons.places(value))
                .allSatisfy(place -> assertThat(place.in(value)).isPresent());
    }

    @Property
    void covers_itself_and_what_is_below_but_nothing_beside(
            @ForAll("pointers") Pointer place, @ForAll("pointers") Pointer rest) {
        assertThat(place.covers(place.then(rest))).isTrue();
        assertThat(place.then(rest).covers(place)).isEqualTo(rest.isRoot());
        assertThat(place.child("x").covers(place.child("y").then(rest))).isFalse();
    }

    @Property
    void the_parent_of_a_child_is_the_place_itself(@ForAll("pointers") Pointer place) {
        assertThat(place.child("x").parent()).isEqualTo(place);
        assertThat(place.child(7)).isEqualTo(place.child("7"));
    }

    @Test
    void the_root_is_its_own_parent() {
        assertThat(Pointer.ROOT.parent()).isEqualTo(Pointer.ROOT);
        assertThat(Pointer.ROOT.isRoot()).isTrue();
        assertThat(Pointer.of("/a").isRoot()).isFalse();
    }
}

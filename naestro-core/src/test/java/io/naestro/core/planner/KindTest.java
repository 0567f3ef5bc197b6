package io.naestro.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How types of values are told apart, and for which of them what a goal gives will do. */
class KindTest {
    enum Color {
        RED,
        GREEN
    }

    record Page(String title) {}

    record Tree(String name, List<Tree> children) {}

    record Mixed(
            Color color,
            List<Page> pages,
            List<Map<String, String>> tables,
            Map<String, String> table,
            Optional<String> note) {}

    private static Kind schema(String text) {
        return Kind.of(Shape.schema((Json.Obj) JsonText.parse(text)));
    }

    @Test
    void what_only_describes_makes_no_difference_and_references_are_followed() {
        var plain = schema("{'type':'object','properties':{'n':{'type':'integer'}}}".replace('\'', '"'));
        var described = schema(("{'title':'T','$defs':{'n':{'type':'integer','description':'d'}},'type':'object',"
                        + "'properties':{'n':{'$ref':'#/$defs/n'}}}")
                .replace('\'', '"'));

        assertThat(described.key()).isEqualTo(plain.key());
        assertThat(schema("{\"$ref\":\"other.json\"}").key()).isEqualTo("{\"$ref\":\"other.json\"}");
        assertThat(Kind.of(Shape.of(Tree.class)).members().keySet()).containsExactly("children", "name");
        assertThat(schema("{\"properties\":3}").members()).isEmpty();
    }

    @Test
    void members_are_known_by_their_java_types_where_those_say_enough() {
        var members = Kind.of(Shape.of(Mixed.class)).members();

        assertThat(members.get("pages").nominal()).contains(Page.class.getName() + "[]");
        assertThat(members.get("pages").element().orElseThrow().nominal()).contains(Page.class.getName());
        assertThat(members.get("color").nominal()).isEmpty();
        assertThat(members.get("color").label()).isEqualTo("one of [\"RED\",\"GREEN\"]");
        assertThat(members.get("tables").nominal()).isEmpty();
        assertThat(members.get("table").nominal()).isEmpty();
        assertThat(members.get("note").nominal()).isEmpty();
        var page = Kind.of(Shape.of(Page.class));
        assertThat(new Kind(page.schema(), page.key(), Object.class)
                        .members()
                        .get("title")
                        .java())
                .isNull();
    }

    @Test
    void lists_without_java_types_are_known_by_their_schema() {
        var number = Shape.schema(Json.object().with("type", "number"));

        assertThat(Kind.of(new Shape.OfList<>(number)))
                .isEqualTo(Kind.of(number).list());
        assertThat(Kind.of(new Shape.OfList<>(number)).label()).isEqualTo("number[]");
        assertThat(schema("{\"items\":{}}").element()).isEmpty();
        assertThat(schema("{\"items\":true}").element()).isEmpty();
        assertThat(schema("{\"items\":true}").label()).isEqualTo("value");
        assertThat(schema("{\"properties\":{\"a\":{},\"b\":{}}}").label()).isEqualTo("{a, b}");
    }

    @Test
    void what_is_yielded_are_members_that_are_always_there_two_levels_deep_and_coarser_types_too() {
        record Deep(String low) {}
        record Middle(Deep deep, int count) {}
        record Top(Middle middle, Optional<String> note) {}

        var places = Catalog.yields(Kind.of(Shape.of(Top.class))).stream()
                .map(yield -> yield.at().toString())
                .distinct();
        var texts = Catalog.yields(
                schema(
                        "{\"properties\":{\"a\":{\"type\":\"string\",\"format\":\"date\"},\"b\":{}},\"required\":[\"a\",\"b\"]}"));

        assertThat(places).containsExactly("", "/middle", "/middle/count", "/middle/deep");
        assertThat(texts)
                .extracting(yield -> yield.fact().key())
                .contains("'a' {\"type\":\"string\"}")
                .noneMatch(key -> key.startsWith("'b'"));
        assertThat(Catalog.yields(Kind.of(Shape.NOTHING))).isEmpty();
    }

    // ---- what the goal gives ----

    private static final Kind TEXT = Kind.of(Shape.of(String.class));
    private static final Kind PAGE = Kind.of(Shape.of(Page.class));

    private static Optional<Pointer> place(Json.Obj inputs, String name, Kind kind) {
        return new Given(inputs).placeFor(new Slot(name, kind, true));
    }

    private static Optional<Pointer> places(Json.Obj inputs, String name, Kind kind) {
        return new Given(inputs).placeForList(new Slot(name, kind, true));
    }

    @Test
    void a_whole_argument_is_the_only_scalar_or_the_first_object_that_fits() {
        var page = Json.object().with("title", "A");

        assertThat(place(Json.object().with("a", "x"), "", TEXT)).contains(Pointer.of("/a"));
        assertThat(place(Json.object().with("a", "x").with("b", "y"), "", TEXT)).isEmpty();
        assertThat(place(Json.object().with("a", page).with("b", page), "", PAGE))
                .contains(Pointer.of("/a"));
        assertThat(place(Json.object().with("a", Json.object()), "", PAGE)).isEmpty();
        assertThat(place(Json.object().with("a", "x"), "", PAGE)).isEmpty();
        assertThat(place(Json.object().with("a", "x"), "", Kind.of(Shape.ANY))).contains(Pointer.ROOT);
    }

    @Test
    void values_are_taken_only_where_they_conform() {
        assertThat(place(Json.object().with("n", "x"), "n", Kind.of(Shape.of(Integer.class))))
                .isEmpty();
        assertThat(place(Json.object().with("n", Json.of(2)), "n", Kind.of(Shape.of(Integer.class))))
                .contains(Pointer.of("/n"));
        assertThat(place(Json.object().with("n", "x"), "n", schema("{\"type\":\"string\",\"pattern\":\"(\"}")))
                .isEmpty();
        assertThat(place(Json.object().with("n", "x"), "n", schema("{\"type\":[\"string\",\"null\"]}")))
                .contains(Pointer.of("/n"));
    }

    @Test
    void lists_are_found_by_the_plural_by_the_name_and_as_a_whole() {
        var list = Json.array(Json.of("a"), Json.of("b"));

        assertThat(places(Json.object().with("urls", list), "url", TEXT)).contains(Pointer.of("/urls"));
        assertThat(places(Json.object().with("url", list), "url", TEXT)).contains(Pointer.of("/url"));
        assertThat(places(Json.object().with("any", list), "", TEXT)).contains(Pointer.of("/any"));
        assertThat(new Given(Json.object().with("any", list)).size(Pointer.of("/any")))
                .isEqualTo(2);
    }

    @Test
    void lists_of_texts_are_needed_by_plural_name_lists_of_objects_by_kind() {
        assertThat(new Slot("url", TEXT, true).listFact().key()).startsWith("'urls' ");
        assertThat(new Slot("", TEXT, true).listFact().key()).isEqualTo("java.lang.String[]");
        assertThat(new Slot("page", PAGE, true).listFact().key()).isEqualTo(Page.class.getName() + "[]");
        assertThat(new Slot("", TEXT, true).fact().key()).isEqualTo(TEXT.key());
    }
}

package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelFailure;
import io.naestro.plan.Step;
import io.naestro.policy.Rate;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    enum Color {
        RED,
        @JsonProperty("dark-blue")
        BLUE {
            @Override
            boolean dark() {
                return true;
            }
        };

        boolean dark() {
            return false;
        }
    }

    record Everything(
            String text,
            boolean yes,
            byte b,
            short s,
            int i,
            Long l,
            float f,
            Double d,
            BigDecimal decimal,
            BigInteger big,
            Instant instant,
            Duration duration,
            LocalDate date,
            URI uri,
            UUID uuid,
            Money money,
            Rate rate,
            Pointer pointer,
            Digest digest,
            Color color,
            Json json,
            Json.Obj object,
            List<String> list,
            Set<Color> set,
            Collection<Integer> collection,
            Map<String, Integer> map,
            Map<Pointer, Color> byPlace,
            Map<Color, String> byColor,
            Shape<?> shape) {}

    record Person(
            @JsonProperty("full-name") @JsonPropertyDescription("first and last")
            String name,

            @Nullable Integer age,
            Optional<Person> boss,
            @Nullable Color color,
            @JsonProperty List<Person> team) {
        Person {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a person needs a name");
            }
        }
    }

    record Page<T>(List<T> items, Optional<T> first) {}

    record Site(Page<Link> links, Page<? extends Number> counts, Page<Page<Link>> nested) {}

    record Link(String text) {}

    sealed interface Figure {
        record CircleFigure(double radius) implements Figure {}

        record Square(double side) implements Figure {}

        sealed interface PolyFigure extends Figure {
            record TriangleFigure(List<Figure> parts) implements PolyFigure {}

            record FigurePoly() implements PolyFigure {}
        }

        record Figures(Figure only) implements Figure {}
    }

    sealed interface Reply<T> {
        record GoodReply<T>(T value) implements Reply<T> {}

        record BadReply<T>(String kind) implements Reply<T> {}

        record RawReply(String text) implements Comparable<RawReply>, Reply<String> {
            @Override
            public int compareTo(RawReply other) {
                return text.compareTo(other.text);
            }
        }
    }

    record Replies(Reply<Link> reply, Map<String, Reply<Link>> more) {}

    private static final Everything EVERYTHING = new Everything(
            "é\n",
            true,
            (byte) -1,
            (short) 2,
            3,
            Long.MAX_VALUE,
            0.1f,
            1e-300,
            new BigDecimal("12345678901234567890.123456789"),
            new BigInteger("-98765432109876543210"),
            Instant.parse("2025-06-01T10:00:00.123456789Z"),
            Duration.ofMillis(90_500),
            LocalDate.of(2025, 6, 1),
            URI.create("https://example.org/a?b"),
            new UUID(1, 2),
            Money.usd("0.5"),
            Rate.perMinute(60),
            Pointer.of("/a~1b"),
            Digests.ofBytes(new byte[0]),
            Color.BLUE,
            Json.NULL,
            Json.object().with("x", 1),
            List.of("b", "a"),
            Set.of(Color.RED, Color.BLUE),
            List.of(2, 1),
            Map.of("z", 1, "a", 2),
            Map.of(Pointer.ROOT, Color.RED),
            Map.of(Color.BLUE, "sea"),
            Shape.ANY);

    private static void roundTrip(Object value, Shape<?> shape) {
        var json = Values.write(value);
        assertThat(JsonSchema.compile(Schemas.of(shape)).check(json)).isEmpty();
        assertThat((Object) Values.read(JsonText.parse(JsonText.write(json)), shape))
                .isEqualTo(value);
    }

    @Test
    void every_supported_type_survives_and_conforms() {
        roundTrip(EVERYTHING, Shape.of(Everything.class));
        assertThat(JsonText.write(Values.write(EVERYTHING)))
                .isEqualTo(
                        "{\"text\":\"é\\n\",\"yes\":true,\"b\":-1,\"s\":2,\"i\":3,\"l\":9223372036854775807,\"f\":0.1,\"d\":1E-300,"
                                + "\"decimal\":12345678901234567890.123456789,\"big\":-98765432109876543210,"
                                + "\"instant\":\"2025-06-01T10:00:00.123456789Z\",\"duration\":\"PT1M30.5S\",\"date\":\"2025-06-01\","
                                + "\"uri\":\"https://example.org/a?b\",\"uuid\":\"00000000-0000-0001-0000-000000000002\","
                                + "\"money\":\"0.50 USD\",\"rate\":\"60/min\",\"pointer\":\"/a~1b\","
                                + "\"digest\":\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\","
                                + "\"color\":\"dark-blue\",\"json\":null,\"object\":{\"x\":1},\"list\":[\"b\",\"a\"],"
                                + "\"set\":[\"RED\",\"dark-blue\"],\"collection\":[2,1],\"map\":{\"a\":2,\"z\":1},"
                                + "\"byPlace\":{\"\":\"RED\"},\"byColor\":{\"dark-blue\":\"sea\"},\"shape\":{}}");
    }

    @Test
    void decimals_read_back_without_a_negative_scale() {
        assertThat(Values.read(JsonText.parse("100"), Shape.of(BigDecimal.class)))
                .isEqualTo(new BigDecimal("100"));
        assertThat(Values.read(JsonText.parse("1.50"), Shape.of(BigDecimal.class)))
                .isEqualByComparingTo("1.5");
    }

    @Test
    void absent_components_are_left_out_and_may_be_null() {
        var ada = new Person("Ada", null, Optional.empty(), null, List.of());
        var team = new Person("Bob", 40, Optional.of(ada), Color.RED, List.of(ada));
        roundTrip(ada, Shape.of(Person.class));
        roundTrip(team, Shape.of(Person.class));
        assertThat(JsonText.write(Values.write(ada))).isEqualTo("{\"full-name\":\"Ada\",\"team\":[]}");
        var nulls = JsonText.parse("{\"full-name\":\"Ada\",\"age\":null,\"boss\":null,\"color\":null,\"team\":[]}");
        assertThat(JsonSchema.compile(Schemas.of(Shape.of(Person.class))).check(nulls))
                .isEmpty();
        assertThat(Values.read(nulls, Shape.of(Person.class))).isEqualTo(ada);
    }

    @Test
    void the_schema_of_a_record_is_what_people_would_write() {
        assertThat(JsonText.write(Schemas.of(Shape.of(Person.class))))
                .isEqualTo("{\"$ref\":\"#/$defs/Person\",\"$defs\":{\"Person\":"
                        + "{\"type\":\"object\",\"properties\":{\"full-name\":{\"type\":\"string\",\"description\":\"first and last\"},"
                        + "\"age\":{\"type\":[\"integer\",\"null\"],\"minimum\":-2147483648,\"maximum\":2147483647},"
                        + "\"boss\":{\"anyOf\":[{\"$ref\":\"#/$defs/Person\"},{\"type\":\"null\"}]},"
                        + "\"color\":{\"anyOf\":[{\"type\":\"string\",\"enum\":[\"RED\",\"dark-blue\"]},{\"type\":\"null\"}]},"
                        + "\"team\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/Person\"}}},"
                        + "\"required\":[\"full-name\",\"team\"],\"additionalProperties\":false}}}");
    }

    record Wide(
            @Nullable Json any,
            List<Color> colors,
            Map<String, Color> byName,
            Set<String> names,
            Named.Link a,
            Link b,
            List<Named.Link> c,
            List<Link> d) {}

    interface Named {
        record Link(int number) {}
    }

    @Test
    void shared_types_are_defined_once_under_their_own_names() {
        var schema = Schemas.of(Shape.of(Wide.class));
        var definitions = (Json.Obj) schema.members().get("$defs");
        assertThat(definitions.members().keySet()).containsExactly("Color", "Link", "Link2");
        assertThat(JsonText.write(schema))
                .contains("\"any\":{}", "\"uniqueItems\":true", "{\"$ref\":\"#/$defs/Link2\"}");
        roundTrip(
                new Wide(
                        Json.of(1),
                        List.of(),
                        Map.of(),
                        Set.of("b", "a"),
                        new Named.Link(1),
                        new Link("x"),
                        List.of(),
                        List.of()),
                Shape.of(Wide.class));
    }

    @Test
    void generic_components_are_resolved() {
        var schema = JsonText.write(Schemas.of(Shape.of(Replies.class)));
        assertThat(schema)
                .contains("ReplyOfLink")
                .contains("\"const\":\"good\"")
                .contains("\"const\":\"raw\"");
        var replies = new Replies(new Reply.GoodReply<>(new Link("x")), Map.of("a", new Reply.BadReply<>("b")));
        roundTrip(replies, Shape.of(Replies.class));
        assertThat(JsonText.write(Values.write(replies)))
                .isEqualTo(
                        "{\"reply\":{\"type\":\"good\",\"value\":{\"text\":\"x\"}},\"more\":{\"a\":{\"type\":\"bad\",\"kind\":\"b\"}}}");
    }

    @Test
    void a_type_parameter_that_nothing_binds_can_be_written_but_has_no_schema() {
        var page = new Page<>(List.of(new Link("x"), 7), Optional.of("y"));
        assertThat(JsonText.write(Values.write(page))).isEqualTo("{\"items\":[{\"text\":\"x\"},7],\"first\":\"y\"}");
        assertThatThrownBy(() -> Schemas.of(Shape.of(Page.class)))
                .hasMessageStartingWith("Page.items[] has a type that is not known here");
        assertThatThrownBy(() -> Values.read(Values.write(page), Shape.of(Page.class)))
                .hasMessageStartingWith("Page.items[] has a type that is not known here");
        assertThatThrownBy(() -> Schemas.of(Shape.of(Site.class)))
                .hasMessageContaining("Site.counts.items[] is of type Number");
    }

    @Test
    void sealed_interfaces_tell_their_records_apart() {
        var triangle = new Figure.PolyFigure.TriangleFigure(List.of(
                new Figure.CircleFigure(1.5),
                new Figure.Square(2),
                new Figure.Figures(new Figure.PolyFigure.FigurePoly())));
        roundTrip(triangle, Shape.of(Figure.class));
        roundTrip(triangle, Shape.of(Figure.PolyFigure.class));
        roundTrip(new Figure.Square(1), Shape.of(Figure.Square.class));
        assertThat(JsonText.write(Values.write(triangle)))
                .isEqualTo(
                        "{\"kind\":\"triangle\",\"parts\":[{\"kind\":\"circle\",\"radius\":1.5},"
                                + "{\"kind\":\"square\",\"side\":2},{\"kind\":\"figures\",\"only\":{\"kind\":\"figurePoly\"}}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"kind\":\"cube\"}|/kind: 'cube' is not allowed; allowed: circle, square, triangle, figurePoly, figures",
                "{\"side\":1}|the member 'kind' is missing; allowed: circle",
                "{\"kind\":7}|/kind: '7' is not allowed; allowed: circle",
                "[]|'[]' is of type array; allowed: object",
                "{\"kind\":\"square\"}|the member 'side' is missing",
                "{\"kind\":\"square\",\"side\":\"1\"}|/side: '1' is of type string; allowed: number",
                "{\"kind\":\"square\",\"side\":1e400}|/side: '1E+400' does not fit Double: the number is too large",
                "{\"kind\":\"square\",\"side\":1,\"z\":1}|/z: 'z' is not a known member; allowed: kind, side",
                "{\"kind\":\"triangle\",\"parts\":[{\"kind\":\"square\",\"side\":true}]}|/parts/0/side: 'true' is of type boolean",
            })
    void tells_what_is_wrong_in_a_sealed_value(String text, String message) {
        assertThatThrownBy(() -> Values.read(JsonText.parse(text), Shape.of(Figure.class)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"side\":1}|the member 'kind' is missing; allowed: square",
                "{\"kind\":\"circle\",\"side\":1}|/kind: 'circle' is not allowed; allowed: square",
                "3|'3' is of type number; allowed: object",
            })
    void a_record_of_a_sealed_interface_keeps_its_kind_on_its_own(String text, String message) {
        assertThatThrownBy(() -> Values.read(JsonText.parse(text), Shape.of(Figure.Square.class)))
                .hasMessageContaining(message);
    }

    @Test
    void bytes_are_written_as_base64() {
        var shape = Shape.of(byte[].class);
        assertThat(Values.write(new byte[] {1, -1})).isEqualTo(Json.of("Af8="));
        assertThat(Values.read(Json.of("Af8="), shape)).containsExactly(1, -1);
        assertThat(JsonText.write(Schemas.of(shape))).isEqualTo("{\"type\":\"string\",\"contentEncoding\":\"base64\"}");
        assertThatThrownBy(() -> Values.read(Json.of("?"), shape)).hasMessageContaining("'?' does not fit byte[]");
    }

    @Test
    void a_record_named_as_its_interface_keeps_its_name() {
        roundTrip(new Holder.Solo(1), Shape.of(Solo.class));
        assertThat(JsonText.write(Values.write(new Holder.Solo(1)))).isEqualTo("{\"kind\":\"solo\",\"i\":1}");
    }

    @Test
    void failures_of_reflection_are_told() {
        assertThatThrownBy(() -> Reflect.attempt(() -> String.class.getDeclaredField("no_such_field")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no_such_field");
        assertThatThrownBy(() -> Reflect.open(String.class.getDeclaredMethod("isLatin1"), String.class))
                .hasMessage(
                        "java.lang.String is not accessible; add 'opens java.lang to io.naestro.base;' to the module-info"
                                + " of its module");
    }

    @Test
    void the_api_itself_can_be_written_and_read() {
        var failure = ModelFailure.of(ModelFailure.Kind.AUTHENTICATION, "slow down");
        roundTrip(failure, Shape.of(ChatResult.class));
        assertThat(JsonText.write(Values.write(failure))).startsWith("{\"type\":\"modelFailure\",\"kind\":\"");
        roundTrip(Budget.of(Money.eur("0.40"), Duration.ofMinutes(5)), Shape.of(Budget.class));
        assertThatCode(() -> JsonSchema.compile(Schemas.of(Shape.of(Step.class))))
                .doesNotThrowAnyException();
        assertThat(JsonText.write(Schemas.of(Shape.of(Step.class)))).contains("\"const\":\"tool\"");
    }

    record Odd(File file) {}

    record OddKey(Map<Integer, String> map) {}

    record OddRecordKey(Map<Link, String> map) {}

    sealed interface Listed {
        enum Constants implements Listed {
            ONE
        }
    }

    sealed interface Mixed {
        record Fine(int i) implements Mixed {}

        abstract sealed class Halfway implements Mixed {}

        final class Whole extends Halfway {}
    }

    sealed interface Opened {
        non-sealed interface Anything extends Opened {}
    }

    sealed interface Solo permits Holder.Solo {}

    interface Holder {
        record Solo(int i) implements ValuesTest.Solo {}
    }

    record OddArray(List<String>[] arrays) {}

    record OddOptional(List<Optional<String>> list) {}

    @SuppressWarnings("rawtypes") // the point: such a type has no shape
    record RawList(List list) {}

    sealed interface Classy {
        final class Thing implements Classy {}
    }

    sealed interface Twins {
        record ATwins() implements Twins {}

        interface Other {
            record ATwins() implements Twins {}
        }
    }

    sealed interface Full {
        record One(String kind, String type) implements Full {}

        record Two(String variant) implements Full {}
    }

    sealed interface North {}

    sealed interface South {
        record SouthOnly(String kind) implements South {}
    }

    record Both(int i) implements North, South2 {}

    sealed interface South2 permits Both, South3 {}

    record South3(String kind) implements South2 {}

    record NorthOnly(int i) implements North {}

    @Test
    void unsupported_types_are_named_with_their_place() {
        assertThatThrownBy(() -> Schemas.of(Shape.of(Odd.class)))
                .hasMessageStartingWith("Odd.file is of type File, which has no JSON form");
        assertThatThrownBy(() -> Schemas.of(Shape.of(OddKey.class)))
                .hasMessageStartingWith("OddKey.map (key) is of type Integer");
        assertThatThrownBy(() -> Schemas.of(Shape.of(OddRecordKey.class)))
                .hasMessageStartingWith("OddRecordKey.map (key) is of type Link");
        assertThatThrownBy(() -> Schemas.of(Shape.of(Listed.class)))
                .hasMessageStartingWith("Listed.Constants is of type Constants");
        assertThatThrownBy(() -> Schemas.of(Shape.of(Mixed.class)))
                .hasMessageStartingWith("Mixed.Halfway is of type Halfway");
        assertThatThrownBy(() -> Schemas.of(Shape.of(Opened.class)))
                .hasMessageStartingWith("Opened.Anything is of type Anything");
        assertThatThrownBy(() -> Schemas.of(Shape.of(OddArray.class)))
                .hasMessageStartingWith("OddArray.arrays is of type Object[]");
        assertThatThrownBy(() -> Schemas.of(Shape.of(OddOptional.class)))
                .hasMessageStartingWith("OddOptional.list[] is of type Optional<String>");
        assertThatThrownBy(() -> Schemas.of(Shape.of(RawList.class)))
                .hasMessageStartingWith("RawList.list[] has a type that is not known");
        assertThatThrownBy(() -> Schemas.of(Shape.of(Classy.class)))
                .hasMessageStartingWith("Classy.Thing is of type Thing");
        assertThatThrownBy(() -> Schemas.of(Shape.of(Runnable.class)))
                .hasMessageStartingWith("Runnable is of type Runnable");
        assertThatThrownBy(() -> Values.write(new File("x"))).hasMessageStartingWith("File is of type File");
        assertThatThrownBy(() -> Schemas.of(Shape.of(Twins.class)))
                .hasMessage("Twins: two of its records have the same name 'a'; rename one");
        assertThatThrownBy(() -> Schemas.of(Shape.of(Full.class)))
                .hasMessageContaining("have components named [kind, type, variant]");
        assertThatThrownBy(() -> Schemas.of(Shape.of(North.class)))
                .hasMessage(
                        "North: its records are told apart by 'type' and by 'kind'; rename components so that one name is left for all");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|the member 'full-name' is missing // the member 'team' is missing",
                "[]|'[]' is of type array; allowed: object",
                "{\"full-name\":1,\"age\":1.5,\"team\":{}}|/full-name: '1' is of type number; allowed: string // "
                        + "/age: '1.5' does not fit Integer: Rounding necessary // /team: '{}' is of type object; allowed: array",
                "{\"full-name\":\"x\",\"age\":3000000000,\"team\":[]}|/age: '3000000000' does not fit Integer: Overflow",
                "{\"full-name\":\"x\",\"color\":\"GREEN\",\"team\":[]}|/color: 'GREEN' is not allowed; allowed: RED, dark-blue",
                "{\"full-name\":\"x\",\"color\":1,\"team\":[]}|/color: '1' is not allowed; allowed: RED, dark-blue",
                "{\"full-name\":\"x\",\"team\":[null]}|/team/0: 'null' is of type null; allowed: object",
                "{\"full-name\":\"x\",\"team\":[],\"x\":1}|/x: 'x' is not a known member; allowed: full-name, age, boss, color, team",
                "{\"full-name\":\"\",\"team\":[]}|'{\"full-name\":\"\",\"team\":[]}' does not fit Person: a person needs a name",
            })
    void tells_all_that_is_wrong_with_places(String text, String message) {
        assertThatThrownBy(() -> Values.read(JsonText.parse(text), Shape.of(Person.class)))
                .isInstanceOf(InputException.class)
                .hasMessage(message.replace(" // ", "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"list\":[1]}|/list/0: '1' is of type number",
                "{\"set\":[\"RED\",\"RED\"]}|/set/1: 'RED' stands in the array for the second time",
                "{\"map\":3}|/map: '3' is of type number; allowed: object",
                "{\"map\":{\"a\":\"b\"}}|/map/a: 'b' is of type string; allowed: integer",
                "{\"byPlace\":{\"x\":\"RED\"}}|/byPlace/x: 'x' does not fit Pointer: pointer 'x' must be empty or start with '/'",
                "{\"instant\":\"yesterday\"}|/instant: 'yesterday' does not fit Instant: Text 'yesterday' could not be parsed",
                "{\"uri\":\"a b\"}|/uri: 'a b' does not fit URI: Illegal character",
                "{\"money\":\"5\"}|/money: '5' does not fit Money: '5' is not an amount of money",
                "{\"shape\":1}|/shape: '1' is of type number; allowed: object",
                "{\"object\":1}|/object: '1' is of type number; allowed: object",
                "{\"yes\":1}|/yes: '1' is of type number; allowed: boolean",
                "{\"f\":1e39}|/f: '1E+39' does not fit Float: the number is too large",
                "{\"big\":1.5}|/big: '1.5' does not fit BigInteger: Rounding necessary",
            })
    void refuses_what_a_type_cannot_hold(String text, String message) {
        var member = ((Json.Obj) JsonText.parse(text))
                .members()
                .entrySet()
                .iterator()
                .next();
        var json = ((Json.Obj) Values.write(EVERYTHING)).with(member.getKey(), member.getValue());
        assertThatThrownBy(() -> Values.read(json, Shape.of(Everything.class)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void keys_that_are_the_same_are_refused() {
        assertThatThrownBy(() ->
                        Values.read(JsonText.parse("{\"rates\":{\"60/min\":1,\"60/1m\":2}}"), Shape.of(ByRate.class)))
                .hasMessage("/rates/60~11m: '60/1m' is the same key as one before it");
    }

    record ByRate(Map<Rate, Integer> rates) {}

    @Test
    void lenient_reading_ignores_unknown_members_only() {
        var json = JsonText.parse("{\"text\":\"x\",\"future\":1}");
        assertThat(Values.lenient().from(json, Shape.of(Link.class))).isEqualTo(new Link("x"));
        assertThatThrownBy(() -> Values.lenient().from(JsonText.parse("{\"text\":1}"), Shape.of(Link.class)))
                .hasMessage("/text: '1' is of type number; allowed: string");
    }

    @Test
    void lists_and_plain_schemas_are_shapes_too() {
        roundTrip(List.of(new Link("a")), Shape.listOf(Link.class));
        var number = Shape.schema((Json.Obj) JsonText.parse(
                "{\"type\":\"integer\",\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"maximum\":3}},\"const\":3,"
                        + "\"allOf\":[{\"$ref\":\"#/$defs/n\"},true],\"examples\":[{\"$ref\":\"#\"}]}"));
        var lists = new Shape.OfList<>(new Shape.OfList<>(number));
        assertThat(JsonText.write(Schemas.of(lists)))
                .isEqualTo("{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":"
                        + "{\"type\":\"integer\",\"$ref\":\"#/items/items/$defs/n\",\"$defs\":{\"n\":{\"maximum\":3}},\"const\":3,"
                        + "\"allOf\":[{\"$ref\":\"#/items/items/$defs/n\"},true],\"examples\":[{\"$ref\":\"#\"}]}}}");
        assertThat(Values.write(List.of(List.of(Json.of(3))), lists)).isEqualTo(JsonText.parse("[[3]]"));
        assertThat(Values.read(JsonText.parse("[[3]]"), lists)).isEqualTo(List.of(List.of(Json.of(3))));
        assertThatThrownBy(() -> Values.read(JsonText.parse("[[3,4]]"), lists))
                .hasMessage("/0/1: '4' must have a maximum value of 3\n/0/1: '4' is not allowed; allowed: 3");
        assertThatThrownBy(() -> Values.read(JsonText.parse("3"), lists))
                .hasMessage("'3' is of type number; allowed: array");
        assertThat(Values.read(Json.of(7), Shape.ANY)).isEqualTo(Json.of(7));
        assertThat(Schemas.of(Shape.NOTHING)).isEqualTo(Json.object().with("type", "null"));
        var anchored = Shape.schema(Json.object().with("$ref", "http://x"));
        assertThat(JsonText.write(Schemas.of(new Shape.OfList<>(anchored)))).contains("\"http://x\"");
    }

    @Test
    void plain_java_values_are_written_by_their_own_class() {
        var map = new LinkedHashMap<String, Object>();
        map.put("b", List.of(1, "x"));
        map.put("a", new TreeSet<>(Set.of("q", "p")));
        assertThat(JsonText.write(Values.write(map))).isEqualTo("{\"a\":[\"p\",\"q\"],\"b\":[1,\"x\"]}");
        assertThat(Values.write(null)).isEqualTo(Json.NULL);
        assertThat(Values.write(Optional.empty())).isEqualTo(Json.NULL);
        assertThat(Values.write(Optional.of(1))).isEqualTo(Json.of(1));
        assertThat(Values.write(Color.BLUE)).isEqualTo(Json.of("dark-blue"));
        assertThat(Values.write(Json.of(1))).isEqualTo(Json.of(1));
        assertThat(Values.write(Shape.of(String.class))).isEqualTo(Json.object().with("type", "string"));
    }

    @Test
    void null_is_refused_where_it_may_not_be() {
        var list = new java.util.ArrayList<String>();
        list.add(null);
        assertThatThrownBy(() -> Values.write(new Link(null)))
                .hasMessage("Link.text is null; only components marked @Nullable may be");
        assertThatThrownBy(() -> Values.write(list)).hasMessageStartingWith("an element is null");
        var map = new LinkedHashMap<String, String>();
        map.put("a", null);
        assertThatThrownBy(() -> Values.write(map)).hasMessageStartingWith("the value of 'a' is null");
        assertThatThrownBy(() -> Values.write(Double.NaN)).isInstanceOf(NumberFormatException.class);
    }

    record Broken(int i) {
        @Override
        public int i() {
            throw new IllegalStateException("broken accessor");
        }
    }

    record Explosive(int i) {
        Explosive {
            if (i == 1) {
                throw new StackOverflowError("boom");
            }
            if (i == 2) {
                sneak(new Exception("checked"));
            }
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws what no signature names
        private static <E extends Throwable> void sneak(Throwable e) throws E {
            throw (E) e;
        }
    }

    @Test
    void what_records_throw_is_told_or_passed_on() {
        assertThatThrownBy(() -> Values.write(new Broken(1))).hasMessage("broken accessor");
        assertThatThrownBy(() -> Values.read(JsonText.parse("{\"i\":1}"), Shape.of(Explosive.class)))
                .isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> Values.read(JsonText.parse("{\"i\":2}"), Shape.of(Explosive.class)))
                .hasMessageContaining("does not fit Explosive: java.lang.Exception: checked");
    }

    @Test
    void tells_at_most_a_hundred_problems() {
        var text = "[" + "1,".repeat(500) + "1]";
        assertThatThrownBy(() -> Values.read(JsonText.parse(text), Shape.listOf(String.class)))
                .satisfies(e -> assertThat(((InputException) e).problems()).hasSize(100));
        var schemas = new Shape.OfList<>(Shape.schema(Json.object().with("type", "null")));
        assertThatThrownBy(() -> Values.read(JsonText.parse(text), schemas))
                .satisfies(e -> assertThat(((InputException) e).problems()).hasSize(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.Runtime", "io.naestro.base.ValuesTest$Link"})
    void no_class_name_in_the_input_is_ever_used(String name) {
        assertThatThrownBy(() ->
                        Values.read(Json.object().with("kind", name).with("@class", name), Shape.of(Figure.class)))
                .hasMessageContaining("is not allowed; allowed: circle");
    }

    @Property(tries = 200, seed = "20250604")
    void what_is_written_conforms_and_reads_back(@ForAll("persons") Person person) {
        roundTrip(person, Shape.of(Person.class));
    }

    @Property(tries = 500, seed = "20250605")
    void what_conforms_is_read_or_refused_with_a_place(@ForAll("nearPersons") Json json) {
        var schema = JsonSchema.cached(Schemas.of(Shape.of(Person.class)));
        var conforms = schema.check(json).isEmpty();
        try {
            var person = Values.read(json, Shape.of(Person.class));
            assertThat(conforms).isTrue();
            assertThat(schema.check(Values.write(person))).isEmpty();
        } catch (InputException e) {
            assertThat(e.problems())
                    .allSatisfy(problem -> assertThat(problem.pointer().in(json).isPresent() || !conforms)
                            .isTrue());
            assertThat(conforms && !e.getMessage().contains("a person needs a name"))
                    .isFalse();
        }
    }

    @Provide
    Arbitrary<Person> persons() {
        var leaf = Combinators.combine(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5),
                        Arbitraries.integers().injectNull(0.3),
                        Arbitraries.of(Color.class).injectNull(0.3))
                .as((name, age, color) -> new Person(name, age, Optional.empty(), color, List.of()));
        return Combinators.combine(leaf, leaf.optional(), leaf.list().ofMaxSize(3))
                .as((me, boss, team) -> new Person(me.name(), me.age(), boss, me.color(), team));
    }

    @Provide
    Arbitrary<Json> nearPersons() {
        var odd = Arbitraries.of("1", "\"\"", "null", "{}", "[]", "1.5", "\"RED\"", "true", "3000000000")
                .map(JsonText::parse);
        return persons()
                .map(Values::write)
                .flatMap(json -> Combinators.combine(
                                Arbitraries.of("full-name", "age", "boss", "color", "team", "other"),
                                odd,
                                Arbitraries.of(true, false))
                        .as((name, value, deep) -> damage((Json.Obj) json, name, value, deep)));
    }

    private static Json damage(Json.Obj person, String name, Json value, boolean deep) {
        return deep
                        && person.members().get("team") instanceof Json.Arr team
                        && !team.items().isEmpty()
                ? person.with("team", Json.array(damage((Json.Obj) team.items().getFirst(), name, value, false)))
                : person.with(name, value);
    }
}

package io.naestro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Schemas;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaFitTest {
    enum Color {
        RED,
        BLUE
    }

    record Tree(String name, List<Tree> below) {}

    sealed interface Shown {
        record TextShown(String text) implements Shown {}

        record LinkShown(String text, String url) implements Shown {}
    }

    record Item(String name, @Nullable Integer count, Color color, Map<String, Long> sizes) {}

    private static SchemaView view(String schema) {
        return SchemaView.of((Json.Obj) JsonText.parse(schema));
    }

    private static SchemaView view(Class<?> type) {
        return SchemaView.of(Schemas.of(Shape.of(type)));
    }

    /** Source, reader, what is said, and a value of the source that the reader refuses: the proof that it is so. */
    static List<Arguments> mismatches() {
        return List.of(
                Arguments.of(
                        "{'type':'string'}", "{'type':'integer'}", "is a string, where an integer is wanted", "'a'"),
                Arguments.of(
                        "{'type':'number'}", "{'type':'integer'}", "is a number, where an integer is wanted", "1.5"),
                Arguments.of(
                        "{'type':['string','null']}",
                        "{'type':'string'}",
                        "may be null, where a string is wanted",
                        "null"),
                Arguments.of(
                        "{'anyOf':[{'type':'string'},{'type':'null'}]}",
                        "{'type':['string','object']}",
                        "is null, where a string or an object is wanted",
                        "null"),
                Arguments.of(
                        "{'enum':['a','b']}", "{'enum':['a']}", "may be \"b\", where one of [\"a\"] is wanted", "'b'"),
                Arguments.of("{'const':1}", "{'enum':[1.5, 2]}", "may be 1, where one of [1.5, 2] is wanted", "1"),
                Arguments.of("{'const':1.5}", "{'type':'integer'}", "may be 1.5, where an integer is wanted", "1.5"),
                Arguments.of(
                        "{'type':'integer'}", "{'enum':['a']}", "is an integer, where one of [\"a\"] is wanted", "1"),
                Arguments.of(
                        "{'type':'object','properties':{'a':{}}}",
                        "{'required':['a']}",
                        "the member 'a' may be missing",
                        "{}"),
                Arguments.of(
                        "{'type':'object','additionalProperties':false}",
                        "{'required':['a']}",
                        "the member 'a' is missing",
                        "{}"),
                Arguments.of(
                        "{'type':'object','properties':{'a':{}}}",
                        "{'properties':{'b':{}},'additionalProperties':false}",
                        "at '/a' is a member that is not wanted; wanted: [b]",
                        "{'a':1}"),
                Arguments.of(
                        "{'type':'object','properties':{'a':{'type':'string'}}}",
                        "{'properties':{'a':{'type':'boolean'}}}",
                        "at '/a' is a string, where a boolean is wanted",
                        "{'a':'x'}"),
                Arguments.of(
                        "{'type':'object','properties':{'a':{'type':'string'}}}",
                        "{'additionalProperties':{'type':'boolean'}}",
                        "at '/a' is a string, where a boolean is wanted",
                        "{'a':'x'}"),
                Arguments.of(
                        "{'type':'object','additionalProperties':{'type':'string'}}",
                        "{'additionalProperties':{'type':'boolean'}}",
                        "at '/*' is a string, where a boolean is wanted",
                        "{'a':'x'}"),
                Arguments.of(
                        "{'type':'array','items':{'type':'string'}}",
                        "{'type':'array','items':{'type':'number'}}",
                        "at '/*' is a string, where a number is wanted",
                        "['x']"),
                Arguments.of(
                        "{'$ref':'#/$defs/x','$defs':{'x':{'type':'string'}}}",
                        "{'$ref':'#/$defs/y','$defs':{'y':{'$ref':'#/$defs/z'},'z':{'type':'null'}}}",
                        "is a string, where null is wanted",
                        "'a'"),
                Arguments.of(
                        "{'type':'object','properties':{'k':{'const':'a'},'v':{'type':'string'}},'required':['k','v']}",
                        "{'oneOf':[{'properties':{'k':{'const':'b'}}},{'properties':{'k':{'const':'a'},'v':{'type':'null'}}}]}",
                        "at '/k' may be \"a\", where one of [\"b\"] is wanted",
                        "{'k':'a','v':'x'}"),
                Arguments.of(
                        "{'type':'object','properties':{'v':{'type':'object','properties':{'w':{'type':'string'}}}}}",
                        "{'anyOf':[{'type':'string'},{'properties':{'v':{'properties':{'w':{'type':'null'}}}}}]}",
                        "at '/v/w' is a string, where null is wanted",
                        "{'v':{'w':'x'}}"));
    }

    @ParameterizedTest
    @MethodSource("mismatches")
    void a_mismatch_is_said_and_true(String source, String reader, String said, String witness) {
        var from = quoted(source);
        var to = quoted(reader);
        assertThat(SchemaFit.mismatch(view(from), view(to)))
                .map(Object::toString)
                .contains(said);
        var value = JsonText.parse(quoted(witness));
        assertThat(JsonSchema.compile((Json.Obj) JsonText.parse(from)).check(value))
                .isEmpty();
        assertThat(JsonSchema.compile((Json.Obj) JsonText.parse(to)).check(value))
                .isNotEmpty();
    }

    static List<Arguments> fits() {
        return List.of(
                Arguments.of("{}", "{'type':'string'}"),
                Arguments.of("{'type':'string'}", "{}"),
                Arguments.of("{'type':'string'}", "{'enum':['a']}"),
                Arguments.of("{'type':'integer'}", "{'type':'number'}"),
                Arguments.of("{'const':2}", "{'type':'integer'}"),
                Arguments.of("{'enum':['a',null],'type':'string'}", "{'type':'string'}"),
                Arguments.of("{'enum':['a',''],'minLength':1}", "{'enum':['a']}"),
                Arguments.of("{'type':'number','multipleOf':1}", "{'type':'integer'}"),
                Arguments.of("{'type':['string','null'],'not':{'type':'null'}}", "{'type':'string'}"),
                Arguments.of("{'allOf':[{'type':'string'}]}", "{'type':'integer'}"),
                Arguments.of("{'anyOf':[{'type':'string'},{'type':'null'}],'minLength':1}", "{'type':'string'}"),
                Arguments.of("{'anyOf':[{'type':'string'},{'type':'string'}]}", "{'type':'null'}"),
                Arguments.of("{'anyOf':[]}", "{'type':'string','anyOf':[]}"),
                Arguments.of("{'type':'string'}", "{'anyOf':[true,{'type':'null'}]}"),
                Arguments.of("{'type':'string'}", "{'type':'string','maxLength':0,'not':{}}"),
                Arguments.of("{'type':'object'}", "{'required':['a']}"),
                Arguments.of(
                        "{'type':'object','properties':{'a':{}}}",
                        "{'patternProperties':{'a':{}},'additionalProperties':false}"),
                Arguments.of(
                        "{'type':'object','additionalProperties':{'type':'string'}}",
                        "{'properties':{},'additionalProperties':false}"),
                Arguments.of("{'type':'object','additionalProperties':{'type':'string'}}", "{'type':'object'}"),
                Arguments.of("{'type':'array'}", "{'items':{'type':'null'}}"),
                Arguments.of(
                        "{'type':'array','items':{'type':'string'}}",
                        "{'prefixItems':[{'type':'null'}],'items':{'type':'null'}}"),
                Arguments.of(
                        "{'type':'array','prefixItems':[{'type':'string'}],'items':{'type':'string'}}",
                        "{'items':{'type':'null'}}"),
                Arguments.of("{'type':'array','items':{'type':'string'}}", "{'items':true}"),
                Arguments.of("{'$ref':'#/$defs/x','type':'string','$defs':{'x':{}}}", "{'type':'null'}"),
                Arguments.of("{'$ref':'#/$defs/none'}", "{'type':'null'}"),
                Arguments.of("{'$ref':'http://x/y'}", "{'type':'null'}"),
                Arguments.of("{'$ref':'#/%'}", "{'type':'null'}"),
                Arguments.of("{'$ref':'#'}", "{'type':'null'}"),
                Arguments.of("{'required':[1],'type':'object'}", "{'required':'a'}"));
    }

    @ParameterizedTest
    @MethodSource("fits")
    void nothing_is_said_where_nothing_is_sure(String source, String reader) {
        assertThat(SchemaFit.mismatch(view(quoted(source)), view(quoted(reader))))
                .isEmpty();
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }

    @Test
    void every_type_fits_itself() {
        for (var type :
                List.of(Tree.class, Shown.class, Item.class, Color.class, Plan.class, String.class, Json.class)) {
            assertThat(SchemaFit.mismatch(view(type), view(type)))
                    .as("%s", type)
                    .isEmpty();
        }
        assertThat(SchemaFit.mismatch(view(Shown.TextShown.class), view(Shown.class)))
                .isEmpty();
        assertThat(SchemaFit.mismatch(view(Shown.class), view(Shown.TextShown.class)))
                .map(Object::toString)
                .contains("at '/kind' may be \"link\", where one of [\"text\"] is wanted");
    }

    @Test
    void a_schema_that_holds_itself_is_compared_once() {
        record Forest(String name, List<Forest> below) {}
        record Wood(Integer name, List<Wood> below) {}
        assertThat(SchemaFit.mismatch(view(Tree.class), view(Forest.class))).isEmpty();
        assertThat(SchemaFit.mismatch(view(Tree.class), view(Wood.class)))
                .map(Object::toString)
                .contains("at '/name' is a string, where an integer is wanted");
    }

    private static String place(SchemaView view, String at) {
        return switch (SchemaPlace.find(view, Pointer.of(at))) {
            case SchemaPlace.Found found ->
                (found.maybe() ? "maybe " : "")
                        + found.views().stream()
                                .map(one -> one.target().map(Json::toString).orElse("?"))
                                .toList();
            case SchemaPlace.Nowhere nowhere -> nowhere.why();
            case SchemaPlace.Unsaid unsaid -> "unsaid";
        };
    }

    @Test
    void a_place_is_found_missing_or_unsaid() {
        var item = view(Item.class);
        assertThat(place(item, "/name")).isEqualTo("[{\"type\":\"string\"}]");
        assertThat(place(item, "/count")).startsWith("maybe [{\"type\":[\"integer\",\"null\"]");
        assertThat(place(item, "/size"))
                .isEqualTo("there is no member 'size'; its members are [name, count, color, sizes]");
        assertThat(place(item, "/name/x")).isEqualTo("a string has no parts");
        assertThat(place(item, "/sizes/any")).startsWith("maybe [{\"type\":\"integer\"");
        assertThat(place(item, "/color/x")).isEqualTo("a string has no parts");
        var tree = view(Tree.class);
        assertThat(place(tree, "/below/0/below/12/name")).isEqualTo("[{\"type\":\"string\"}]");
        assertThat(place(tree, "/below/01")).isEqualTo("the items of an array are named by their index, not by '01'");
        assertThat(place(view("{}"), "/x/y")).isEqualTo("unsaid");
        assertThat(place(view("{\"type\":\"object\"}"), "/x")).isEqualTo("unsaid");
        assertThat(place(view("{\"type\":\"array\"}"), "/0")).isEqualTo("unsaid");
        assertThat(place(view("{\"type\":[\"array\",\"object\"]}"), "/0")).isEqualTo("unsaid");
        assertThat(place(view("{\"properties\":{\"x\":{}}}"), "/x")).isEqualTo("unsaid");
        assertThat(place(view("{\"const\":{\"x\":1}}"), "/x")).isEqualTo("unsaid");
        assertThat(place(view("{\"const\":[1]}"), "/0")).isEqualTo("unsaid");
        assertThat(place(view("{\"type\":[\"array\",\"null\"],\"items\":{}}"), "/0"))
                .isEqualTo("maybe [{}]");
        assertThat(place(view("{\"type\":[\"object\",\"null\"],\"required\":[\"x\"],\"properties\":{\"x\":{}}}"), "/x"))
                .isEqualTo("maybe [{}]");
    }

    @Test
    void a_place_in_one_of_several_alternatives_may_be_missing() {
        var shown = view(Shown.class);
        assertThat(place(shown, "/text")).isEqualTo("[{\"type\":\"string\"}, {\"type\":\"string\"}]");
        assertThat(place(shown, "/url")).isEqualTo("maybe [{\"type\":\"string\"}]");
        assertThat(place(shown, "/none")).isEqualTo("there is no member 'none'; its members are [kind, text, url]");
        assertThat(place(
                        view(quoted("{'anyOf':[{'type':'object','additionalProperties':false},{'type':'string'}]}")),
                        "/x"))
                .isEqualTo("there is no member 'x'; its members are []");
        assertThat(place(view("{\"anyOf\":[{\"type\":\"object\"},{\"type\":\"null\"}]}"), "/x"))
                .isEqualTo("unsaid");
    }

    @Test
    void alternatives_that_multiply_end_in_silence_instead_of_in_a_long_search() {
        var alternatives = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            alternatives
                    .append(i == 0 ? "" : ",")
                    .append("{\"type\":\"object\",\"title\":\"" + i + "\",\"properties\":{\"x\":{\"$ref\":\"#\"}}}");
        }
        var bomb = view("{\"anyOf\":[" + alternatives + "]}");
        assertThat(place(bomb, "/x".repeat(60))).isEqualTo("unsaid");
        assertThat(SchemaFit.mismatch(bomb, bomb)).isEqualTo(Optional.empty());
    }
}

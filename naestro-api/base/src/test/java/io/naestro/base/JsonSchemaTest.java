package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaTest {
    private static final String UNION = """
            {"type":"array","items":{"anyOf":[
              {"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"string"}},"required":["kind","x"],"additionalProperties":false},
              {"type":"object","properties":{"kind":{"const":"b"},"y":{"oneOf":[{"type":"integer"},{"type":"array","prefixItems":[{"const":7}]}]}},"required":["kind","y"],"additionalProperties":false}]}}
            """;

    private static JsonSchema schema(String text) {
        return JsonSchema.compile((Json.Obj) JsonText.parse(text));
    }

    private static String problems(String schema, String value) {
        return schema(schema).check(JsonText.parse(value)).stream()
                .map(InputProblem::toString)
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"enum\":[\"allow\",\"ask\",3]}|\"permit\"|'permit' is not allowed; allowed: allow, ask, 3",
                "{\"const\":{\"a\":1}}|2|'2' is not allowed; allowed: {\"a\":1}",
                "{\"type\":\"integer\"}|1.5|'1.5' is of type number; allowed: integer",
                "{\"type\":[\"string\",\"null\"]}|{}|'{}' is of type object; allowed: string, null",
                "{\"pattern\":\"^a+$\"}|\"ab\"|'ab' does not have the form ^a+$",
                "{\"pattern\":\"^a+$\",\"examples\":[\"aa\",\"a\"]}|\"ab\"|'ab' does not have the form of these; allowed: aa, a",
                "{\"required\":[\"a\"]}|{}|the member 'a' is missing",
                "{\"properties\":{\"a\":true,\"b\":true},\"additionalProperties\":false}|{\"a\":1,\"z\":1}|/z: 'z' is not a known member; allowed: a, b",
                "{\"unevaluatedProperties\":false}|{\"z\":1}|/z: 'z' is not a known member",
                "{\"minLength\":2}|\"a\"|'a' must be at least 2 characters long",
                "{\"items\":{\"$ref\":\"#/$defs/n\"},\"$defs\":{\"n\":{\"maximum\":3}}}|[1,4]|/1: '4' must have a maximum value of 3",
                "{\"properties\":{\"$ref\":{\"type\":\"null\"}}}|{\"$ref\":1}|/$ref: '1' is of type number; allowed: null",
                "{\"properties\":{\"a\":false}}|{\"a\":1}|/a: '1' schema for 'a' is false",
                "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}|{\"type\":3}|/type: '3' is",
            })
    void tells_place_value_and_what_is_allowed(String schema, String value, String problem) {
        assertThat(problems(schema, value)).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"integer\"}|1.0",
                "{\"type\":\"integer\"}|123456789012345678901234567890",
                "{\"multipleOf\":0.01}|0.07",
                "{\"const\":1}|1.0",
                "{\"enum\":[1]}|1.0",
                "{\"format\":\"date-time\"}|\"yesterday\"",
                "{\"pattern\":\"b\"}|\"abc\"",
                "{\"patternProperties\":{\"^x-\":{\"type\":\"null\"}},\"additionalProperties\":false}|{\"x-a\":null}",
                "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$id\":\"https://example.org/s\",\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":true}}|1",
                "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema#\"}|1",
                "{\"$defs\":{\"a/b~c\":{\"type\":\"null\"}},\"$ref\":\"#/$defs/a~1b~0c\"}|null",
                "{\"dependentSchemas\":{\"a\":{\"required\":[\"b\"]}},\"if\":{\"required\":[\"c\"]},\"then\":false}|{\"b\":1}",
                "{\"allOf\":[true,{\"not\":false}],\"x-note\":{\"$ref\":\"http://elsewhere\"}}|1",
            })
    void accepts_what_conforms(String schema, String value) {
        assertThat(problems(schema, value)).isEmpty();
    }

    @Test
    void tells_only_of_the_alternative_that_was_meant() {
        assertThat(problems(UNION, "[{\"kind\":\"a\",\"q\":1}]"))
                .isEqualTo("/0: the member 'x' is missing\n/0/q: 'q' is not a known member; allowed: kind, x");
        assertThat(problems(UNION, "[{\"kind\":\"c\"},{\"kind\":\"b\",\"y\":1},{\"kind\":\"a\",\"x\":1}]"))
                .isEqualTo("/0/kind: 'c' is not allowed; allowed: a, b\n/2/x: '1' is of type number; allowed: string");
        assertThat(problems(UNION, "[{\"kind\":\"b\",\"y\":\"s\"}]"))
                .isEqualTo("/0/y: 's' is of type string; allowed: integer, array");
        assertThat(problems(UNION, "[{\"kind\":\"b\",\"y\":[8]}]"))
                .isEqualTo("/0/y: '[8]' is of type array; allowed: integer\n/0/y/0: '8' is not allowed; allowed: 7");
        assertThat(problems(UNION, "[3]")).isEqualTo("/0: '3' is of type number; allowed: object");
    }

    @Test
    void tells_when_more_than_one_alternative_fits() {
        assertThat(problems("{\"oneOf\":[true,true]}", "1"))
                .isEqualTo("'1' must be valid to one and only one schema, but 2 are valid with indexes '0, 1'");
    }

    @Test
    void names_line_and_column_of_a_text() {
        var located = YamlText.locate("p.yaml", "- kind: a\n  x: 1\n  zz: 2\n", Limits.FILE);
        assertThat(schema(UNION).check(located))
                .extracting(InputProblem::toString)
                .containsExactly(
                        "p.yaml:2:6 /0/x: '1' is of type number; allowed: string",
                        "p.yaml:3:7 /0/zz: 'zz' is not a known member; allowed: kind, x");
    }

    @Test
    void requires_conformance_where_asked() {
        var schema = schema("{\"type\":\"null\"}");
        schema.require(Json.NULL);
        assertThatThrownBy(() -> schema.require(Json.of(1))).isInstanceOf(InputException.class);
        assertThat(schema.json()).isEqualTo(Json.object().with("type", "null"));
        assertThat(schema).hasToString("JSON Schema {\"type\":\"null\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"strin\"}|/type: 'strin' is not allowed; allowed: array, boolean",
                "{\"properties\":{\"a\":4}}|/properties/a: '4' is of type number; allowed: object, boolean",
                "{\"pattern\":\"(?=a)\"}|/pattern: '(?=a)' is not a supported pattern (invalid or unsupported Perl syntax)",
                "{\"pattern\":\"(a)\\\\1\"}|/pattern: '(a)\\1' is not a supported pattern",
                "{\"pattern\":3}|/pattern: '3' is of type number; allowed: string",
                "{\"patternProperties\":{\"(\":true}}|/patternProperties/(: '(' is not a supported pattern",
                "{\"pattern\":\"(a{100}){200}\"}|repetitions multiply to more than 10000 states",
                "{\"$ref\":\"http://example.org/s\"}|/$ref: 'http://example.org/s' is a reference out of the schema",
                "{\"items\":{\"$ref\":\"other.json#/a\"}}|/items/$ref: 'other.json#/a' is a reference out of the schema",
                "{\"allOf\":[{\"$ref\":\"#anchor\"}]}|/allOf/0/$ref: '#anchor' is a reference out of the schema",
                "{\"$ref\":\"#/%zz\"}|/$ref: '#/%zz' is a reference out of the schema",
                "{\"$ref\":\"#/$defs/a\"}|/$ref: '#/$defs/a' is a reference to no schema here",
                "{\"$ref\":\"#/x\",\"x\":{\"$ref\":\"http://evil\"}}|/$ref: '#/x' is a reference to no schema here",
                "{\"$ref\":7}|/$ref: '7' is a reference out of the schema",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}|/$schema: 'http://json-schema.org/draft-07/schema#' is not a supported draft",
                "{\"items\":{\"$id\":\"http://example.org\"}}|/items/$id: 'http://example.org' changes the base of references",
                "{\"$dynamicRef\":\"#x\"}|/$dynamicRef: '#x' belongs to the keyword '$dynamicRef', which is not supported",
                "{\"not\":{\"$anchor\":\"x\"}}|/not/$anchor: 'x' belongs to the keyword '$anchor'",
                "{\"allOf\":3}|/allOf: '3' is of type number; allowed: array",
                "{\"properties\":3}|/properties: '3' is of type number; allowed: object",
            })
    void refuses_schemas_it_cannot_keep_safe(String schema, String problem) {
        assertThatThrownBy(() -> schema(schema))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void names_line_and_column_of_a_bad_schema() {
        var located = JsonText.locate("s.json", "{\n \"type\": \"strin\"}", Limits.SCHEMA);
        assertThatThrownBy(() -> JsonSchema.compile(located)).hasMessageStartingWith("s.json:2:10 /type: 'strin'");
        assertThatThrownBy(() -> JsonSchema.compile(JsonText.locate("s.json", "[]", Limits.SCHEMA)))
                .hasMessage("s.json:1:1: '[]' is not a JSON Schema; allowed: an object");
    }

    @Test
    void refuses_schemas_that_are_too_large_or_too_deep() {
        var many = IntStream.range(0, 20_001).mapToObj(i -> "1").collect(Collectors.joining(",", "{\"enum\":[", "]}"));
        assertThatThrownBy(() -> schema(many)).hasMessageContaining("larger than 20000 values");
        Json deep = Json.object();
        for (int i = 0; i < 200; i++) {
            deep = Json.object().with("not", deep);
        }
        var schema = (Json.Obj) deep;
        assertThatThrownBy(() -> JsonSchema.compile(schema)).hasMessageContaining("deeper than 64 levels");
    }

    @Test
    void refuses_a_pattern_that_is_too_long() {
        var long1000 = "a".repeat(1001);
        assertThatThrownBy(() -> schema("{\"pattern\":\"" + long1000 + "\"}"))
                .hasMessageContaining("more than 1000 characters");
    }

    @Test
    void bounds_the_work_of_endless_and_exponential_schemas() {
        assertThat(problems("{\"$ref\":\"#\"}", "1")).isEqualTo("'1' takes too much work to check against its schema");
        var doubling = IntStream.range(0, 40)
                .mapToObj(i -> "\"a" + i + "\":{\"anyOf\":[{\"$ref\":\"#/$defs/a" + (i + 1)
                        + "\"},{\"$ref\":\"#/$defs/a" + (i + 1) + "\"}]}")
                .collect(Collectors.joining(",", "{\"$ref\":\"#/$defs/a0\",\"$defs\":{", ",\"a40\":false}}"));
        assertThat(problems(doubling, "1")).isEqualTo("'1' takes too much work to check against its schema");
    }

    @Test
    void bounds_the_work_of_patterns_by_their_size_and_that_of_their_texts() {
        var large = "{\"pattern\":\"(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x{1,500}y\"}";
        assertThat(problems(large, "\"" + "x".repeat(1_000_000) + "\"")).contains("takes too much work");
        assertThat(problems(large, "\"" + "x".repeat(1_000) + "y\"")).isEmpty();
        var names = "{\"patternProperties\":{\"(a{1,9}){900}\":{}}}";
        assertThat(problems(names, "{\"" + "x".repeat(100_000) + "\":1}")).contains("takes too much work");
    }

    @Test
    void bounds_the_work_of_contains_by_every_element() {
        var contains =
                "{\"allOf\":[" + String.join(",", Collections.nCopies(200, "{\"contains\":{\"const\":1}}")) + "]}";
        assertThat(problems(contains, "[" + "2,".repeat(2_000) + "1]")).contains("takes too much work");
        assertThat(problems(contains, "[" + "2,".repeat(2) + "1]")).isEmpty();
    }

    @Test
    void bad_patterns_take_linear_time() {
        assertThat(problems("{\"pattern\":\"(.*a){12}$\"}", "\"" + "a".repeat(100_000) + "b\""))
                .contains("does not have the form");
    }

    @Test
    void checks_a_plan_of_ten_thousand_steps() {
        var value = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"kind\":\"a\",\"x\":\"" + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(problems(UNION, value)).isEmpty();
    }

    @Test
    void tells_at_most_a_hundred_problems() {
        var value = IntStream.range(0, 500).mapToObj(i -> "1").collect(Collectors.joining(",", "[", "]"));
        assertThat(schema("{\"items\":{\"type\":\"string\"}}").check(JsonText.parse(value)))
                .hasSize(100);
    }

    @Test
    void keeps_compiled_schemas_and_forgets_the_oldest() {
        var cache = new SchemaCache(2);
        var a = Json.object().with("const", 1);
        var first = cache.get(a);
        assertThat(cache.get(Json.object().with("const", 1))).isSameAs(first);
        cache.get(Json.object().with("const", 2));
        cache.get(a);
        cache.get(Json.object().with("const", 3));
        assertThat(cache.get(a)).isSameAs(first);
        cache.get(Json.object().with("const", 4));
        cache.get(Json.object().with("const", 5));
        assertThat(cache.get(a)).isNotSameAs(first);
    }

    @Test
    void a_pointer_into_an_absent_value_is_told_as_null() {
        assertThat(SchemaErrors.problems(
                        Json.NULL,
                        Json.NULL,
                        java.util.List.of(com.networknt.schema.Error.builder()
                                .keyword("x")
                                .message("is odd")
                                .instanceLocation(new com.networknt.schema.path.NodePath(
                                                com.networknt.schema.path.PathType.JSON_POINTER)
                                        .append("gone"))
                                .evaluationPath(new com.networknt.schema.path.NodePath(
                                        com.networknt.schema.path.PathType.JSON_POINTER))
                                .build())))
                .containsExactly(InputProblem.at(Pointer.of("/gone"), Json.NULL, "is odd"));
    }
}

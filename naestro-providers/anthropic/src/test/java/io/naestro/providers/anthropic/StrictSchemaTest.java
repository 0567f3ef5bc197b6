package io.naestro.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictSchemaTest {
    @Test
    void leaves_out_what_the_subset_lacks_and_closes_objects() {
        assertThat(strict("""
                {"type":"object","title":"T","minProperties":1,"properties":{
                  "a":{"type":"string","format":"date","pattern":"x","description":"d"},
                  "b":{"type":"integer","minimum":1,"maximum":9,"format":"int32","enum":[1,2]},
                  "c":{"type":"array","items":{"type":"number"},"maxItems":3,"format":5},
                  "d":{"oneOf":[{"type":"null"},{"const":1}]},
                  "e":{"allOf":[{"type":["string","null"]}]}},
                 "required":["a"]}""")).isEqualTo(json("""
                {"type":"object","title":"T","properties":{
                  "a":{"type":"string","format":"date","description":"d"},
                  "b":{"type":"integer","enum":[1,2]},
                  "c":{"type":"array","items":{"type":"number"}},
                  "d":{"anyOf":[{"type":"null"},{"const":1}]},
                  "e":{"allOf":[{"type":["string","null"]}]}},
                 "required":["a"],"additionalProperties":false}"""));
    }

    @Test
    void keeps_references_to_its_own_definitions() {
        var schema = """
                {"type":"object","properties":{"a":{"$ref":"#/$defs/A"},"b":{"$ref":"#/$defs/A"}},
                 "additionalProperties":false,
                 "$defs":{"A":{"type":"object","properties":{"x":{"$ref":"#/definitions/B"}},
                                "additionalProperties":false}},
                 "definitions":{"B":{"type":"string"}}}""";
        assertThat(strict(schema)).isEqualTo(json(schema));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\"}",
                "{\"type\":[\"object\",\"null\"]}",
                "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}",
                "{\"additionalProperties\":{\"type\":\"string\"}}",
                "{\"items\":true}",
                "{\"anyOf\":{}}",
                "{\"properties\":[]}",
                "{\"$ref\":\"#\"}",
                "{\"$ref\":1}",
                "{\"$ref\":\"https://example.com/a.json\"}",
                "{\"$ref\":\"#/$defs/none\"}",
                "{\"$ref\":\"#/$defs/A\",\"$defs\":{\"A\":{\"items\":{\"$ref\":\"#/$defs/A\"}}}}",
            })
    void gives_up_on_what_cannot_be_put_so(String schema) {
        assertThat(StrictSchema.of(json(schema))).isEmpty();
    }

    private static Json.Obj strict(String schema) {
        return StrictSchema.of(json(schema)).orElseThrow();
    }

    private static Json.Obj json(String text) {
        return (Json.Obj) JsonText.parse(text);
    }
}

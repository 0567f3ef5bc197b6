package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeSchemaTest {
    @Test
    void requires_all_properties_and_allows_no_others_at_every_depth() {
        var schema = json("""
                {"type": "object",
                 "description": "required",
                 "properties": {
                   "required": {"type": ["string", "null"], "enum": ["allOf", "x"], "default": {"type": "object"}},
                   "list": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "number"}}}},
                   "either": {"anyOf": [{"type": "object", "properties": {}}, {"$ref": "#/$defs/other"}]}
                 },
                 "required": ["required"],
                 "$defs": {"other": {"type": "object", "properties": {"oneOf": {"const": 1}},
                                     "additionalProperties": false}}}
                """);
        assertThat(WholeSchema.of(schema)).contains(json("""
                        {"type": "object",
                         "description": "required",
                         "properties": {
                           "required": {"type": ["string", "null"], "enum": ["allOf", "x"], "default": {"type": "object"}},
                           "list": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "number"}},
                                    "required": ["a"], "additionalProperties": false}},
                           "either": {"anyOf": [{"type": "object", "properties": {}, "required": [],
                                                 "additionalProperties": false}, {"$ref": "#/$defs/other"}]}
                         },
                         "required": ["required", "list", "either"],
                         "additionalProperties": false,
                         "$defs": {"other": {"type": "object", "properties": {"oneOf": {"const": 1}},
                                             "required": ["oneOf"], "additionalProperties": false}}}
                        """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'type': 'string'}",
                "{'type': ['object', 'null'], 'properties': {}}",
                "{'anyOf': [{'type': 'object', 'properties': {}}]}",
                "{'type': 'object'}",
                "{'type': 'object', 'properties': {}, 'additionalProperties': true}",
                "{'type': 'object', 'properties': {}, 'additionalProperties': {'type': 'string'}}",
                "{'type': 'object', 'properties': {}, 'required': ['a']}",
                "{'type': 'object', 'properties': {}, 'allOf': []}",
                "{'type': 'object', 'properties': {'a': {'type': 'object'}}}",
                "{'type': 'object', 'properties': {'a': {'type': ['null', 'object']}}}",
                "{'type': 'object', 'properties': {'a': {'not': {}}}}",
                "{'type': 'object', 'properties': {'a': {'type': 'array', 'uniqueItems': true}}}",
                "{'type': 'object', 'properties': {'a': {'anyOf': [{'oneOf': []}]}}}",
                "{'type': 'object', 'properties': {}, '$defs': {'a': {'if': {}}}}"
            })
    void leaves_a_schema_alone_that_cannot_be_put_so(String schema) {
        assertThat(WholeSchema.of(json(schema.replace('\'', '"')))).isEmpty();
    }

    @Test
    void survives_schemas_that_are_none() {
        var odd = json("{\"type\": \"object\", \"properties\": 1, \"required\": 2, \"$defs\": [3]}");
        assertThat(WholeSchema.of(odd))
                .contains(odd.with("required", Json.array()).with("additionalProperties", Json.of(false)));
    }

    private static Json.Obj json(String text) {
        return (Json.Obj) JsonText.parse(text);
    }
}

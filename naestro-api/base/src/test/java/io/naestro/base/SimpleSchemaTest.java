package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleSchemaTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 1",
                "{'type':'string'} | 'a'",
                "{'type':'integer'} | 12",
                "{'type':'number'} | 1.5",
                "{'type':'null'} | null",
                "{'type':'boolean'} | true",
                "{'type':'array'} | [1,'a']",
                "{'items':{'type':'integer'}} | [1,2]",
                "{'items':{'type':'integer'}} | 'a'",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']} | {'a':'x','b':1}",
                "{'properties':{'a':{}},'additionalProperties':false} | {'a':1}",
                "{'properties':{'a':{'type':'string'}},'additionalProperties':{'type':'integer'}} | {'a':'x','b':1}",
                "{'title':'t','description':'d'} | {}"
            })
    void takes_what_conforms(String schema, String value) {
        assertThat(simple(schema).takes(json(value))).isTrue();
        assertThat(JsonSchema.compile((Json.Obj) json(schema)).check(json(value)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'string'} | 1",
                "{'type':'integer'} | 1.5",
                "{'type':'integer'} | 'a'",
                "{'type':'number'} | '1'",
                "{'items':{'type':'integer'}} | [1,'a']",
                "{'properties':{'a':{'type':'string'}},'required':['a']} | {'b':1}",
                "{'properties':{'a':{'type':'string'}}} | {'a':1}",
                "{'properties':{'a':{}},'additionalProperties':false} | {'b':1}",
                "{'additionalProperties':{'type':'integer'}} | {'b':'x'}"
            })
    void takes_nothing_else(String schema, String value) {
        assertThat(simple(schema).takes(json(value))).isFalse();
        assertThat(JsonSchema.compile((Json.Obj) json(schema)).check(json(value)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'minLength':1}",
                "{'type':['string','null']}",
                "{'properties':{'a':{'const':1}}}",
                "{'properties':{'a':true}}",
                "{'items':false}",
                "{'additionalProperties':true}"
            })
    void is_not_there_for_schemas_that_say_more(String schema) {
        assertThat(SimpleSchema.of((Json.Obj) json(schema))).isNull();
    }

    @Test
    void says_nothing_of_constants_of_other_schemas() {
        assertThat(SimpleSchema.of(Json.object().with("const", 1))).isNull();
    }

    private static SimpleSchema simple(String schema) {
        return SimpleSchema.of((Json.Obj) json(schema));
    }

    private static Json json(String text) {
        return JsonText.parse(text.replace('\'', '"'));
    }
}

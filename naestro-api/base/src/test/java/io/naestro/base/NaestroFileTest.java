package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NaestroFileTest {
    private static final JsonSchema SCHEMA = JsonSchema.compile(
            (Json.Obj)
                    JsonText.parse(
                            "{\"type\":\"object\",\"properties\":{\"naestro\":{\"type\":\"string\"},\"rules\":{\"type\":\"array\",\"items\":"
                                    + "{\"enum\":[\"allow\",\"deny\"]}}},\"required\":[\"naestro\",\"rules\"],\"additionalProperties\":false}"));

    @TempDir
    Path folder;

    private Located load(String name, String text) throws IOException {
        return NaestroFile.load(Files.writeString(folder.resolve(name), text), "policy", 1, SCHEMA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "p.yaml|naestro: policy/v1\\nrules: [allow]",
                "p.YML|naestro: policy/v1\\nrules: [allow]",
                "p.yml|{naestro: policy/v1, rules: [allow]}",
                "p.json|{\"naestro\":\"policy/v1\",\"rules\":[\"allow\"]}",
                "p|  {\"naestro\":\"policy/v1\",\"rules\":[\"allow\"]}",
                "p.txt|naestro: policy/v1\\nrules: [allow]",
            })
    void reads_yaml_and_json(String name, String text) throws IOException {
        var located = load(name, text.replace("\\n", "\n"));
        assertThat(located.json().at(Pointer.of("/rules/0"))).contains(Json.of("allow"));
        assertThat(located.source()).endsWith(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "naestro: policy/v2\\nrules: []|p.yaml:1:10 /naestro: 'policy/v2' is not the kind and version that is read here; allowed: policy/v1",
                "naestro: plan/v1\\nrules: []|p.yaml:1:10 /naestro: 'plan/v1' is not the kind",
                "naestro: 1\\nrules: []|p.yaml:1:10 /naestro: '1' is not the kind",
                "rules: []|p.yaml:1:1: the header is missing; allowed: naestro: policy/v1",
                "- a|p.yaml:1:1: the header is missing",
                "naestro: policy/v1\\nrules:\\n  - permit|p.yaml:3:5 /rules/0: 'permit' is not allowed; allowed: allow, deny",
                "naestro: policy/v1\\nrule: []\\nrules: []|p.yaml:2:7 /rule: 'rule' is not a known member; allowed: naestro, rules",
                "naestro: policy/v1|p.yaml:1:1: the member 'rules' is missing",
                "#|p.yaml:1:1: there is no YAML document",
            })
    void refuses_other_files_with_the_place(String text, String message) {
        assertThatThrownBy(() -> load("p.yaml", text.replace("\\n", "\n")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void reads_what_is_in_memory() {
        var text = "naestro: policy/v1\nrules: [deny]".getBytes(StandardCharsets.UTF_8);

        assertThat(NaestroFile.parse("here.yaml", text, "policy", 1, SCHEMA)
                        .json()
                        .at(Pointer.of("/rules/0")))
                .contains(Json.of("deny"));
    }

    @Test
    void takes_no_more_than_it_is_told_to() throws IOException {
        var file = Files.writeString(folder.resolve("p.yaml"), "naestro: policy/v1\nrules: [allow, deny]");
        var small = new Limits(20, 8, 100, 100, 100);

        assertThat(NaestroFile.load(file, "policy", 1, SCHEMA, Limits.FILE)
                        .json()
                        .at(Pointer.of("/rules/1")))
                .contains(Json.of("deny"));
        assertThatThrownBy(() -> NaestroFile.load(file, "policy", 1, SCHEMA, small))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("20");
    }

    @Test
    void a_blank_file_without_an_extension_is_empty_yaml() {
        assertThatThrownBy(() -> load("p", "  \n")).hasMessageContaining("there is no YAML document");
    }

    @Test
    void refuses_files_that_are_missing_unreadable_or_too_large() throws IOException {
        var missing = folder.resolve("none.yaml");
        assertThatThrownBy(() -> NaestroFile.load(missing, "policy", 1, SCHEMA))
                .hasMessage(missing + ": the file does not exist");
        assertThatThrownBy(() -> NaestroFile.load(folder, "policy", 1, SCHEMA))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(folder + ": the file cannot be read");
        assertThatThrownBy(() -> load("p.yaml", "#".repeat(1024 * 1024 + 1)))
                .hasMessageContaining("is longer than 1048576 bytes");
    }

    @Test
    void refuses_a_truncated_file_at_every_length() {
        var whole = "{\"naestro\":\"policy/v1\",\"rules\":[\"allow\"]}".getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            var part = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> NaestroFile.parse("p", part, "policy", 1, SCHEMA))
                    .isInstanceOf(InputException.class);
        }
    }
}

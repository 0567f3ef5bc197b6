package io.naestro.benchmarks.agentdojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.naestro.base.JsonText;
import io.naestro.effect.Origin;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractsTest {
    private static Contracts own() throws IOException {
        return Contracts.load(Samples.own("garden-contracts.yaml"));
    }

    private static Contracts parse(String contract) throws IOException {
        var text = "naestro: tool-contracts/v1\ncontracts:\n" + contract.indent(2);
        return Contracts.parse("own.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void reads_what_a_tool_promises() throws IOException {
        var contract = own().of("send_seeds").contract();

        assertThat(contract.name()).isEqualTo("send_seeds");
        assertThat(contract.repeat()).isEqualTo(Repeat.ONCE);
        assertThat(contract.argumentRoles())
                .isEqualTo(Map.of(
                        Pointer.of("/garden"), ArgumentRole.DESTINATION,
                        Pointer.of("/seed"), ArgumentRole.IDENTIFIER,
                        Pointer.of("/count"), ArgumentRole.AMOUNT,
                        Pointer.of("/message"), ArgumentRole.PAYLOAD));
        assertThat(contract.fieldOrigins()).isEqualTo(Map.of(Pointer.of("/parcel"), Origin.SELF));
    }

    @Test
    void a_result_has_the_origins_of_its_fields() throws IOException {
        var result = own().of("find_seeds").result("- id: s-1\n  giver: Hilltop\n  note: Hi");

        assertThat(result.originOf(Pointer.of("/0/id"))).isEqualTo(Origin.SELF);
        assertThat(result.originOf(Pointer.of("/0/giver")).form()).isEqualTo(Origin.Form.TYPED_FIELD);
        assertThat(result.originOf(Pointer.of("/0/note"))).isEqualTo(Origin.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- id: [s-1", "- id: s-1\n  id: s-2", "- &a s-1\n- *a", "- !!str x", ""})
    void a_result_that_is_not_written_as_promised_is_a_text_by_anybody(String text) throws IOException {
        var result = own().of("find_seeds").result(text);

        assertThat(result.value()).isEqualTo(Json.of(text));
        assertThat(result.worst()).isEqualTo(Origin.UNKNOWN);
        assertThat(result.originOf(Pointer.of("/0/id"))).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void a_text_that_looks_like_records_stays_a_text() throws IOException {
        var result = own().of("read_note").result("- id: s-1\n  giver: Hilltop");

        assertThat(result.value()).isEqualTo(Json.of("- id: s-1\n  giver: Hilltop"));
        assertThat(result.worst()).isEqualTo(Origin.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"GmailReadEmail,unknown.gmailreademail", "3d print!,unknown.t3d_print_", "-,unknown.t-"})
    void a_tool_that_nobody_described_is_held_to_the_strictest_contract(String tool, String name) throws IOException {
        var declared = Contracts.agentDojo().of(tool);

        assertThat(declared.contract().name()).isEqualTo(name);
        assertThat(declared.contract().acts()).isTrue();
        assertThat(declared.contract().argumentRoles()).isEqualTo(Map.of(Pointer.ROOT, ArgumentRole.DESTINATION));
        assertThat(declared.result("id: 1").worst()).isEqualTo(Origin.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- { name: x, description: X, repeat: sometimes, prints: text }|own.yaml:3:40 /contracts/0/repeat",
                "- { name: x, description: X, repeat: pure, prints: xml }|own.yaml:3:54 /contracts/0/prints",
                "- { name: X, description: X, repeat: pure, prints: text }|/contracts/0/name: 'X' tool name 'X' must be",
                "- { name: x, repeat: pure, prints: text }|/contracts/0",
                "- { name: x, description: X, repeat: pure, prints: text, arguments: { a: victim } }|/arguments/a",
                "- { name: x, description: X, repeat: pure, prints: text, result: { a: self } }|/contracts/0/result",
                "- { name: x, description: X, repeat: pure, prints: text, result: { /a: friend } }|/result/~1a"
            })
    void a_broken_contract_is_refused_with_its_place(String contract, String where) {
        assertThatThrownBy(() -> parse(contract))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(where);
    }

    @Test
    void a_tool_has_one_contract() {
        var x = "- { name: x, description: X, repeat: pure, prints: text }\n";

        assertThatThrownBy(() -> parse(x + x)).hasMessageContaining("the tool has a contract already");
    }

    @Test
    void a_file_that_is_too_large_is_refused() {
        assertThatThrownBy(() -> Contracts.parse("own.yaml", new byte[2 * 1024 * 1024]))
                .isInstanceOf(InputException.class);
    }

    @Test
    void all_tools_of_the_given_list_have_a_contract_that_acts_as_their_name_says() throws IOException {
        var given = Samples.given();
        assumeTrue(given.isPresent(), "shared/data/policy is not beside the repository; no list of tools to check");
        var suites = (Json.Obj) JsonText.parse(Files.readAllBytes(given.get().resolveSibling("agentdojo-tools.json")));
        var contracts = Contracts.agentDojo();
        var missing = new HashSet<String>();
        suites.members()
                .values()
                .forEach(tools -> ((Json.Obj) tools).members().forEach((tool, signature) -> {
                    var contract = contracts.of(tool).contract();
                    if (!contract.name().equals(tool)) {
                        missing.add(tool);
                    }
                    assertThat(contract.acts())
                            .as(tool)
                            .isEqualTo(new Trace.Call(tool, Json.object(), "", false).acts());
                    ((Json.Obj) signature)
                            .members()
                            .keySet()
                            .forEach(argument -> assertThat(contract.argumentRoles())
                                    .as(tool + " " + argument)
                                    .containsKey(Pointer.ROOT.child(argument)));
                }));

        assertThat(missing).isEmpty();
    }
}

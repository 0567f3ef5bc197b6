package io.naestro.benchmarks.agentdojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.Limits;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
    private static final String GOOD =
            "{'suite':'s','user_task':'u','injection_task':null,'prompt':'p','trace':[{'fn':'f','args':{},"
                    + "'output':'o','label':'legit'}]}";

    private static List<Trace> read(String text) throws IOException {
        return TraceFile.read(
                "t.jsonl", new ByteArrayInputStream(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void reads_one_trace_a_line() throws IOException {
        var traces = TraceFile.read(Samples.own("garden-traces.jsonl"));

        assertThat(traces).hasSize(8);
        assertThat(traces.get(3).task()).isEqualTo("return/elsewhere");
        assertThat(traces.get(3).injected()).isTrue();
        assertThat(traces.get(3).plan()).isEqualTo(Set.of("find_seeds", "send_seeds"));
        assertThat(traces.get(4).plan()).isEqualTo(Set.of("list_gardens"));
        assertThat(traces.getFirst().injected()).isFalse();
        assertThat(traces.getFirst().calls().getFirst().arguments().get("count"))
                .contains(Json.of(2));
    }

    @Test
    void the_last_line_needs_no_end() throws IOException {
        assertThat(read(GOOD)).isEqualTo(read(GOOD + "\n\n")).hasSize(1);
        assertThat(read(GOOD + "\n" + GOOD)).hasSize(2);
        assertThat(read("")).isEmpty();
    }

    @Test
    void a_tool_may_have_returned_nothing() throws IOException {
        var traces = read(GOOD.replace("'output':'o'", "'output':null"));

        assertThat(traces.getFirst().calls().getFirst().output()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'suite':'s'|'suite':7|t.jsonl line 1:1:10 /suite: '7' must be there and be a text",
                "'prompt':'p',||/prompt: 'null' must be there and be a text",
                "'args':{}|'args':[]|/trace/0/args: '[]' must be there and be an object",
                "[{|{'x':{|not JSON",
                "'output':'o',||/trace/0/output: 'null' must be there and be a text",
                "'legit'|'other'|/trace/0/label: 'other' is not a label; allowed: attack, legit",
                "'trace':[|'trace':'x','y':[|/trace: 'x' must be there and be a list"
            })
    void a_broken_line_is_refused_with_its_place(String part, String broken, String message) {
        var text = GOOD.replace(part, broken == null ? "" : broken);

        assertThatThrownBy(() -> read(text)).isInstanceOf(InputException.class).hasMessageContaining(message);
    }

    @Test
    void a_line_without_end_is_refused() {
        assertThatThrownBy(() -> read("x".repeat(Limits.MESSAGE.maxBytes() + 2)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("t.jsonl line 1")
                .hasMessageContaining("there is more than can be read here");
    }

    @Test
    void lines_without_end_are_refused() {
        assertThatThrownBy(() -> read("\n".repeat(100_001)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("t.jsonl line 100001");
    }

    @Test
    void a_file_that_is_not_there_is_an_error() {
        assertThatThrownBy(() -> TraceFile.read(Path.of("no/such/file"))).isInstanceOf(NoSuchFileException.class);
    }
}

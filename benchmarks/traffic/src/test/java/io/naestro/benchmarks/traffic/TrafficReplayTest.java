package io.naestro.benchmarks.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.JsonText;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.policy.Principal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficReplayTest {
    @TempDir
    private Path folder;

    private boolean good;

    @Test
    void reads_each_sample_as_it_says() throws IOException {
        var lines = replay("--expect", samples().toString());
        assertThat(lines).hasSize(16).allSatisfy(line -> {
            assertThat(line.get("error")).as(line.toString()).isEmpty();
            assertThat(line.get("differences")).as(line.toString()).contains(Json.Arr.EMPTY);
        });
        assertThat(good).isTrue();
    }

    @Test
    void says_what_is_otherwise() throws IOException {
        write("a.json", """
                {"provider":"anthropic","status":200,"body":{"content":[],"stop_reason":"end_turn"},
                 "expect":{"text":"x","toolCalls":[{"id":"a"}],"usage":{"input":0},"servedBy":["a"],
                           "finishReason":{}}}""");
        var line = replay("--expect", folder.toString()).getFirst();
        assertThat(good).isFalse();
        assertThat(line.at(Pointer.of("/differences/0")))
                .contains(JsonText.parse("{\"at\":\"/text\",\"expected\":\"x\",\"read\":\"\"}"));
        assertThat(line.at(Pointer.of("/differences/1/at"))).contains(Json.of("/toolCalls"));
        assertThat(line.at(Pointer.of("/differences/2/at"))).contains(Json.of("/servedBy"));
        assertThat(line.at(Pointer.of("/differences/3/at"))).contains(Json.of("/finishReason"));
        assertThatThrownBy(() -> TrafficReplay.main(new String[] {"--expect", folder.toString()}))
                .isInstanceOf(IllegalStateException.class);
        var plain = replay(folder.toString()).getFirst();
        assertThat(good).isTrue();
        assertThat(plain.get("differences")).isEmpty();
    }

    @Test
    void compares_only_what_is_expected_and_goes_on_after_files_it_cannot_read() throws IOException {
        write("a.json", "{\"status\":200,\"body\":{}");
        write("b.json", "{\"provider\":\"anthropic\",\"status\":500}");
        write("c.txt", "no exchange");
        var lines = replay("--expect", folder.toString());
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().get("error").orElseThrow().toString()).contains("a.json:1:");
        assertThat(lines.getLast().get("differences")).isEmpty();
        assertThat(good).isFalse();
        assertThat(replay(folder.toString())).hasSize(2);
        assertThat(good).isTrue();
    }

    @Test
    void is_a_program() throws IOException {
        write("a.json", "{\"provider\":\"gemini\",\"status\":404}");
        var before = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            TrafficReplay.main(new String[] {folder.toString()});
        } finally {
            System.setOut(before);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("\"kind\":\"model_not_found\"");
        assertThatThrownBy(() -> replay("--expect"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("usage:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'provider':'openai'|'path':'/v1/responses'|openai-responses",
                "'provider':'openai-responses'||openai-responses",
                "'provider':'openai'|'request':{'body':{'input':'a'}}|openai-responses",
                "'provider':'openai'|'request':{'body':'{\"input\":1}'}|openai-responses",
                "'provider':'openai'|'request':{'body':'[1]'}|openai-chat",
                "'provider':'openai'|'request':{'body':'broken'}|openai-chat",
                "'provider':'openrouter'|'request':{'endpoint':'not a url %%'}|openai-chat",
                "'provider':'gemini'|'url':'https://x/v1beta/openai/chat/completions'|openai-chat",
                "'provider':'gemini'|'url':'https://x/v1beta/openai/other'|openai-chat",
                "'provider':'anthropic'|'url':'mailto:a'|anthropic",
                "'provider':'trt-llm'||openai-chat",
                "'provider':'TensorRT-LLM'||openai-chat",
                "'provider':'Google'||gemini",
                "'provider':'bedrock'|'url':'https://x/a/messages'|anthropic",
                "'x':1|'path':'/models/..:generateContent'|gemini",
            })
    void tells_the_protocol(String provider, String request, String protocol) throws IOException {
        write(
                "a.json",
                ("{" + provider + ",'status':500" + (request == null ? "" : "," + request) + "}")
                        .replace('\'', '"')
                        .replace("\"{\"input\":1}\"", "\"{\\\"input\\\":1}\""));
        var line = replay(folder.toString()).getFirst();
        assertThat(line.get("protocol")).as(line.toString()).contains(Json.of(protocol));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|is not an exchange",
                "{'provider':'openai'}|/status: 'null' is not a status",
                "{'status':20.5}|is not a status",
                "{'status':2000}|is not a status",
                "{'status':-200}|is not a status",
                "{'status':200,'headers':7}|are not headers",
                "{'status':200,'headers':[7]}|is not a header",
                "{'status':200,'headers':[['a']]}|is not the value of a header",
                "{'status':200,'headers':{'a':{}}}|is not the value of a header",
                "{'status':200,'bodyBase64':'?'}|is not Base64",
                "{'status':200,'encoding':'base64','body':'?'}|is not Base64",
                "{'status':200,'events':7}|is not an event stream",
                "{'status':200,'path':'/v1/embeddings'}|is no request of a chat",
            })
    void refuses_what_is_no_exchange(String text, String words) throws IOException {
        write("a.json", text.replace('\'', '"'));
        var line = replay(folder.toString()).getFirst();
        assertThat(((Json.Str) line.get("error").orElseThrow()).value()).contains(words);
    }

    @Test
    void asks_on_behalf_of_the_host_and_watches_nothing() {
        var context = new ReplayContext();
        context.sink().accept(Json.NULL);
        assertThat(context.cancelled()).isFalse();
        assertThat(context.trace()).isEmpty();
        assertThat(context.principal()).isEqualTo(Principal.HOST);
        assertThat(context.idempotencyKey()).isEqualTo("replay");
    }

    @Test
    void gives_a_failure_that_was_recorded_as_a_stream_as_it_was() throws IOException {
        write("a.json", "{\"provider\":\"gemini\",\"status\":429,\"events\":\"{}\"}");
        assertThat(replay(folder.toString()).getFirst().at(Pointer.of("/failure/kind")))
                .contains(Json.of("rate_limited"));
    }

    @Test
    void takes_events_in_every_usual_form() throws IOException {
        write("a.json", """
                {"status":200,"response":{"chunks":["data: 1\\n", "event: a\\ndata: 2", ": note", "id: 7", "3\\n4",
                 {"event":"b","data":"5"},{"data":{"c":6}},{"comment":"hm","event":"d"},{"type":"e"},8]}}""");
        var recorded = ExchangeFile.read(folder.resolve("a.json"));
        assertThat(recorded.streamed()).isTrue();
        assertThat(recorded.body().utf8()).isEqualTo("""
                        data: 1

                        event: a
                        data: 2

                        : note

                        id: 7

                        data: 3
                        data: 4

                        event: b
                        data: 5

                        data: {"c":6}

                        : hm
                        event: d

                        data: {"type":"e"}

                        data: 8

                        """);
    }

    @Test
    void knows_a_stream_by_its_type_or_its_request() throws IOException {
        write("a.json", "{\"status\":200,\"headers\":{\"Content-Type\":\"text/event-stream\"},\"body\":\"data: 1\"}");
        assertThat(ExchangeFile.read(folder.resolve("a.json")).streamed()).isTrue();
        write("a.json", "{\"status\":200,\"request\":{\"body\":{\"stream\":true}},\"body\":\"data: 1\"}");
        assertThat(ExchangeFile.read(folder.resolve("a.json")).streamed()).isTrue();
        write("a.json", "{\"status\":400,\"request\":{\"body\":{\"stream\":true}},\"stream\":true,\"body\":{}}");
        assertThat(ExchangeFile.read(folder.resolve("a.json")).streamed()).isFalse();
        write(
                "a.json",
                "{\"status\":200,\"headers\":{\"Content-Type\":\"a\",\"b\":\"text/event-stream\"},\"response\":\"x\"}");
        var recorded = ExchangeFile.read(folder.resolve("a.json"));
        assertThat(recorded.streamed()).isFalse();
        assertThat(recorded.body().utf8()).isEqualTo("x");
        assertThatThrownBy(() -> ExchangeFile.read(folder.resolve("none.json"))).isInstanceOf(InputException.class);
    }

    private List<Json.Obj> replay(String... arguments) throws IOException {
        var bytes = new ByteArrayOutputStream();
        good = TrafficReplay.run(List.of(arguments), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        var lines = new ArrayList<Json.Obj>();
        bytes.toString(StandardCharsets.UTF_8).lines().forEach(line -> lines.add((Json.Obj) JsonText.parse(line)));
        return lines;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static Path samples() {
        try {
            return Path.of(TrafficReplayTest.class.getResource("samples").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.naestro.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import io.naestro.tool.ToolContext.ProcessReply;
import io.naestro.tool.ToolContext.ProcessRequest;
import io.naestro.tool.ToolContext.Processes;
import io.naestro.tool.ToolContext.Wire;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolContextTest {
    private static final Map<String, String> KEY = Map.of("authorization", "Bearer hush", "accept", "*/*");

    /** Each list holds values that differ from each other in one component. */
    static Stream<List<?>> different() {
        return Stream.of(
                List.of(
                        request("POST", "http://a/", KEY, "hush", 10, 1),
                        request("PUT", "http://a/", KEY, "hush", 10, 1),
                        request("POST", "http://b/", KEY, "hush", 10, 1),
                        request("POST", "http://a/", Map.of(), "hush", 10, 1),
                        request("POST", "http://a/", KEY, "other", 10, 1),
                        request("POST", "http://a/", KEY, "hush", 11, 1),
                        request("POST", "http://a/", KEY, "hush", 10, 2)),
                List.of(
                        new HttpReply(200, "http://a/", KEY, bytes("hush")),
                        new HttpReply(404, "http://a/", KEY, bytes("hush")),
                        new HttpReply(200, "http://b/", KEY, bytes("hush")),
                        new HttpReply(200, "http://a/", Map.of(), bytes("hush")),
                        new HttpReply(200, "http://a/", KEY, bytes("other"))),
                List.of(
                        program("/bin/a", KEY, "data:/", "hush", 1, 9),
                        program("/bin/b", KEY, "data:/", "hush", 1, 9),
                        program("/bin/a", Map.of(), "data:/", "hush", 1, 9),
                        program("/bin/a", KEY, "data:/x", "hush", 1, 9),
                        program("/bin/a", KEY, "data:/", "other", 1, 9),
                        program("/bin/a", KEY, "data:/", "hush", 2, 9),
                        program("/bin/a", KEY, "data:/", "hush", 1, 8)),
                List.of(
                        new ProcessReply(0, bytes("hush"), bytes("hush")),
                        new ProcessReply(1, bytes("hush"), bytes("hush")),
                        new ProcessReply(0, bytes("other"), bytes("hush")),
                        new ProcessReply(0, bytes("hush"), bytes("other"))));
    }

    @ParameterizedTest
    @MethodSource("different")
    void bytes_are_compared_by_content_and_every_component_counts(List<?> values) {
        var again = different()
                .filter(list -> list.getFirst().getClass() == values.getFirst().getClass())
                .findFirst();

        assertThat(again).contains(values);
        assertThat(values).extracting(Object::hashCode).doesNotHaveDuplicates();
        assertThat(new HashSet<Object>(values)).hasSameSizeAs(values);
        assertThat(new HashSet<Object>(values)).isEqualTo(new HashSet<Object>(again.orElseThrow()));
        assertThat(values.getFirst()).isNotEqualTo("something else").isNotEqualTo(null);
    }

    @Test
    void content_headers_queries_arguments_and_environments_are_never_shown() {
        assertThat(request("POST", "http://a/b?token=hush#hush", KEY, "hush", 10, 1))
                .hasToString("POST http://a/b headers [accept, authorization], 4 bytes");
        assertThat(new HttpReply(200, "http://a/b?token=hush", KEY, bytes("hush")))
                .hasToString("200 http://a/b headers [accept, authorization], 4 bytes");
        assertThat(program("/bin/a", KEY, "data:/", "hush", 1, 9))
                .hasToString("/bin/a with 1 arguments in data:/, environment [accept, authorization], 4 bytes");
        assertThat(new ProcessReply(3, bytes("hush"), bytes("other")))
                .hasToString("exit 3, output 4 bytes, errors 5 bytes");
    }

    @Test
    void bytes_are_copied_on_the_way_in_and_out() {
        var bytes = bytes("hush");
        var request = new HttpRequest("POST", "http://a/", Map.of(), bytes, 10, 1);
        var reply = new HttpReply(200, "http://a/", Map.of(), bytes);
        var process = new ProcessRequest(List.of("/bin/a"), Map.of(), "data:/", bytes, Duration.ZERO, 1);
        var left = new ProcessReply(0, bytes, bytes);
        bytes[0] = 'X';
        request.body()[1] = 'X';
        reply.body()[1] = 'X';
        process.input()[1] = 'X';
        left.output()[1] = 'X';
        left.errors()[1] = 'X';

        assertThat(List.of(request.body(), reply.body(), process.input(), left.output(), left.errors()))
                .allSatisfy(copy -> assertThat(copy).asString(UTF_8).isEqualTo("hush"));
    }

    @Test
    void a_plain_get_follows_five_redirects() {
        assertThat(HttpRequest.get("http://a/", 10)).isEqualTo(request("GET", "http://a/", Map.of(), "", 10, 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 11})
    void redirects_are_bounded(int redirects) {
        assertThatThrownBy(() -> request("GET", "http://a/", Map.of(), "", 10, redirects))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxRedirects '" + redirects + "' must lie between 0 and 10");
    }

    @Test
    void ten_redirects_and_none_are_fine() {
        assertThat(request("GET", "http://a/", Map.of(), "", 10, 10).maxRedirects())
                .isEqualTo(10);
        assertThat(request("GET", "http://a/", Map.of(), "", 10, 0).maxRedirects())
                .isZero();
    }

    @Test
    void a_program_reads_nothing_and_is_bounded_unless_said() {
        assertThat(ProcessRequest.of("data:/", "/bin/ls", "-l"))
                .isEqualTo(new ProcessRequest(
                        List.of("/bin/ls", "-l"), Map.of(), "data:/", new byte[0], Duration.ofMinutes(1), 1_048_576));
    }

    @Test
    void a_process_request_names_a_program() {
        assertThatThrownBy(() -> ProcessRequest.of("data:/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a process request needs a program");
    }

    private static HttpRequest request(
            String method, String url, Map<String, String> headers, String body, long maxBytes, int maxRedirects) {
        return new HttpRequest(method, url, headers, bytes(body), maxBytes, maxRedirects);
    }

    @Test
    void a_context_that_only_runs_programs_refuses_to_speak_with_one() {
        Processes processes = request -> new ProcessReply(0, new byte[0], new byte[0]);
        assertThatThrownBy(() -> processes.talk(
                        ProcessRequest.of("", "/bin/cat"), Wire.STANDARD, (output, input) -> output.read()))
                .isInstanceOf(AccessRefused.class)
                .hasMessage("no program here to speak with");
    }

    private static ProcessRequest program(
            String path, Map<String, String> environment, String folder, String input, int seconds, long maxBytes) {
        return new ProcessRequest(
                List.of(path, "hush"), environment, folder, bytes(input), Duration.ofSeconds(seconds), maxBytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.model.Capability;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.testkit.SeededRandom;
import io.naestro.testkit.TestContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Recorded bodies with cuts, copies and flipped bytes: each ends as an answer or a failure, never otherwise. */
class FuzzTest {
    private static final List<String> RECORDED = List.of(
            Loopback.completion("hello"),
            "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":"
                    + "{\"name\":\"now\",\"arguments\":\"{\\\"a\\\":[1,2.5e3]}\"}}]},\"finish_reason\":\"tool_calls\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}",
            "{\"error\":{\"message\":\"context length is 10 tokens. However, you requested 20 tokens\","
                    + "\"type\":\"BadRequestError\",\"param\":null,\"code\":400}}",
            "{\"detail\":[{\"loc\":[\"body\",\"messages\"],\"msg\":\"field required\"}]}",
            Loopback.stream("hello"),
            Loopback.streamOfCalls(),
            Loopback.streamOfCalls());

    private static final String RESPONSES =
            "data: {\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\"}}\n\n"
                    + "data: {\"type\":\"response.output_text.delta\",\"delta\":\"hello\"}\n\n"
                    + "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":[{\"type\":\"message\","
                    + "\"content\":[{\"type\":\"output_text\",\"text\":\"hello\"}]},{\"type\":\"function_call\",\"call_id\":\"c\","
                    + "\"name\":\"now\",\"arguments\":\"{}\"}],\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}}\n\n";

    @Property(tries = 500)
    void ends_as_an_answer_or_a_failure(
            @ForAll @IntRange(max = 6) int body,
            @ForAll @IntRange(min = 200, max = 599) int status,
            @ForAll boolean good,
            @ForAll @IntRange(max = 4) int harms,
            @ForAll long seed) {
        var bytes = harmed(RECORDED.get(body).getBytes(StandardCharsets.UTF_8), harms, new SeededRandom(seed));
        var told = good ? 200 : status;
        var result = chat(told, bytes, bytes.length, false);
        assertThat(result).isInstanceOfAny(ChatResponse.class, ModelFailure.class);
        if (told >= 300) {
            assertThat(result).isInstanceOf(ModelFailure.class);
        }
    }

    @Property(tries = 200)
    void takes_no_stream_that_was_cut_for_complete(@ForAll @IntRange(max = 10_000) int at, @ForAll boolean honest) {
        var whole = Loopback.streamOfCalls().getBytes(StandardCharsets.UTF_8);
        var cut = Arrays.copyOf(whole, at % Loopback.streamOfCalls().indexOf("\"finish_reason\":\"tool_calls\""));
        assertThat(chat(200, cut, honest ? cut.length : whole.length, false))
                .isInstanceOfSatisfying(
                        ModelFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED));
    }

    @Property(tries = 300)
    void ends_as_an_answer_or_a_failure_over_responses(@ForAll @IntRange(max = 4) int harms, @ForAll long seed) {
        var bytes = harmed(RESPONSES.getBytes(StandardCharsets.UTF_8), harms, new SeededRandom(seed));
        assertThat(chat(200, bytes, bytes.length, true)).isInstanceOfAny(ChatResponse.class, ModelFailure.class);
    }

    @Property(tries = 100)
    void takes_no_stream_that_was_cut_for_complete_over_responses(@ForAll @IntRange(max = 10_000) int at) {
        var cut = Arrays.copyOf(RESPONSES.getBytes(StandardCharsets.UTF_8), at % (RESPONSES.length() - 2));
        assertThat(chat(200, cut, cut.length, true))
                .isInstanceOfSatisfying(
                        ModelFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED));
    }

    private static Object chat(int status, byte[] bytes, int length, boolean responses) {
        var type = new String(bytes, StandardCharsets.ISO_8859_1).startsWith("{")
                ? "application/json"
                : "text/event-stream";
        try (var server = new RawServer(socket -> {
            RawServer.say(
                    socket,
                    "HTTP/1.1 " + status + " X\r\nContent-Type: " + type + "\r\nContent-Length: " + length
                            + "\r\n\r\n");
            socket.getOutputStream().write(bytes);
            socket.close();
        })) {
            var openai = OpenAi.vllm(server.url());
            var model = (responses ? openai.overResponses() : openai)
                    .model("m", card -> card.capabilities(Capability.STREAMING));
            return model.chat(ChatRequest.of(Message.user("hello")), TestContext.forAMinute());
        }
    }

    private static byte[] harmed(byte[] bytes, int harms, SeededRandom random) {
        var now = bytes;
        for (var i = 0; i < harms && now.length > 0; i++) {
            var at = random.below(now.length);
            now = switch (random.below(3)) {
                case 0 -> Arrays.copyOf(now, at);
                case 1 -> copied(now, at, Math.min(now.length, at + random.below(40)));
                default -> flipped(now, at, 1 << random.below(8));
            };
        }
        return now;
    }

    private static byte[] copied(byte[] bytes, int from, int to) {
        var all = new ByteArrayOutputStream();
        all.write(bytes, 0, to);
        all.write(bytes, from, bytes.length - from);
        return all.toByteArray();
    }

    private static byte[] flipped(byte[] bytes, int at, int bits) {
        var copy = bytes.clone();
        copy[at] ^= (byte) bits;
        return copy;
    }
}

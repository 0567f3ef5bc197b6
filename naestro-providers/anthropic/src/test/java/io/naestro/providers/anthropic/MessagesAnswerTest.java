package io.naestro.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Usage;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Shown;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesAnswerTest {
    private final List<String> said = new ArrayList<>();
    private final MessagesStream stream = new MessagesStream(said::add);

    @Test
    void reads_text_and_tool_calls_and_passes_over_thinking() {
        var answer = answer("""
                {"type":"message","model":"claude-x-1","stop_reason":"tool_use","content":[
                  {"type":"thinking","thinking":"hm","signature":"s"},
                  {"type":"text","text":"one "},{"type":"server_tool_use","id":"s"},{"type":"text","text":"two"},
                  {"type":"tool_use","id":"toolu_1","name":"look","input":{"a":[1]}},
                  {"type":"tool_use","name":"look","input":null},
                  {"type":"tool_use","id":"x","name":"look"},
                  {"type":"tool_use","id":"y","name":"look","input":" "}],
                 "usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":100,
                   "output_tokens":20,"output_tokens_details":{"thinking_tokens":7}}}""");
        assertThat(answer)
                .isEqualTo(new ChatResponse(
                        "one two",
                        List.of(
                                new Message.ToolUse("toolu_1", "look", JsonText.parse("{\"a\":[1]}")),
                                new Message.ToolUse("call_2", "look", Json.object()),
                                new Message.ToolUse("x", "look", Json.object()),
                                new Message.ToolUse("y", "look", Json.object())),
                        Finish.TOOL_USE,
                        new Usage(115, 100, 20, 7),
                        null,
                        "claude-x-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,STOP",
        "stop_sequence,STOP",
        "something_new,STOP",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH"
    })
    void tells_why_the_model_stopped(String reason, Finish finish) {
        var answer = answer("{\"content\":[],\"stop_reason\":\"" + reason + "\"}");
        assertThat(answer.finish()).isEqualTo(finish);
        assertThat(answer.servedBy()).isEqualTo("wire");
        assertThat(answer.usage()).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"content\":[],\"stop_reason\":\"refusal\"}|FILTERED",
                "{\"content\":[],\"stop_reason\":\"pause_turn\"}|TRUNCATED",
                "{\"content\":[],\"stop_reason\":null}|TRUNCATED",
                "{\"stop_reason\":\"end_turn\"}|SERVER_FAULT",
                "[]|SERVER_FAULT",
            })
    void finds_no_answer(String json, Kind kind) {
        assertThat(refused(json).kind()).isEqualTo(kind);
    }

    @Test
    void tells_of_a_tool_call_that_makes_no_sense() {
        var nameless = refused("{\"content\":[{\"type\":\"tool_use\",\"id\":\"a\"}],\"stop_reason\":\"tool_use\"}");
        assertThat(nameless.kind()).isEqualTo(Kind.INVALID_TOOL_CALL);
        assertThat(nameless.details().get("finish")).contains(Json.of("tool_use"));
        var broken = refused("{\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"n\",\"input\":\"{\"}],"
                + "\"stop_reason\":\"max_tokens\"}");
        assertThat(broken.details().get("raw")).contains(Json.of("{"));
        assertThat(broken.repairable()).isTrue();
    }

    @Test
    void puts_a_stream_together() {
        take(
                "{\"type\":\"message_start\",\"message\":{\"model\":\"claude-x-1\",\"content\":[],\"stop_reason\":null,"
                        + "\"usage\":{\"input_tokens\":9,\"output_tokens\":1,\"cache_read_input_tokens\":4}}}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}",
                "{\"type\":\"content_block_stop\",\"index\":0}",
                "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}}",
                "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"lo\"}}",
                "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\","
                        + "\"name\":\"look\",\"input\":{}}}",
                "{\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"u\","
                        + "\"name\":\"rest\",\"input\":{}}}",
                "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\","
                        + "\"partial_json\":\"{\\\"a\\\"\"}}",
                "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\","
                        + "\"partial_json\":\":1}\"}}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":30,"
                        + "\"input_tokens\":null}}",
                "{\"type\":\"message_delta\",\"delta\":{}}");
        assertThat(stream.complete()).isFalse();
        take("{\"type\":\"message_stop\"}");

        assertThat(stream.complete()).isTrue();
        assertThat(said).containsExactly("Hel", "lo");
        assertThat(reader().of(stream.whole()))
                .isEqualTo(new ChatResponse(
                        "Hello",
                        List.of(
                                new Message.ToolUse("t", "look", Json.object().with("a", 1)),
                                new Message.ToolUse("u", "rest", Json.object())),
                        Finish.TOOL_USE,
                        new Usage(13, 4, 30, 0),
                        null,
                        "claude-x-1"));
    }

    @Test
    void takes_a_stream_without_its_end_for_truncated() {
        take(
                "{\"type\":\"message_start\",\"message\":{}}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"Hi\"}}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}");
        assertThat(said).containsExactly("Hi");
        var refusal = catchThrowableOfType(Refusal.class, stream::whole);
        assertThat(refusal.failure().kind()).isEqualTo(Kind.TRUNCATED);
    }

    @Test
    void hands_an_error_in_the_stream_out() {
        var error = JsonText.parse("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}");
        assertThat(stream.take(error)).contains(error);
        assertThat(stream.take(Json.NULL)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"content_block_delta\",\"index\":4,\"delta\":{}}",
                "{\"type\":\"content_block_start\",\"index\":10000,\"content_block\":{}}"
            })
    void refuses_events_that_cannot_follow(String event) {
        var refusal = catchThrowableOfType(Refusal.class, () -> take(event));
        assertThat(refusal.failure().kind()).isEqualTo(Kind.SERVER_FAULT);
    }

    @Test
    void counts_only_what_is_a_count() {
        var odd = (Json.Obj) JsonText.parse("{\"a\":1.5,\"b\":-1,\"c\":1e13,\"d\":\"7\",\"e\":7}");
        assertThat(List.of("a", "b", "c", "d", "e", "f").stream()
                        .map(name -> Fields.count(odd, name))
                        .toList())
                .containsExactly(0L, 0L, 0L, 0L, 7L, 0L);
    }

    private void take(String... events) {
        for (var event : events) {
            assertThat(stream.take(JsonText.parse(event))).isEmpty();
        }
    }

    private static MessagesAnswer reader() {
        return new MessagesAnswer(new Shown(null), "wire");
    }

    private static ChatResponse answer(String json) {
        return reader().of(JsonText.parse(json));
    }

    private static ModelFailure refused(String json) {
        return catchThrowableOfType(Refusal.class, () -> answer(json)).failure();
    }
}

package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.Message.ToolUse;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Usage;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Shown;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatAnswerTest {
    private static final ChatAnswer ANSWERS = new ChatAnswer(new Shown(null), "wire-name");

    @Test
    void reads_a_complete_answer() {
        assertThat(read(Loopback.completion("hello")))
                .isEqualTo(new ChatResponse(
                        "hello", List.of(), Finish.STOP, new Usage(9, 4, 12, 5), null, "served-model"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'''hello''' | hello",
                "null | ''",
                "[{'type':'text','text':'a'},{'type':'text','text':'b'}] | ab",
                "[{'type':'thinking','thinking':[]},{'type':'text','text':'b'}, 3] | b",
                "[] | ''",
                "5 | ''"
            })
    void reads_text_in_all_its_forms(String content, String text) {
        assertThat(read(choice("{'content':" + content + "}", "stop")).text()).isEqualTo(text);
    }

    @Test
    void reads_an_answer_with_next_to_nothing_in_it() {
        assertThat(read("{'choices':[{}]}"))
                .isEqualTo(new ChatResponse("", List.of(), Finish.STOP, Usage.NONE, null, "wire-name"));
    }

    @Test
    void reads_tool_calls_exactly() {
        var response = read(choice("""
                {'content': null, 'tool_calls': [
                  {'id': 'c1', 'type': 'function',
                   'function': {'name': 'pay', 'arguments': '{\\'amount\\': 12345678901234567890.123456789}'}},
                  {'id': 'c2', 'function': {'name': 'now', 'arguments': ''}},
                  {'function': {'name': 'now'}},
                  {'id': 'c4', 'function': {'name': 'now', 'arguments': {'zone': 'UTC'}}},
                  {'id': 'c5', 'function': {'name': 'now', 'arguments': '[1]'}}]}
                """, "tool_calls"));
        var amount = Json.object().with("amount", Json.of(new BigDecimal("12345678901234567890.123456789")));
        assertThat(response.toolUses())
                .containsExactly(
                        new ToolUse("c1", "pay", amount),
                        new ToolUse("c2", "now", Json.object()),
                        new ToolUse("call_3", "now", Json.object()),
                        new ToolUse("c4", "now", Json.object().with("zone", "UTC")),
                        new ToolUse("c5", "now", Json.array(Json.of(1))));
        assertThat(response.finish()).isEqualTo(Finish.TOOL_USE);
    }

    @ParameterizedTest
    @CsvSource({"stop, STOP", "length, LENGTH", "tool_calls, STOP", "eos, STOP", "'', STOP"})
    void tells_why_the_model_stopped(String reason, Finish finish) {
        assertThat(read(choice("{'content':'a'}", reason)).finish()).isEqualTo(finish);
    }

    @ParameterizedTest
    @CsvSource({"stop, TOOL_USE", "length, LENGTH", "tool_calls, TOOL_USE"})
    void goes_by_the_tool_calls_and_not_by_the_reason(String reason, Finish finish) {
        var call = "{'tool_calls':[{'id':'c','function':{'name':'now','arguments':'{}'}}]}";
        assertThat(read(choice(call, reason)).finish()).isEqualTo(finish);
    }

    @Test
    void refuses_arguments_that_are_not_json_and_keeps_them() {
        var failure = refused(choice(
                "{'tool_calls':[{'id':'c1','function':{'name':'fs_read','arguments':'{\\'path\\': \\'a:/'}}]}",
                "length"));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_TOOL_CALL);
        assertThat(failure.repairable()).isTrue();
        assertThat(failure.message())
                .isEqualTo("the model called tool 'fs_read' with arguments that are not JSON (line 1, column 14)");
        assertThat(failure.details())
                .isEqualTo(Json.object()
                        .with("id", "c1")
                        .with("tool", "fs_read")
                        .with("raw", "{\"path\": \"a:/")
                        .with("finish", "length"));
    }

    @Test
    void bounds_the_arguments_that_it_keeps() {
        var raw = "x".repeat(5000);
        var failure = refused(
                choice("{'tool_calls':[{'id':'c1','function':{'name':'t','arguments':'" + raw + "'}}]}", "tool_calls"));
        assertThat(failure.details().get("raw")).contains(Json.of("x".repeat(2000) + "…"));
        assertThat(failure.message()).hasSizeLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'id':'c'}", "{'function':{'arguments':'{}'}}", "5", "null"})
    void refuses_a_tool_call_without_a_name(String call) {
        var failure = refused(choice("{'tool_calls':[" + call + "]}", "tool_calls"));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_TOOL_CALL);
        assertThat(failure.message()).isEqualTo("the model called a tool without a name");
    }

    @ParameterizedTest
    @CsvSource({"content_filter, FILTERED", "error, SERVER_FAULT", "abort, TRUNCATED"})
    void does_not_take_for_an_answer_what_was_stopped(String reason, Kind kind) {
        assertThat(refused(choice("{'content':'half an'}", reason)).kind()).isEqualTo(kind);
    }

    @Test
    void takes_a_refusal_of_the_model_for_filtered() {
        var failure = refused(choice("{'content':null,'refusal':'I cannot help with that.'}", "stop"));
        assertThat(failure.kind()).isEqualTo(Kind.FILTERED);
        assertThat(failure.message()).isEqualTo("the model refused: I cannot help with that.");
        assertThat(read(choice("{'content':'a','refusal':''}", "stop")).text()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'choices':[]}", "{'choices':5}", "{'choices':[7]}", "[]", "3", "'hello'", "null"})
    void refuses_an_answer_without_choices(String json) {
        var failure = refused(json);
        assertThat(failure.kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(failure.message()).isEqualTo("the answer has no choices");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 0 0 0 0",
                "null | 0 0 0 0",
                "{'prompt_tokens':10,'completion_tokens':20} | 10 0 20 0",
                "{'prompt_tokens':10,'completion_tokens':20,'total_tokens':30,"
                        + "'completion_tokens_details':{'reasoning_tokens':7}} | 10 0 20 7",
                // xAI: reasoning is not part of the completion
                "{'prompt_tokens':10,'completion_tokens':20,'total_tokens':37,"
                        + "'completion_tokens_details':{'reasoning_tokens':7}} | 10 0 27 7",
                "{'prompt_tokens':10,'completion_tokens':5,"
                        + "'completion_tokens_details':{'reasoning_tokens':7}} | 10 0 5 5",
                "{'prompt_tokens':10,'prompt_tokens_details':{'cached_tokens':25}} | 10 10 0 0",
                "{'prompt_tokens':10,'prompt_tokens_details':null} | 10 0 0 0",
                "{'prompt_tokens':-1,'completion_tokens':2.5} | 0 0 0 0",
                "{'prompt_tokens':'10','completion_tokens':1e300} | 0 0 0 0",
                "{'prompt_tokens':1e3} | 1000 0 0 0"
            })
    void counts_tokens(String usage, String counts) {
        var response = read("{'choices':[{}],'usage':" + usage + "}");
        assertThat(response.usage().input() + " " + response.usage().cachedInput() + " "
                        + response.usage().output() + " " + response.usage().reasoning())
                .isEqualTo(counts);
    }

    private static String choice(String message, String reason) {
        return "{'choices':[{'message':" + message + ",'finish_reason':'" + reason + "'}]}";
    }

    private static ChatResponse read(String json) {
        return (ChatResponse) ANSWERS.of(parse(json));
    }

    private static ModelFailure refused(String json) {
        return catchThrowableOfType(Refusal.class, () -> ANSWERS.of(parse(json)))
                .failure();
    }

    /** JSON with single quotes for double ones. */
    private static Json parse(String text) {
        return JsonText.parse(text.replace('\'', '"'));
    }
}

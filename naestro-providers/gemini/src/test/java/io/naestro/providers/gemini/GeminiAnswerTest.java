package io.naestro.providers.gemini;

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

class GeminiAnswerTest {
    private final Signatures signatures = new Signatures();
    private final List<String> said = new ArrayList<>();
    private final GeminiAnswer answer = new GeminiAnswer(new Shown(null), "wire", signatures, said::add);

    @Test
    void takes_a_finish_of_a_tool_call_as_some_servers_name_it() {
        take("""
                {"candidates":[{"content":{"parts":[{"functionCall":{"name":"look"}}]},"finishReason":"FUNCTION_CALL"}]}""");

        assertThat(answer.whole().finish()).isEqualTo(Finish.TOOL_USE);
    }

    @Test
    void reads_text_and_tool_calls_and_passes_over_thoughts() {
        take("""
                {"candidates":[{"content":{"role":"model","parts":[
                   {"text":"thinking","thought":true},{"text":"one "},{"text":""},{"text":"two"},
                   {"functionCall":{"name":"look","args":{"a":[1]}},"thoughtSignature":"c2ln"},
                   {"functionCall":{"id":"given","name":"rest"}},
                   {"functionCall":{"name":"look","args":null}}]},"finishReason":"STOP"}],
                 "usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":4,"toolUsePromptTokenCount":2,
                   "candidatesTokenCount":5,"thoughtsTokenCount":30,"totalTokenCount":47},
                 "modelVersion":"gemini-x-001"}""");
        var whole = answer.whole();
        assertThat(whole.text()).isEqualTo("one two");
        assertThat(whole.finish()).isEqualTo(Finish.TOOL_USE);
        assertThat(whole.usage()).isEqualTo(new Usage(12, 4, 35, 30));
        assertThat(whole.servedBy()).isEqualTo("gemini-x-001");
        assertThat(whole.toolUses().stream().map(Message.ToolUse::tool)).containsExactly("look", "rest", "look");
        assertThat(whole.toolUses().getFirst().arguments()).isEqualTo(JsonText.parse("{\"a\":[1]}"));
        assertThat(whole.toolUses().get(1)).isEqualTo(new Message.ToolUse("given", "rest", Json.object()));
        assertThat(signatures.of(whole.toolUses().getFirst().id())).contains("c2ln");
        assertThat(CallId.isPlain(whole.toolUses().getLast().id())).isTrue();
    }

    @Test
    void puts_a_stream_together() {
        take(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}]}}],\"usageMetadata\":{\"promptTokenCount\":9}}");
        take("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo\"}]}}]}");
        assertThat(catchThrowableOfType(Refusal.class, answer::whole).failure().kind())
                .isEqualTo(Kind.TRUNCATED);
        take("{\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":9,"
                + "\"candidatesTokenCount\":2}}");
        take("{}");
        assertThat(answer.whole())
                .isEqualTo(new ChatResponse("Hello", List.of(), Finish.STOP, Usage.of(9, 2), null, "wire"));
        assertThat(said).containsExactly("Hel", "lo");
    }

    @ParameterizedTest
    @CsvSource({
        "SAFETY,FILTERED",
        "RECITATION,FILTERED",
        "BLOCKLIST,FILTERED",
        "PROHIBITED_CONTENT,FILTERED",
        "SPII,FILTERED",
        "MODEL_ARMOR,FILTERED",
        "IMAGE_SAFETY,FILTERED",
        "IMAGE_PROHIBITED_CONTENT,FILTERED",
        "IMAGE_RECITATION,FILTERED",
        "MALFORMED_FUNCTION_CALL,INVALID_TOOL_CALL",
        "UNEXPECTED_TOOL_CALL,INVALID_TOOL_CALL",
        "TOO_MANY_TOOL_CALLS,INVALID_TOOL_CALL",
        "LANGUAGE,UNSUPPORTED",
        "MISSING_THOUGHT_SIGNATURE,INVALID_REQUEST",
        "OTHER,SERVER_FAULT",
    })
    void gives_no_answer_that_was_stopped(String reason, Kind kind) {
        var failure = refused("{\"candidates\":[{\"finishReason\":\"" + reason + "\"}]}");
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.details().get("finish")).contains(Json.of(reason));
        assertThat(failure.details().get("raw")).isEmpty();
    }

    @Test
    void says_that_the_answer_is_cut() {
        take("{\"candidates\":[{\"content\":{},\"finishReason\":\"MAX_TOKENS\"}]}");
        assertThat(answer.whole().finish()).isEqualTo(Finish.LENGTH);
    }

    @Test
    void keeps_the_raw_text_of_a_malformed_call() {
        var failure = refused("{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\",\"finishMessage\":"
                + "\"Malformed function call: print(look)\"}]}");
        assertThat(failure.details().get("raw")).contains(Json.of("Malformed function call: print(look)"));
        assertThat(failure.message()).endsWith("(MALFORMED_FUNCTION_CALL): Malformed function call: print(look)");
    }

    @Test
    void says_that_the_prompt_was_blocked() {
        assertThat(refused("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}").kind())
                .isEqualTo(Kind.FILTERED);
    }

    @Test
    void refuses_a_call_without_a_name_and_calls_without_end() {
        assertThat(refused("{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{}}]}}]}")
                        .kind())
                .isEqualTo(Kind.INVALID_TOOL_CALL);
        var call = "{\"functionCall\":{\"name\":\"a\",\"id\":\"b\"}},";
        assertThat(refused("{\"candidates\":[{\"content\":{\"parts\":[" + call.repeat(10_000)
                                + "{\"functionCall\":{\"name\":\"a\"}}]}}]}")
                        .kind())
                .isEqualTo(Kind.INVALID_TOOL_CALL);
    }

    @Test
    void counts_only_what_is_a_count() {
        var odd = (Json.Obj) JsonText.parse("{\"a\":1.5,\"b\":-1,\"c\":1e13,\"d\":\"7\",\"e\":7}");
        assertThat(List.of("a", "b", "c", "d", "e", "f").stream()
                        .map(name -> Fields.count(odd, name))
                        .toList())
                .containsExactly(0L, 0L, 0L, 0L, 7L, 0L);
        assertThat(Fields.list(odd, "a").items()).isEmpty();
    }

    private void take(String json) {
        answer.take(JsonText.parse(json));
    }

    private ModelFailure refused(String json) {
        return catchThrowableOfType(Refusal.class, () -> {
                    take(json);
                    answer.whole();
                })
                .failure();
    }
}

package io.naestro.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.Message.Author;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GeminiBodyTest {
    private static final ChatRequest HELLO = ChatRequest.of(Message.user("hello"));

    private final Signatures signatures = new Signatures();

    @Test
    void sends_a_plain_question_plainly() {
        assertThat(body(HELLO))
                .isEqualTo(json("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}"));
    }

    @Test
    void sends_everything_in_its_place() {
        signatures.keep("theirs", "c2ln");
        var plain = CallId.make(Json.object(), "", 2);
        var request = new ChatRequest(
                List.of(
                        Message.system("be kind"),
                        Message.user("one"),
                        new Message(Author.USER, List.of(new Message.MediaPart("image/png", "AAAA"))),
                        new Message(
                                Author.ASSISTANT,
                                List.of(
                                        new Message.TextPart("let me see"),
                                        use("theirs", Json.object().with("a", 1)),
                                        use(plain, Json.of(3)))),
                        new Message(
                                Author.TOOL,
                                List.of(
                                        new Message.ToolOutput("theirs", Json.of("fine"), false),
                                        new Message.ToolOutput(
                                                plain, Json.object().with("e", 1), true))),
                        new Message(Author.ASSISTANT, List.of()),
                        Message.user("and?")),
                List.of(new ChatRequest.ToolOffer("look", "looks", Json.object().with("type", "object"))),
                Json.object().with("type", "object"),
                7,
                1.5,
                3L,
                "low");
        assertThat(body(request)).isEqualTo(json("""
                {"systemInstruction":{"parts":[{"text":"be kind"}]},
                 "contents":[
                  {"role":"user","parts":[{"text":"one"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]},
                  {"role":"model","parts":[{"text":"let me see"},
                    {"functionCall":{"id":"theirs","name":"look","args":{"a":1}},"thoughtSignature":"c2ln"},
                    {"functionCall":{"name":"look","args":{"input":3}}}]},
                  {"role":"user","parts":[
                    {"functionResponse":{"id":"theirs","name":"look","response":{"output":"fine"}}},
                    {"functionResponse":{"name":"look","response":{"error":{"e":1}}}}]},
                  {"role":"user","parts":[{"text":"and?"}]}],
                 "tools":[{"functionDeclarations":[{"name":"look","description":"looks",
                    "parametersJsonSchema":{"type":"object"}}]}],
                 "generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object"},
                    "maxOutputTokens":7,"temperature":1.5,"seed":3,"thinkingConfig":{"thinkingLevel":"low"}}}"""));
    }

    @ParameterizedTest
    @CsvSource({"high,thinkingLevel,high", "0,thinkingBudget,", "-1,thinkingBudget,", "1024,thinkingBudget,"})
    void takes_effort_as_a_level_or_a_budget(String effort, String name, String level) {
        var config = Fields.object(Fields.object(body(HELLO.withEffort(effort)), "generationConfig"), "thinkingConfig");
        assertThat(config.get(name)).contains(level == null ? Json.of(Long.parseLong(effort)) : Json.of(level));
    }

    @Test
    void says_that_a_signature_is_unknown_at_the_first_call_of_a_turn_alone() {
        var forgotten = CallId.make(Json.object(), "sig", 1);
        var plain = CallId.make(Json.object(), "", 1);
        assertThat(signaturesSent(forgotten, "toolu_2")).containsExactly(Json.of(Signatures.UNKNOWN), Json.NULL);
        assertThat(signaturesSent("toolu_1", forgotten)).containsExactly(Json.of(Signatures.UNKNOWN), Json.NULL);
        assertThat(signaturesSent(plain, plain)).containsExactly(Json.NULL, Json.NULL);
    }

    @Test
    void refuses_a_result_whose_call_is_not_there() {
        var output = new Message(Author.TOOL, List.of(new Message.ToolOutput("lost", Json.NULL, false)));
        var refusal = catchThrowableOfType(Refusal.class, () -> body(ChatRequest.of(output)));
        assertThat(refusal.failure().kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(refusal).hasMessageContaining("tool call 'lost'");
    }

    @ParameterizedTest
    @EnumSource(Author.class)
    void refuses_parts_in_messages_that_cannot_hold_them(Author author) {
        var text = new Message.TextPart("a");
        var media = new Message.MediaPart("image/png", "AAAA");
        var output = new Message.ToolOutput("a", Json.NULL, false);
        var wrong = switch (author) {
            case SYSTEM -> List.of(media);
            case USER -> List.of(use("a", Json.object()), output);
            case ASSISTANT -> List.of(media, output);
            case TOOL -> List.of(text, media, use("a", Json.object()));
        };
        for (var part : wrong) {
            var request = ChatRequest.of(new Message(author, List.of(part)));
            var refusal = catchThrowableOfType(Refusal.class, () -> body(request));
            assertThat(refusal)
                    .hasMessageContaining("cannot hold a " + part.getClass().getSimpleName());
        }
    }

    @Test
    void keeps_the_newest_signatures_within_a_bound() {
        var few = new Signatures(10);
        few.keep("a", "1234");
        few.keep("b", "1234");
        assertThat(few.of("a")).contains("1234");
        few.keep("a", "5");
        few.keep("c", "678");
        assertThat(few.of("b")).isEmpty();
        assertThat(few.of("a")).contains("5");
        assertThat(few.of("c")).contains("678");
    }

    @Test
    void tells_its_own_ids_from_others() {
        var call = Json.object().with("name", "look");
        assertThat(CallId.make(call, "", 1)).isNotEqualTo(CallId.make(call, "", 2));
        assertThat(CallId.isMade(CallId.make(call, "", 1))).isTrue();
        assertThat(CallId.isPlain(CallId.make(call, "", 1))).isTrue();
        assertThat(CallId.isPlain(CallId.make(call, "s", 1))).isFalse();
        assertThat(CallId.isPlain("gemini_plain_")).isFalse();
    }

    private List<Json> signaturesSent(String first, String second) {
        var turn = new Message(Author.ASSISTANT, List.of(use(first, Json.object()), use(second, Json.object())));
        var content = Fields.object(
                Fields.list(body(ChatRequest.of(turn)), "contents").items().getFirst());
        return Fields.list(content, "parts").items().stream()
                .map(part -> Fields.object(part).get("thoughtSignature").orElse(Json.NULL))
                .toList();
    }

    private static Message.Part use(String id, Json arguments) {
        return new Message.ToolUse(id, "look", arguments);
    }

    private Json.Obj body(ChatRequest request) {
        return GeminiBody.of(request, signatures);
    }

    private static Json.Obj json(String text) {
        return (Json.Obj) JsonText.parse(text);
    }
}

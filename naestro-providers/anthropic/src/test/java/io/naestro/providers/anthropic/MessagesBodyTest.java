package io.naestro.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.Message.Author;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessagesBodyTest {
    private static final ModelCard CARD =
            ModelCard.named("claude").wireName("claude-x").maxOutputTokens(4096).build();
    private static final ChatRequest HELLO = ChatRequest.of(Message.user("hello"));

    @Test
    void always_sends_a_limit_on_output() {
        assertThat(body(HELLO)).isEqualTo(json("""
                {"model":"claude-x","max_tokens":4096,
                 "messages":[{"role":"user","content":[{"type":"text","text":"hello"}]}]}"""));
        assertThat(body(HELLO.withMaxOutputTokens(7)).get("max_tokens")).contains(Json.of(7));
    }

    @Test
    void puts_system_messages_beside_the_conversation_and_joins_turns_of_one_side() {
        var request = new ChatRequest(
                List.of(
                        Message.system("be kind"),
                        Message.user("one"),
                        new Message(Author.USER, List.of(text(""), new Message.MediaPart("image/png", "AAAA"))),
                        new Message(
                                Author.ASSISTANT,
                                List.of(
                                        text("let me see"),
                                        use("t1", Json.object().with("a", 1)))),
                        new Message(Author.ASSISTANT, List.of(use("no id!", Json.of(3)))),
                        new Message(Author.TOOL, List.of(new Message.ToolOutput("t1", Json.of("fine"), false))),
                        new Message(
                                Author.TOOL,
                                List.of(new Message.ToolOutput(
                                        "no id!", Json.object().with("e", 1), true))),
                        new Message(Author.USER, List.of(new Message.MediaPart("application/pdf", "BBBB"))),
                        new Message(Author.ASSISTANT, List.of(text(""))),
                        new Message(Author.SYSTEM, List.of(text(""), text("and brief")))),
                List.of(new ChatRequest.ToolOffer("look", "looks", Json.object().with("type", "object"))),
                null,
                0,
                0.5,
                7L,
                "");
        assertThat(body(request)).isEqualTo(json("""
                {"model":"claude-x","max_tokens":4096,
                 "system":[{"type":"text","text":"be kind"},{"type":"text","text":"and brief"}],
                 "messages":[
                  {"role":"user","content":[{"type":"text","text":"one"},
                    {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},
                  {"role":"assistant","content":[{"type":"text","text":"let me see"},
                    {"type":"tool_use","id":"t1","name":"look","input":{"a":1}},
                    {"type":"tool_use","id":"id_3b9cb9828636","name":"look","input":{"input":3}}]},
                  {"role":"user","content":[
                    {"type":"tool_result","tool_use_id":"t1","content":"fine"},
                    {"type":"tool_result","tool_use_id":"id_3b9cb9828636","content":"{\\"e\\":1}","is_error":true},
                    {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"BBBB"}}]}],
                 "tools":[{"name":"look","description":"looks","input_schema":{"type":"object"}}],
                 "temperature":0.5}"""));
    }

    @Test
    void asks_for_effort_and_a_schema_in_output_config() {
        var schema = json("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"minLength\":1}}}");
        var body = MessagesBody.of(CARD, HELLO.withAnswer(schema).withEffort("high"), true);
        assertThat(body.get("thinking")).contains(json("{\"type\":\"adaptive\"}"));
        assertThat(body.get("output_config")).contains(json("""
                {"effort":"high","format":{"type":"json_schema","schema":
                  {"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}}}"""));
        assertThat(body.get("stream")).contains(Json.of(true));
        assertThat(body.get("system")).isEmpty();
        var schemaAlone = body(HELLO.withAnswer(schema));
        assertThat(schemaAlone.get("thinking")).isEmpty();
        assertThat(schemaAlone.get("output_config").orElseThrow().toString()).doesNotContain("effort");
    }

    @Test
    void asks_in_words_for_a_schema_that_structured_outputs_cannot_express() {
        var body = body(HELLO.withAnswer(json("{\"type\":\"object\"}")));
        assertThat(body.get("output_config")).isEmpty();
        assertThat(JsonText.write(body.get("system").orElseThrow()))
                .contains("JSON Schema: {\\\"type\\\":\\\"object\\\"}");
    }

    @Test
    void refuses_what_the_api_does_not_take() {
        assertThat(refused(HELLO.withTemperature(1.5)).failure().kind()).isEqualTo(Kind.UNSUPPORTED);
        var audio = new Message(Author.USER, List.of(new Message.MediaPart("audio/wav", "AAAA")));
        assertThat(refused(ChatRequest.of(audio)))
                .hasMessageContaining("audio/wav")
                .hasMessageContaining("image/gif");
    }

    @ParameterizedTest
    @EnumSource(Author.class)
    void refuses_parts_in_messages_that_cannot_hold_them(Author author) {
        var media = new Message.MediaPart("image/png", "AAAA");
        var output = new Message.ToolOutput("a", Json.NULL, false);
        var wrong = switch (author) {
            case SYSTEM -> List.of(media);
            case USER -> List.of(use("a", Json.object()), output);
            case ASSISTANT -> List.of(media, output);
            case TOOL -> List.of(text("a"), media, use("a", Json.object()));
        };
        for (var part : wrong) {
            var refusal = refused(ChatRequest.of(new Message(author, List.of(part))));
            assertThat(refusal.failure().kind()).isEqualTo(Kind.INVALID_REQUEST);
            assertThat(refusal)
                    .hasMessageContaining("cannot hold a " + part.getClass().getSimpleName());
        }
    }

    private static Refusal refused(ChatRequest request) {
        var thrown = new Throwable[1];
        assertThatThrownBy(() -> body(request)).isInstanceOf(Refusal.class).satisfies(e -> thrown[0] = e);
        return (Refusal) thrown[0];
    }

    private static Message.Part text(String text) {
        return new Message.TextPart(text);
    }

    private static Message.Part use(String id, Json arguments) {
        return new Message.ToolUse(id, "look", arguments);
    }

    private static Json.Obj body(ChatRequest request) {
        return MessagesBody.of(CARD, request, false);
    }

    private static Json.Obj json(String text) {
        return (Json.Obj) JsonText.parse(text);
    }
}

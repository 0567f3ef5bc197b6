package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatRequest.ToolOffer;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.Message;
import io.naestro.model.Message.Author;
import io.naestro.model.Message.MediaPart;
import io.naestro.model.Message.TextPart;
import io.naestro.model.Message.ToolOutput;
import io.naestro.model.Message.ToolUse;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Residency;
import io.naestro.model.Usage;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Shown;
import io.naestro.testkit.TestContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesTest {
    private static final ChatRequest HELLO = ChatRequest.of(Message.user("hello"));
    private static final Responses RESPONSES = new Responses(Dialect.OPENAI, new Shown(null), "wire-name");
    private static final String MESSAGE =
            "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'hello','annotations':[]}]}";

    private final TestContext context = TestContext.forAMinute();

    @Test
    void sends_a_conversation_as_items() {
        var request = ChatRequest.of(
                Message.system("be kind"),
                new Message(
                        Author.USER,
                        List.of(
                                new TextPart("look"),
                                new MediaPart("image/png", "AAAA"),
                                new MediaPart("application/pdf", "BBBB"))),
                new Message(
                        Author.ASSISTANT,
                        List.of(
                                new TextPart("let me see"),
                                new ToolUse("c1", "now", Json.object().with("a", "b")))),
                new Message(
                        Author.TOOL,
                        List.of(
                                new ToolOutput("c1", Json.of("noon"), false),
                                new ToolOutput("c2", Json.of("no clock"), true))));
        assertThat(RESPONSES.body("m", request, false)).isEqualTo(json("""
                        {'model': 'm', 'input': [
                          {'role': 'system', 'content': [{'type': 'input_text', 'text': 'be kind'}]},
                          {'role': 'user', 'content': [
                            {'type': 'input_text', 'text': 'look'},
                            {'type': 'input_image', 'detail': 'auto', 'image_url': 'data:image/png;base64,AAAA'},
                            {'type': 'input_file', 'filename': 'document.pdf',
                             'file_data': 'data:application/pdf;base64,BBBB'}]},
                          {'role': 'assistant', 'content': 'let me see'},
                          {'type': 'function_call', 'call_id': 'c1', 'name': 'now', 'arguments': '{\\'a\\':\\'b\\'}'},
                          {'type': 'function_call_output', 'call_id': 'c1', 'output': 'noon'},
                          {'type': 'function_call_output', 'call_id': 'c2', 'output': '{\\'error\\':\\'no clock\\'}'}],
                         'store': false}
                        """));
    }

    @Test
    void sends_what_is_set_and_nothing_else() {
        var schema = Json.object().with("type", "object");
        var request = HELLO.withTools(List.of(new ToolOffer("now", "Tells the time.", schema)))
                .withAnswer(schema.with("additionalProperties", Json.of(false)))
                .withMaxOutputTokens(100)
                .withTemperature(0.5)
                .withSeed(7)
                .withEffort("low");
        var body = RESPONSES.body("m", request, true);
        assertThat(body.get("tools")).contains(json("""
                        [{'type': 'function', 'name': 'now', 'description': 'Tells the time.',
                          'parameters': {'type': 'object'}, 'strict': false}]
                        """));
        assertThat(((Json.Obj) body.get("text").orElseThrow()).get("format")).isPresent();
        assertThat(body.get("max_output_tokens")).contains(Json.of(100));
        assertThat(body.get("temperature")).contains(Json.of(0.5));
        assertThat(body.get("reasoning")).contains(Json.object().with("effort", "low"));
        assertThat(body.get("stream")).contains(Json.of(true));
        assertThat(body.get("seed")).isEmpty();
        assertThat(RESPONSES.body("m", HELLO, false).members()).containsOnlyKeys("model", "input", "store");
    }

    @Test
    void takes_no_limit_that_the_server_would_refuse() {
        assertThat(RESPONSES.body("m", HELLO.withMaxOutputTokens(16), false).get("max_output_tokens"))
                .contains(Json.of(16));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> RESPONSES.body("m", HELLO.withMaxOutputTokens(15), false))
                .withMessageContaining("no limit below 16 tokens of output, but 15 were asked for")
                .satisfies(refusal -> assertThat(refusal.failure().kind()).isEqualTo(Kind.UNSUPPORTED));
    }

    @Test
    void refuses_what_has_no_form() {
        refuses(Author.USER, new MediaPart("audio/wav", "AAAA"), Kind.UNSUPPORTED, "media of type 'audio/wav'");
        refuses(Author.SYSTEM, new MediaPart("image/png", "A"), Kind.INVALID_REQUEST, "'system' cannot hold");
        refuses(Author.ASSISTANT, new MediaPart("image/png", "A"), Kind.INVALID_REQUEST, "'assistant' cannot");
        refuses(Author.TOOL, new TextPart("a"), Kind.INVALID_REQUEST, "'tool' cannot hold a TextPart");
    }

    @Test
    void reads_text_and_calls_and_what_they_took() {
        var answer = read("""
                {'model': 'served', 'status': 'completed', 'error': null, 'output': [
                  {'type': 'reasoning', 'summary': []},
                  %s,
                  {'type': 'function_call', 'id': 'fc_1', 'call_id': 'c1', 'name': 'now', 'arguments': '{}'}],
                 'usage': {'input_tokens': 9, 'input_tokens_details': {'cached_tokens': 4},
                           'output_tokens': 12, 'output_tokens_details': {'reasoning_tokens': 5}}}
                """.formatted(MESSAGE));
        assertThat(answer)
                .isEqualTo(new ChatResponse(
                        "hello",
                        List.of(new ToolUse("c1", "now", Json.object())),
                        Finish.TOOL_USE,
                        new Usage(9, 4, 12, 5),
                        null,
                        "served"));
    }

    @Test
    void tells_an_answer_that_the_limit_cut() {
        var cut = "'status':'incomplete','incomplete_details':{'reason':'max_output_tokens'}";
        assertThat(read("{" + cut + ",'output':[" + MESSAGE + "]}").finish()).isEqualTo(Finish.LENGTH);
        assertThat(read("{'status':'incomplete','incomplete_details':null,'output':[]}")
                        .finish())
                .isEqualTo(Finish.LENGTH);
        var call = "{'type':'function_call','call_id':'c','name':'now','arguments':'{'}";
        var failure = refused("{" + cut + ",'output':[" + call + "]}");
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_TOOL_CALL);
        assertThat(failure.details().get("finish")).contains(Json.of("incomplete"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'status':'incomplete','incomplete_details':{'reason':'content_filter'},'output':[]} | FILTERED",
                "{'status':'incomplete','incomplete_details':{'reason':'odd'},'output':[]} | TRUNCATED",
                "{'status':'in_progress','output':[]} | TRUNCATED",
                "{'status':'cancelled','output':[]} | TRUNCATED",
                "{'output':[]} | TRUNCATED",
                "{'status':'completed','output':[{'type':'message','content':[{'type':'refusal','refusal':'no'}]}]} | FILTERED",
                "{'status':'completed','output':[{'type':'function_call','call_id':'c'}]} | INVALID_TOOL_CALL",
                "{'status':'completed'} | SERVER_FAULT",
                "[] | SERVER_FAULT"
            })
    void does_not_take_for_an_answer_what_is_none(String answer, Kind kind) {
        assertThat(refused(answer).kind()).isEqualTo(kind);
    }

    @Test
    void reads_an_answer_with_next_to_nothing_in_it() {
        assertThat(read("{'status':'completed','output':[]}"))
                .isEqualTo(new ChatResponse("", List.of(), Finish.STOP, Usage.NONE, null, "wire-name"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'status':'failed','output':[],'error':{'code':'rate_limit_exceeded','message':'slow'}} | RATE_LIMITED",
                "{'type':'error','code':'server_error','message':'oops','param':null} | SERVER_FAULT",
                "{'type':'error'} | SERVER_FAULT",
                "{'type':'error','error':{'type':'overloaded_error','message':'busy'}} | OVERLOADED",
                "{'type':'response.failed','response':{'error':{'code':'insufficient_quota','message':'no'}}} | BILLING",
                "{'type':'response.failed','response':{'error':null}} | SERVER_FAULT",
                "{'error':{'message':'no','code':402}} | BILLING",
                "{'detail':'no'} | SERVER_FAULT"
            })
    void finds_errors(String said, Kind kind) {
        try (var server = Loopback.replying(200, said.replace('\'', '"'))) {
            assertThat(((ModelFailure) chat(whole(server))).kind()).isEqualTo(kind);
        }
        try (var server = streaming("{'type':'response.created','response':{'error':null}}", said)) {
            assertThat(((ModelFailure) chat(streamed(server))).kind()).isEqualTo(kind);
        }
    }

    @Test
    void asks_at_its_own_path() {
        try (var server =
                Loopback.replying(200, ("{'status':'completed','output':[" + MESSAGE + "]}").replace('\'', '"'))) {
            assertThat(((ChatResponse) chat(whole(server))).text()).isEqualTo("hello");
            assertThat(server.seen().getFirst().path()).isEqualTo("/v1/responses");
        }
    }

    @Test
    void streams_over_the_wire() {
        try (var server = streaming(
                "{'type':'response.created','response':{'status':'in_progress','output':[]}}",
                "{'type':'response.output_text.delta','delta':''}",
                "{'type':'response.output_text.delta','delta':'he'}",
                "{'type':'response.reasoning_summary_text.delta','delta':'hm'}",
                "{'type':'response.output_text.delta','delta':'llo'}",
                "{'type':'response.completed','response':{'status':'completed','output':[" + MESSAGE + "]}}")) {
            assertThat(((ChatResponse) chat(streamed(server))).text()).isEqualTo("hello");
            assertThat(context.deltas())
                    .containsExactly(
                            Json.object().with("text", "he"), Json.object().with("text", "llo"));
        }
    }

    @Test
    void takes_the_items_that_were_done_where_the_last_event_has_none() {
        try (var server = streaming(
                "{'type':'response.output_item.done','item':" + MESSAGE + "}",
                "{'type':'response.incomplete','response':{'status':'incomplete','output':[],"
                        + "'incomplete_details':{'reason':'max_output_tokens'}}}")) {
            var answer = (ChatResponse) chat(streamed(server));
            assertThat(answer.text()).isEqualTo("hello");
            assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[DONE]", "{'type':'response.output_text.done','text':'hello'}"})
    void takes_a_stream_without_its_last_event_for_cut(String end) {
        try (var server = streaming("{'type':'response.output_text.delta','delta':'hello'}", end)) {
            assertThat(((ModelFailure) chat(streamed(server))).kind()).isEqualTo(Kind.TRUNCATED);
        }
    }

    private static Loopback streaming(String... events) {
        var body = new StringBuilder();
        for (var event : events) {
            body.append("event: some\ndata: ").append(event.replace('\'', '"')).append("\n\n");
        }
        return Loopback.replying(200, body.toString(), "Content-Type", "text/event-stream");
    }

    private static ChatModel whole(Loopback server) {
        return OpenAi.vllm(server.url()).overResponses().model("m");
    }

    private static ChatModel streamed(Loopback server) {
        return OpenAi.at(server.url())
                .overResponses()
                .model("m", card -> card.residency(Residency.LOCAL).capabilities(Capability.STREAMING));
    }

    private Object chat(ChatModel model) {
        return model.chat(HELLO, context);
    }

    private static void refuses(Author author, Message.Part part, Kind kind, String words) {
        var request = ChatRequest.of(new Message(author, List.of(part)));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> RESPONSES.body("m", request, false))
                .satisfies(refusal -> assertThat(refusal.failure().kind()).isEqualTo(kind))
                .withMessageContaining(words);
    }

    private static ChatResponse read(String answer) {
        return RESPONSES.answer(json(answer));
    }

    private static ModelFailure refused(String answer) {
        return catchThrowableOfType(Refusal.class, () -> read(answer)).failure();
    }

    /** JSON with single quotes for double ones. */
    private static Json json(String text) {
        return JsonText.parse(text.replace('\'', '"'));
    }
}

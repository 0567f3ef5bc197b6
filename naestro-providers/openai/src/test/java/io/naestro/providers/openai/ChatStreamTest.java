package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.base.JsonText;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.Message;
import io.naestro.model.Message.ToolUse;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Residency;
import io.naestro.model.Usage;
import io.naestro.policy.Secret;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Shown;
import io.naestro.testkit.TestContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatStreamTest {
    private static final ChatCompletions CHAT = new ChatCompletions(Dialect.VLLM, new Shown(null), "wire-name");
    private static final String STOP = "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}";
    private static final String CALLED = "{'choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}";

    private final List<String> pieces = new ArrayList<>();
    private final TestContext context = TestContext.forAMinute();

    @Test
    void puts_text_together_and_gives_each_piece_away() {
        var answer = read(
                "{'model':'served','choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}",
                delta("{'content':'he'}"),
                delta("{'content':'llo'}"),
                STOP,
                "{'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2}}",
                "[DONE]");
        assertThat(answer).isEqualTo(new ChatResponse("hello", List.of(), Finish.STOP, Usage.of(3, 2), null, "served"));
        assertThat(pieces).containsExactly("he", "llo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'reasoning_content':'hm'}",
                "{'reasoning':'hm'}",
                "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]}]}",
                "{'content':null}",
                "{'role':'assistant'}"
            })
    void keeps_thinking_out_of_the_text(String delta) {
        assertThat(read(delta(delta), delta("{'content':[{'type':'text','text':'a'}]}"), STOP)
                        .text())
                .isEqualTo("a");
        assertThat(pieces).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'usage':{'prompt_tokens':1}},{'usage':{'prompt_tokens':2}},{'usage':null} | 2",
                "{'x_groq':{'id':'r','usage':{'prompt_tokens':4}},'choices':[]} | 4",
                "{'choices':[],'usage':{}} | 0"
            })
    void takes_the_last_usage_wherever_it_stands(String chunks, long input) {
        var all = new ArrayList<>(List.of(STOP));
        ((Json.Arr) json("[" + chunks + "]")).items().forEach(chunk -> all.add(JsonText.write(chunk)));
        assertThat(read(all.toArray(String[]::new)).usage().input()).isEqualTo(input);
    }

    @Test
    void puts_tool_calls_together_by_their_index() {
        var answer = read(
                call("{'index':0,'id':'a','type':'function','function':{'name':'one','arguments':''}}"),
                call("{'index':1,'id':'b','function':{'name':'two','arguments':'{'}}"),
                call("{'index':0,'function':{'arguments':'{\\'x\\':'}}"),
                call("{'index':1,'function':{'arguments':'}'}},{'index':0,'function':{'arguments':'1}'}}"),
                CALLED);
        assertThat(answer.toolUses())
                .containsExactly(
                        new ToolUse("a", "one", Json.object().with("x", Json.of(1))),
                        new ToolUse("b", "two", Json.object()));
        assertThat(answer.finish()).isEqualTo(Finish.TOOL_USE);
    }

    @Test
    void takes_names_and_ids_that_come_again_or_in_pieces() {
        var again = "{'index':0,'id':'a','function':{'name':'one','arguments':'%s'}}";
        assertThat(read(call(again.formatted("{")), call(again.formatted("}")), CALLED)
                        .toolUses())
                .containsExactly(new ToolUse("a", "one", Json.object()));
        assertThat(read(
                                call("{'index':0,'function':{'name':'get_'}}"),
                                call("{'index':0,'id':'late','function':{'name':'time','arguments':'{}'}}"),
                                CALLED)
                        .toolUses())
                .containsExactly(new ToolUse("late", "get_time", Json.object()));
    }

    @Test
    void tells_calls_apart_that_all_have_index_zero() {
        assertThat(read(
                                call("{'index':0,'id':'a','function':{'name':'one','arguments':'{}'}}"),
                                call("{'index':0,'id':'b','function':{'name':'two','arguments':{'x':1}}}"),
                                CALLED)
                        .toolUses())
                .containsExactly(
                        new ToolUse("a", "one", Json.object()),
                        new ToolUse("b", "two", Json.object().with("x", Json.of(1))));
    }

    @Test
    void goes_on_with_a_call_whose_pieces_have_ids_of_their_own() {
        assertThat(read(
                                call("{'index':0,'id':'a','function':{'name':'one','arguments':'{'}}"),
                                call("{'index':0,'id':'b','function':{'arguments':'}'}}"),
                                CALLED)
                        .toolUses())
                .containsExactly(new ToolUse("a", "one", Json.object()));
    }

    @Test
    void tells_calls_apart_that_have_no_index() {
        assertThat(read(
                                call("{'id':'a','function':{'name':'one','arguments':'{'}}"),
                                call("{'function':{'arguments':'}'}}"),
                                call("{'id':'b','function':{'name':'two','arguments':'{}'}}"),
                                CALLED)
                        .toolUses())
                .containsExactly(new ToolUse("a", "one", Json.object()), new ToolUse("b", "two", Json.object()));
        assertThat(read(
                                call("{'function':{'name':'one','arguments':'{'}}"),
                                call("{'function':{'name':'one','arguments':'}'}}"),
                                call("{'function':{'name':'two','arguments':'[]'}},{'function':{'arguments':''}}"),
                                call("{'function':{'name':'two','arguments':''}}"),
                                CALLED)
                        .toolUses())
                .containsExactly(
                        new ToolUse("call_1", "one", Json.object()), new ToolUse("call_2", "two", Json.array()));
        assertThat(read(call("{'function':{'name':'one','arguments':{}}},{'function':{'name':'two'}}"), CALLED)
                        .toolUses())
                .containsExactly(
                        new ToolUse("call_1", "one", Json.object()), new ToolUse("call_2", "two", Json.object()));
    }

    @Test
    void takes_what_is_no_call_for_one_without_a_name() {
        assertThat(refused(call("5"), CALLED).kind()).isEqualTo(Kind.INVALID_TOOL_CALL);
    }

    @Test
    void reads_the_first_choice_only() {
        assertThat(read("{'choices':[{'index':1,'delta':{'content':'b'}},{'delta':{'content':'a'}},7]}", STOP)
                        .text())
                .isEqualTo("a");
    }

    @Test
    void takes_a_refusal_for_filtered() {
        var failure = refused(delta("{'refusal':'I '}"), delta("{'refusal':'cannot'}"), STOP);
        assertThat(failure.kind()).isEqualTo(Kind.FILTERED);
        assertThat(failure.message()).isEqualTo("the model refused: I cannot");
    }

    @Test
    void is_whole_with_a_reason_or_the_mark_and_cut_with_neither() {
        assertThat(read(delta("{'content':'a'}"), STOP).text()).isEqualTo("a");
        assertThat(read(delta("{'content':'a'}"), "[DONE]").text()).isEqualTo("a");
        assertThat(refused(delta("{'content':'a'}")).kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(refused().kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(refused("[DONE]").message()).isEqualTo("the answer has no choices");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'error':{'message':'slow','code':429}} | RATE_LIMITED",
                "{'object':'error','message':'no','type':'BadRequestError','code':400} | INVALID_REQUEST",
                "{'id':'x','error':{'code':502,'message':'gone'},'choices':[{'index':0,'delta':{'content':''},'finish_reason':'error'}]} | SERVER_FAULT",
                "{'choices':[{'error':{'code':402,'message':'no money'},'finish_reason':'error'}]} | BILLING",
                "{'choices':[],'x_groq':{'id':'r','error':'over capacity'}} | SERVER_FAULT"
            })
    void finds_errors_in_the_middle(String error, Kind kind) {
        try (var server = streaming(delta("{'content':'half'}"), error, STOP, "[DONE]")) {
            assertThat(((ModelFailure) chat(model(server))).kind()).isEqualTo(kind);
        }
    }

    @Test
    void streams_over_the_wire() {
        try (var server = streaming(delta("{'content':'hé'}"), delta("{'content':'llo'}"), STOP, "[DONE]")) {
            assertThat(((ChatResponse) chat(model(server))).text()).isEqualTo("héllo");
            assertThat(context.deltas())
                    .containsExactly(
                            Json.object().with("text", "hé"), Json.object().with("text", "llo"));
            var asked = (Json.Obj) server.seen().getFirst().body();
            assertThat(asked.get("stream")).contains(Json.of(true));
            assertThat(asked.get("stream_options")).contains(Json.object().with("include_usage", Json.of(true)));
        }
    }

    @Test
    void reads_an_answer_that_came_whole_although_a_stream_was_asked_for() {
        try (var server = Loopback.replying(200, Loopback.completion("hi"))) {
            assertThat(((ChatResponse) chat(model(server))).text()).isEqualTo("hi");
        }
    }

    @Test
    void gives_the_cost_that_brokers_tell() {
        var key = Secret.of("KEY", "sk-secret-value".toCharArray());
        try (var server = Loopback.replying(200, Loopback.completion("hi"), "x-litellm-response-cost", "0.25")) {
            var answer = (ChatResponse) chat(OpenAi.litellm(server.url(), key).model("m"));
            assertThat(answer.cost()).isEqualTo(Money.usd("0.25"));
        }
        try (var server = streaming(STOP, "{'choices':[],'usage':{'cost':0.5}}", "[DONE]")) {
            var model = OpenAi.litellm(server.url(), key).model("m", card -> card.capabilities(Capability.STREAMING));
            assertThat(((ChatResponse) chat(model)).cost()).isEqualTo(Money.usd("0.5"));
        }
    }

    private static Loopback streaming(String... events) {
        var body = new StringBuilder(": hello\n\n");
        for (var event : events) {
            body.append("data: ").append(event.replace('\'', '"')).append("\n\n");
        }
        return Loopback.replying(200, body.toString(), "Content-Type", "text/event-stream; charset=utf-8");
    }

    private static ChatModel model(Loopback server) {
        return OpenAi.at(server.url())
                .model("m", card -> card.residency(Residency.LOCAL).capabilities(Capability.STREAMING));
    }

    private Object chat(ChatModel model) {
        return model.chat(ChatRequest.of(Message.user("hello")), context);
    }

    private static String delta(String delta) {
        return "{'choices':[{'index':0,'delta':" + delta + ",'finish_reason':null}]}";
    }

    private static String call(String calls) {
        return delta("{'tool_calls':[" + calls + "]}");
    }

    private ChatResponse read(String... events) {
        var stream = CHAT.pieces(pieces::add);
        for (var event : events) {
            var mark = event.equals("[DONE]");
            assertThat(stream.take(mark ? Surface.Pieces.DONE : json(event))).isEqualTo(!mark);
        }
        return CHAT.answer(stream.whole());
    }

    private ModelFailure refused(String... events) {
        return catchThrowableOfType(Refusal.class, () -> read(events)).failure();
    }

    /** JSON with single quotes for double ones. */
    private static Json json(String text) {
        return JsonText.parse(text.replace('\'', '"'));
    }
}

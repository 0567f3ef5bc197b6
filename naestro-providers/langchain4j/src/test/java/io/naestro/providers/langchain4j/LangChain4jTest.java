package io.naestro.providers.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.ChatResult;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.Message;
import io.naestro.model.Message.Author;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Residency;
import io.naestro.model.Usage;
import io.naestro.testkit.TestContext;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LangChain4jTest {
    private static final ChatRequest HELLO = ChatRequest.of(Message.user("hello"));

    private final TestContext context = TestContext.forAMinute();

    @Test
    void sends_everything_that_has_a_common_form() {
        try (var server = Loopback.replying(200, Loopback.completion("hi"))) {
            var schema = (Json.Obj) JsonText.parse("""
                    {"type":"object","description":"d","properties":{"a":{"type":"integer","minimum":1}},
                     "required":["a",1],"additionalProperties":false,"$defs":{"B":{"type":"string"}}}""");
            var request = new ChatRequest(
                    List.of(
                            Message.system("be kind"),
                            new Message(
                                    Author.USER,
                                    List.of(
                                            new Message.TextPart("look"),
                                            new Message.MediaPart("image/png", "AAAA"),
                                            new Message.MediaPart("audio/wav", "AAAA"),
                                            new Message.MediaPart("application/pdf", "AAAA"))),
                            new Message(
                                    Author.ASSISTANT,
                                    List.of(
                                            new Message.TextPart("so"),
                                            new Message.ToolUse(
                                                    "c", "look", Json.object().with("x", 1)))),
                            new Message(
                                    Author.TOOL,
                                    List.of(
                                            new Message.ToolOutput("c", Json.of("seen"), false),
                                            new Message.ToolOutput("lost", Json.of(2), true))),
                            Message.assistant("done"),
                            Message.user("and?")),
                    List.of(new ChatRequest.ToolOffer("look", "looks", schema)),
                    schema,
                    7_000_000_000L,
                    0.5,
                    3L,
                    "");
            assertThat(model(server).chat(request, context)).isInstanceOf(ChatResponse.class);
            var body = server.seen().getFirst().body();
            assertThat(body.at(Pointer.of("/messages/1/content/1/image_url/url")))
                    .contains(Json.of("data:image/png;base64,AAAA"));
            assertThat(body.at(Pointer.of("/messages/2/tool_calls/0/function/arguments")))
                    .contains(Json.of("{\"x\":1}"));
            assertThat(body.at(Pointer.of("/messages/4/content"))).contains(Json.of("2"));
            assertThat(body.at(Pointer.of("/tools/0/function/parameters/properties/a/minimum")))
                    .contains(Json.of(1));
            assertThat(body.at(Pointer.of("/response_format/json_schema/schema/properties/a/type")))
                    .contains(Json.of("integer"));
            assertThat(body.at(Pointer.of("/temperature"))).contains(Json.of(0.5));
            assertThat(body.at(Pointer.of("/seed"))).isEmpty();
        }
    }

    @Test
    void sends_schemas_that_are_no_objects_as_they_are() {
        var format = Requests.of(HELLO.withAnswer(Json.object().with("type", "string")));
        assertThat(format.responseFormat().jsonSchema().rootElement().toString())
                .contains("string");
    }

    @Test
    void sends_tools_without_arguments() {
        try (var server = Loopback.replying(200, Loopback.completion("hi"))) {
            var offer = new ChatRequest.ToolOffer(
                    "now", "tells the time", Json.object().with("type", "object"));
            assertThat(model(server).chat(HELLO.withTools(List.of(offer)), context))
                    .isInstanceOf(ChatResponse.class);
            assertThat(server.seen().getFirst().body().at(Pointer.of("/tools/0/function/name")))
                    .contains(Json.of("now"));
        }
    }

    @Test
    void reads_the_answer_with_tool_calls_and_usage() {
        try (var server = Loopback.replying(200, calls("{\\\"a\\\":1}", "tool_calls"))) {
            var answer = (ChatResponse) model(server).chat(HELLO, context);
            assertThat(answer.toolUses())
                    .containsExactly(
                            new Message.ToolUse("c", "look", Json.object().with("a", 1)));
            assertThat(answer.finish()).isEqualTo(Finish.TOOL_USE);
            assertThat(answer.text()).isEmpty();
            assertThat(answer.usage()).isEqualTo(Usage.of(9, 12));
            assertThat(answer.servedBy()).isEqualTo("served");
        }
        try (var server = Loopback.replying(200, calls("", "length"))) {
            var answer = (ChatResponse) model(server).chat(HELLO, context);
            assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
            assertThat(answer.toolUses().getFirst().arguments()).isEqualTo(Json.object());
        }
        try (var server = Loopback.replying(200, calls("{", "tool_calls"))) {
            var failure = failure(model(server).chat(HELLO, context));
            assertThat(failure.kind()).isEqualTo(Kind.INVALID_TOOL_CALL);
            assertThat(failure.details().get("raw")).contains(Json.of("{"));
        }
        try (var server = Loopback.replying(200, calls("", "content_filter"))) {
            assertThat(failure(model(server).chat(HELLO, context)).kind()).isEqualTo(Kind.FILTERED);
        }
    }

    @Test
    void reads_answers_that_say_little() {
        var response = dev.langchain4j.model.chat.response.ChatResponse.builder()
                .aiMessage(dev.langchain4j.data.message.AiMessage.from(
                        dev.langchain4j.agent.tool.ToolExecutionRequest.builder()
                                .name("look")
                                .build()))
                .tokenUsage(new dev.langchain4j.model.output.TokenUsage(-1))
                .build();
        var answer = (ChatResponse) LangChain4j.chat("m", bare(response)).chat(HELLO, context);
        assertThat(answer.toolUses()).containsExactly(new Message.ToolUse("call_1", "look", Json.object()));
        assertThat(answer.usage()).isEqualTo(Usage.NONE);
        assertThat(answer.servedBy()).isEqualTo("m");
        assertThat(LangChain4jChatModel.usage(null)).isEqualTo(Usage.NONE);
    }

    @Test
    void assumes_nothing_of_a_model() {
        var own = OpenAiChatModel.builder()
                .apiKey("k")
                .modelName("gpt-x")
                .supportedCapabilities(dev.langchain4j.model.chat.Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .build();
        var card = LangChain4j.chat("m", own).card();
        assertThat(card.provider()).isEqualTo("open_ai");
        assertThat(card.wireName()).isEqualTo("gpt-x");
        assertThat(card.residency()).isEqualTo(Residency.CLOUD);
        assertThat(card.capabilities()).containsExactly(Capability.JSON_SCHEMA);
        var other = LangChain4j.chat("m", own, start -> start.capabilities(Capability.TOOLS));
        assertThat(other.card().capabilities()).containsExactly(Capability.TOOLS);
        assertThat(other).hasToString("model 'm' of LangChain4j");
    }

    @Test
    void embeds_texts() {
        var body = "{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"embedding\":[0.5,1],\"index\":0},"
                + "{\"embedding\":[2,3],\"index\":1}],\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}";
        try (var server = Loopback.replying(200, body)) {
            var model = LangChain4j.embeddings("e", embedder(server));
            var vectors = (EmbeddingModel.Vectors) model.embed(List.of("a", "b"), context);
            assertThat(vectors.vectors()).containsExactly(new float[] {0.5f, 1}, new float[] {2, 3});
            assertThat(vectors.usage().input()).isEqualTo(4);
            assertThat(model).hasToString("embedding model 'e' of LangChain4j");
            assertThat(model.card().wireName()).isEqualTo("text-e");
        }
        try (var server = Loopback.replying(429, "{}")) {
            var none = (EmbeddingModel.NoVectors)
                    LangChain4j.embeddings("e", embedder(server)).embed(List.of("a"), context);
            assertThat(none.failure().kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(none.failure().details().get("status")).contains(Json.of(429));
        }
    }

    @ParameterizedTest
    @CsvSource({"401,AUTHENTICATION", "402,BILLING", "404,MODEL_NOT_FOUND", "422,INVALID_REQUEST", "502,SERVER_FAULT"})
    void tells_failures_by_status(int status, Kind kind) {
        assertThat(Calls.failure(new HttpException(status, "k")).kind()).isEqualTo(kind);
        var wrapped = Calls.failure(new RuntimeException(new HttpException(status, "a key")));
        assertThat(wrapped.kind()).isEqualTo(kind);
        assertThat(wrapped.message()).isEqualTo("LangChain4j failed by RuntimeException (HttpException)");
    }

    @Test
    void tells_failures_by_exception() {
        assertThat(Calls.failure(new AuthenticationException("a")).kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(Calls.failure(new ContentFilteredException("a")).kind()).isEqualTo(Kind.FILTERED);
        assertThat(Calls.failure(new ModelNotFoundException("a")).kind()).isEqualTo(Kind.MODEL_NOT_FOUND);
        assertThat(Calls.failure(new InvalidRequestException("a")).kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(Calls.failure(new RateLimitException("a")).kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(Calls.failure(new TimeoutException("a")).kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Calls.failure(new UnsupportedFeatureException("a")).kind()).isEqualTo(Kind.UNSUPPORTED);
        assertThat(Calls.failure(new InternalServerException("a")).kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(Calls.failure(new UnresolvedModelServerException("a")).kind())
                .isEqualTo(Kind.TRANSPORT);
        assertThat(Calls.failure(new RuntimeException(new IOException("a"))).kind())
                .isEqualTo(Kind.TRANSPORT);
        assertThat(Calls.failure(new AssertionError("a")).kind()).isEqualTo(Kind.FAULT);
        assertThat(Calls.failure(new IllegalStateException("a")).kind()).isEqualTo(Kind.FAULT);
    }

    @Test
    void waits_a_day_at_most() {
        try (var server = Loopback.replying(200, Loopback.completion("hi"))) {
            assertThat(model(server).chat(HELLO, TestContext.until(Instant.MAX)))
                    .isInstanceOf(ChatResponse.class);
            assertThat(failure(model(server).chat(HELLO, TestContext.until(SystemTime.INSTANCE.now())))
                            .kind())
                    .isEqualTo(Kind.TIMEOUT);
        }
        assertThat(SystemTime.INSTANCE.nanos()).isNotEqualTo(SystemTime.INSTANCE.nanos() + 1);
    }

    @Test
    void refuses_what_has_no_form() {
        assertThat(refused(HELLO.withEffort("high")).kind()).isEqualTo(Kind.UNSUPPORTED);
        var video = new Message(Author.USER, List.of(new Message.MediaPart("video/mp4", "AAAA")));
        assertThat(refused(ChatRequest.of(video)).message()).contains("video/mp4");
    }

    @ParameterizedTest
    @EnumSource(Author.class)
    void refuses_parts_in_messages_that_cannot_hold_them(Author author) {
        var wrong = switch (author) {
            case SYSTEM, ASSISTANT -> new Message.MediaPart("image/png", "AAAA");
            case USER -> new Message.ToolUse("a", "b", Json.NULL);
            case TOOL -> new Message.TextPart("a");
        };
        var failure = refused(ChatRequest.of(new Message(author, List.of(wrong))));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(failure.message()).contains("cannot hold a");
    }

    private ModelFailure refused(ChatRequest request) {
        try (var server = Loopback.replying(200, "{}")) {
            var failure = failure(model(server).chat(request, context));
            assertThat(server.seen()).isEmpty();
            return failure;
        }
    }

    private static dev.langchain4j.model.chat.ChatModel bare(
            dev.langchain4j.model.chat.response.ChatResponse response) {
        return new dev.langchain4j.model.chat.ChatModel() {
            @Override
            public dev.langchain4j.model.chat.response.ChatResponse doChat(
                    dev.langchain4j.model.chat.request.ChatRequest request) {
                return response;
            }
        };
    }

    private static ChatModel model(Loopback server) {
        return LangChain4j.chat(
                "m",
                OpenAiChatModel.builder()
                        .baseUrl(server.url())
                        .apiKey("k")
                        .modelName("m")
                        .maxRetries(0)
                        .build());
    }

    private static dev.langchain4j.model.embedding.EmbeddingModel embedder(Loopback server) {
        return OpenAiEmbeddingModel.builder()
                .baseUrl(server.url())
                .apiKey("k")
                .modelName("text-e")
                .maxRetries(0)
                .build();
    }

    private static String calls(String arguments, String finish) {
        return "{\"id\":\"a\",\"model\":\"served\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
                + "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\""
                + arguments + "\"}}]},\"finish_reason\":\"" + finish
                + "\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}}";
    }

    private static ModelFailure failure(ChatResult result) {
        assertThat(result).isInstanceOf(ModelFailure.class);
        return (ModelFailure) result;
    }
}

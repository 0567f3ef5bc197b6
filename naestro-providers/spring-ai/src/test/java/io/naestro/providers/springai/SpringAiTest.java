package io.naestro.providers.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

class SpringAiTest {
    private static final ChatRequest HELLO = ChatRequest.of(Message.user("hello"));

    private final TestContext context = TestContext.forAMinute();

    static OpenAiChatModel openAi(String url, String key) {
        return OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(url)
                        .apiKey(key)
                        .model("gpt-x")
                        .maxRetries(0)
                        .build())
                .build();
    }

    @Test
    void sends_everything_that_has_a_common_form() {
        try (var server = Loopback.replying(200, Loopback.completion("hi"))) {
            var schema = (Json.Obj) JsonText.parse("""
                    {"type":"object","properties":{"a":{"type":"integer","minimum":1}},"required":["a"],
                     "additionalProperties":false}""");
            var request = new ChatRequest(
                    List.of(
                            Message.system("be kind"),
                            new Message(
                                    Author.USER,
                                    List.of(new Message.TextPart("look"), new Message.MediaPart("image/png", "AAAA"))),
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
            assertThat(body.at(Pointer.of("/messages/3/content"))).contains(Json.of("seen"));
            assertThat(body.at(Pointer.of("/messages/4/content"))).contains(Json.of("{\"error\":2}"));
            assertThat(body.at(Pointer.of("/tools/0/function/parameters/properties/a/minimum")))
                    .contains(Json.of(1));
            assertThat(body.at(Pointer.of("/response_format/json_schema/schema/properties/a/type")))
                    .contains(Json.of("integer"));
            assertThat(body.at(Pointer.of("/temperature"))).contains(Json.of(0.5));
            assertThat(body.at(Pointer.of("/model"))).contains(Json.of("gpt-x"));
            assertThat(body.at(Pointer.of("/seed"))).isEmpty();
        }
    }

    @Test
    void reads_the_answer_with_tool_calls_and_usage_and_calls_no_tool() {
        try (var server = Loopback.replying(200, calls("{\\\"a\\\":1}", "tool_calls"))) {
            var offer = new ChatRequest.ToolOffer("look", "looks", Json.object().with("type", "object"));
            var answer = (ChatResponse) model(server).chat(HELLO.withTools(List.of(offer)), context);
            assertThat(answer.toolUses())
                    .containsExactly(
                            new Message.ToolUse("c", "look", Json.object().with("a", 1)));
            assertThat(answer.finish()).isEqualTo(Finish.TOOL_USE);
            assertThat(answer.text()).isEmpty();
            assertThat(answer.usage()).isEqualTo(new Usage(9, 4, 12, 0));
            assertThat(answer.servedBy()).isEqualTo("served");
            assertThat(server.seen()).hasSize(1);
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
    void an_offered_tool_is_never_called_by_spring_ai() {
        var offer = new ChatRequest.ToolOffer("look", "looks", Json.object());
        var prompt = new Requests(ToolCallingChatOptions.builder().build()).of(HELLO.withTools(List.of(offer)));
        var tool = ((ToolCallingChatOptions) prompt.getOptions())
                .getToolCallbacks()
                .getFirst();
        assertThatThrownBy(() -> tool.call("{}")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void streams_where_the_card_says_so() {
        var stream = piece("{\"role\":\"assistant\",\"content\":\"Hel\"}", "null")
                + piece("{\"content\":\"lo\"}", "null")
                + piece("{}", "\"stop\"")
                + "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"served\",\"choices\":[],"
                + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\ndata: [DONE]\n\n";
        try (var server = Loopback.replying(200, stream, "Content-Type", "text/event-stream")) {
            var answer = (ChatResponse) streaming(server).chat(HELLO, context);
            assertThat(answer.text()).isEqualTo("Hello");
            assertThat(answer.finish()).isEqualTo(Finish.STOP);
            assertThat(context.deltas())
                    .containsExactly(
                            Json.object().with("text", "Hel"), Json.object().with("text", "lo"));
            assertThat(server.seen().getFirst().body().at(Pointer.of("/stream")))
                    .contains(Json.of(true));
        }
        var cut = piece("{\"role\":\"assistant\",\"content\":\"Hel\"}", "null");
        try (var server = Loopback.replying(200, cut, "Content-Type", "text/event-stream")) {
            assertThat(failure(streaming(server).chat(HELLO, context)).kind()).isEqualTo(Kind.TRUNCATED);
        }
    }

    private static String piece(String delta, String finish) {
        return "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"served\",\"choices\":"
                + "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    @Test
    void reads_answers_that_say_little() {
        var call = new AssistantMessage.ToolCall("", "function", "look", " ");
        var message = AssistantMessage.builder()
                .content(null)
                .toolCalls(List.of(call))
                .build();
        var said = new org.springframework.ai.chat.model.ChatResponse(
                List.of(new Generation(message)),
                ChatResponseMetadata.builder().usage(new DefaultUsage(-1, 2)).build());
        var answer = (ChatResponse) SpringAi.chat("m", bare(said)).chat(HELLO, context);
        assertThat(answer.toolUses()).containsExactly(new Message.ToolUse("call_1", "look", Json.object()));
        assertThat(answer.usage()).isEqualTo(Usage.of(0, 2));
        assertThat(answer.servedBy()).isEqualTo("m");
        assertThat(Answers.usage(null)).isEqualTo(Usage.NONE);

        var empty = new org.springframework.ai.chat.model.ChatResponse(List.of());
        assertThat(failure(SpringAi.chat("m", bare(empty)).chat(HELLO, context)).kind())
                .isEqualTo(Kind.SERVER_FAULT);
        var answers = new Answers(SpringAi.chat("m", bare(empty)).card());
        assertThat(failure(answers.streamed(empty)).kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(Answers.text(empty)).isEmpty();
        assertThat(Answers.text(said)).isEmpty();
        var named = new org.springframework.ai.chat.model.ChatResponse(
                List.of(new Generation(
                        new AssistantMessage("hi"),
                        ChatGenerationMetadata.builder().finishReason("STOP").build())),
                ChatResponseMetadata.builder().model("served").build());
        assertThat(((ChatResponse) answers.streamed(named)).servedBy()).isEqualTo("served");
    }

    @Test
    void a_call_without_an_id_or_arguments_is_read() {
        var call = new AssistantMessage.ToolCall(null, "function", "look", null);
        var message =
                AssistantMessage.builder().content("").toolCalls(List.of(call)).build();
        var said = new org.springframework.ai.chat.model.ChatResponse(List.of(new Generation(message)));
        var answer = (ChatResponse) SpringAi.chat("m", bare(said)).chat(HELLO, context);
        assertThat(answer.toolUses()).containsExactly(new Message.ToolUse("call_1", "look", Json.object()));
    }

    @Test
    void assumes_nothing_of_a_model() {
        var own = openAi("http://127.0.0.1:1/v1", "k");
        var card = SpringAi.chat("m", own).card();
        assertThat(card.provider()).isEqualTo("spring-ai");
        assertThat(card.wireName()).isEqualTo("gpt-x");
        assertThat(card.residency()).isEqualTo(Residency.CLOUD);
        assertThat(card.capabilities()).containsExactly(Capability.JSON_SCHEMA);
        var other = SpringAi.chat("m", own, start -> start.capabilities(Capability.TOOLS));
        assertThat(other.card().capabilities()).containsExactly(Capability.TOOLS);
        assertThat(other).hasToString("model 'm' of Spring AI");
        var nameless = SpringAi.chat("m", bare(new org.springframework.ai.chat.model.ChatResponse(List.of())));
        assertThat(nameless.card().wireName()).isEqualTo("m");
        assertThat(nameless.card().capabilities()).isEmpty();
    }

    @Test
    void embeds_texts() {
        var body =
                "{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"object\":\"embedding\",\"embedding\":[0.5,1],\"index\":0},"
                        + "{\"object\":\"embedding\",\"embedding\":[2,3],\"index\":1}],\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}";
        try (var server = Loopback.replying(200, body)) {
            var model = SpringAi.embeddings("e", embedder(server));
            var vectors = (EmbeddingModel.Vectors) model.embed(List.of("a", "b"), context);
            assertThat(vectors.vectors()).containsExactly(new float[] {0.5f, 1}, new float[] {2, 3});
            assertThat(vectors.usage().input()).isEqualTo(4);
            assertThat(model).hasToString("embedding model 'e' of Spring AI");
        }
        try (var server = Loopback.replying(429, "{}")) {
            var none = (EmbeddingModel.NoVectors)
                    SpringAi.embeddings("e", embedder(server)).embed(List.of("a"), context);
            assertThat(none.failure().kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(none.failure().details().get("status")).contains(Json.of(429));
        }
    }

    @ParameterizedTest
    @CsvSource({"401,AUTHENTICATION", "402,BILLING", "404,MODEL_NOT_FOUND", "422,INVALID_REQUEST", "502,SERVER_FAULT"})
    void tells_failures_by_status(int status, Kind kind) {
        try (var server = Loopback.replying(status, "{\"error\":{\"message\":\"a key\"}}")) {
            var failure = failure(model(server).chat(HELLO, context));
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.message()).doesNotContain("a key");
            assertThat(failure.details().get("status")).contains(Json.of(status));
        }
        if (HttpStatus.resolve(status) != null && status < 500) {
            var thrown = new RuntimeException(new HttpClientErrorException(HttpStatus.valueOf(status), "a key"));
            assertThat(Calls.failure(thrown).kind()).isEqualTo(kind);
            assertThat(Calls.failure(thrown).message())
                    .isEqualTo("Spring AI failed by RuntimeException / HttpClientErrorException");
        }
    }

    @Test
    void tells_failures_by_exception() {
        assertThat(Calls.failure(new NonTransientAiException("401")).kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(Calls.failure(new TransientAiException("500")).kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(Calls.failure(new RuntimeException(new InterruptedIOException("a")))
                        .kind())
                .isEqualTo(Kind.TIMEOUT);
        assertThat(Calls.failure(new UncheckedIOException(new HttpTimeoutException("a")))
                        .kind())
                .isEqualTo(Kind.TIMEOUT);
        assertThat(Calls.failure(new RuntimeException(new IOException("a"))).kind())
                .isEqualTo(Kind.TRANSPORT);
        assertThat(Calls.failure(new AssertionError("a")).kind()).isEqualTo(Kind.FAULT);
        assertThat(Calls.failure(new Odd()).kind()).isEqualTo(Kind.FAULT);
    }

    /** Has a method of the name of a status code, which gives none. */
    public static final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** No code at all. */
        public Map<String, String> statusCode() {
            return Map.of();
        }
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
        assertThat(refused(media("no type", "AAAA")).message()).isEqualTo("'no type' is no type of media");
        assertThat(refused(media("image/png", "?")).message()).isEqualTo("the data of a medium are not in Base64");
        var plain = SpringAi.chat("m", bare(new org.springframework.ai.chat.model.ChatResponse(List.of())));
        var offer = new ChatRequest.ToolOffer("look", "looks", Json.object());
        assertThat(failure(plain.chat(HELLO.withTools(List.of(offer)), context)).message())
                .isEqualTo("this model of Spring AI takes no tools");
        assertThat(failure(plain.chat(HELLO.withAnswer(Json.object()), context)).message())
                .isEqualTo("this model of Spring AI takes no schema; ask in words");
    }

    private static ChatRequest media(String type, String data) {
        return ChatRequest.of(new Message(Author.USER, List.of(new Message.MediaPart(type, data))));
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

    /** A model that gives one answer and takes nothing but common options. */
    private static org.springframework.ai.chat.model.ChatModel bare(
            org.springframework.ai.chat.model.ChatResponse response) {
        return new org.springframework.ai.chat.model.ChatModel() {
            @Override
            public org.springframework.ai.chat.model.ChatResponse call(Prompt prompt) {
                return response;
            }

            @Override
            public ChatOptions getOptions() {
                return ChatOptions.builder().build();
            }
        };
    }

    private static ChatModel model(Loopback server) {
        return SpringAi.chat("m", openAi(server.url(), "k"));
    }

    private static ChatModel streaming(Loopback server) {
        return SpringAi.chat("m", openAi(server.url(), "k"), card -> card.capabilities(Capability.STREAMING));
    }

    private static org.springframework.ai.embedding.EmbeddingModel embedder(Loopback server) {
        return OpenAiEmbeddingModel.builder()
                .options(OpenAiEmbeddingOptions.builder()
                        .baseUrl(server.url())
                        .apiKey("k")
                        .model("text-e")
                        .maxRetries(0)
                        .build())
                .build();
    }

    private static String calls(String arguments, String finish) {
        return "{\"id\":\"a\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"served\",\"choices\":[{\"index\":0,"
                + "\"logprobs\":null,\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null,"
                + "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\""
                + arguments + "\"}}]},\"finish_reason\":\"" + finish
                + "\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":4}}}";
    }

    private static ModelFailure failure(ChatResult result) {
        assertThat(result).isInstanceOf(ModelFailure.class);
        return (ModelFailure) result;
    }
}

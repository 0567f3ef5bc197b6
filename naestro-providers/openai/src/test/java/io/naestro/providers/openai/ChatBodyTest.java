package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Schemas;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatRequest.ToolOffer;
import io.naestro.model.Message;
import io.naestro.model.Message.Author;
import io.naestro.model.Message.MediaPart;
import io.naestro.model.Message.TextPart;
import io.naestro.model.Message.ToolOutput;
import io.naestro.model.Message.ToolUse;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Refusal;
import io.naestro.providers.http.Shown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChatBodyTest {
    private static final JsonSchema PROTOCOL = JsonSchema.compile(protocol("chat-completions-request.schema.json"));
    private static final JsonSchema RESPONSES = JsonSchema.compile(protocol("responses-request.schema.json"));
    private static final ChatRequest HELLO = ChatRequest.of(Message.user("hello"));

    record Greeting(String text, Optional<String> language) {}

    record Tagged(Map<String, String> tags) {}

    @Test
    void sends_text_as_text() {
        var request = ChatRequest.of(Message.system("be kind"), Message.user("hello"), Message.assistant("hi"));
        assertThat(body(Dialect.VLLM, request)).isEqualTo(json("""
                        {"model": "m", "messages": [
                          {"role": "system", "content": "be kind"},
                          {"role": "user", "content": "hello"},
                          {"role": "assistant", "content": "hi"}]}
                        """));
    }

    @Test
    void sends_parts_of_a_message_in_their_order() {
        var message = new Message(
                Author.USER,
                List.of(
                        new TextPart("what is this?"),
                        new MediaPart("image/png", "AAAA"),
                        new MediaPart("audio/wav", "BBBB"),
                        new MediaPart("audio/mpeg", "CCCC"),
                        new MediaPart("application/pdf", "DDDD"),
                        new TextPart("")));
        assertThat(at(body(Dialect.VLLM, ChatRequest.of(message)), "/messages/0/content"))
                .isEqualTo(json("""
                        [{"type": "text", "text": "what is this?"},
                         {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
                         {"type": "input_audio", "input_audio": {"data": "BBBB", "format": "wav"}},
                         {"type": "input_audio", "input_audio": {"data": "CCCC", "format": "mp3"}},
                         {"type": "file", "file": {"filename": "document.pdf",
                                                   "file_data": "data:application/pdf;base64,DDDD"}},
                         {"type": "text", "text": ""}]
                        """));
    }

    @Test
    void sends_tool_calls_and_their_results() {
        var request = ChatRequest.of(
                Message.user("hello"),
                new Message(
                        Author.ASSISTANT,
                        List.of(
                                new TextPart("let me "),
                                new TextPart("see"),
                                new ToolUse("c1", "fs_read", Json.object().with("path", "a:/b")),
                                new ToolUse("c2", "now", Json.object()))),
                new Message(
                        Author.TOOL,
                        List.of(
                                new ToolOutput("c1", Json.of("some text"), false),
                                new ToolOutput("c2", Json.object().with("hour", Json.of(7)), false),
                                new ToolOutput("c3", Json.of("no such file"), true))),
                new Message(Author.ASSISTANT, List.of(new ToolUse("c4", "now", Json.object()))));
        assertThat(at(body(Dialect.VLLM, request), "/messages")).isEqualTo(json("""
                        [{"role": "user", "content": "hello"},
                         {"role": "assistant", "content": "let me see", "tool_calls": [
                           {"id": "c1", "type": "function",
                            "function": {"name": "fs_read", "arguments": "{\\"path\\":\\"a:/b\\"}"}},
                           {"id": "c2", "type": "function", "function": {"name": "now", "arguments": "{}"}}]},
                         {"role": "tool", "tool_call_id": "c1", "content": "some text"},
                         {"role": "tool", "tool_call_id": "c2", "content": "{\\"hour\\":7}"},
                         {"role": "tool", "tool_call_id": "c3", "content": "{\\"error\\":\\"no such file\\"}"},
                         {"role": "assistant", "content": null, "tool_calls": [
                           {"id": "c4", "type": "function", "function": {"name": "now", "arguments": "{}"}}]}]
                        """));
    }

    @Test
    void sends_an_empty_answer_of_the_model_as_empty_text() {
        var request = ChatRequest.of(Message.user("a"), new Message(Author.ASSISTANT, List.of()), Message.user("b"));
        assertThat(at(body(Dialect.VLLM, request), "/messages/1/content")).isEqualTo(Json.of(""));
    }

    @Test
    void offers_tools() {
        var input = Json.object().with("type", "object");
        var request = HELLO.withTools(List.of(new ToolOffer("now", "Tells the time.", input)));
        assertThat(at(body(Dialect.VLLM, request), "/tools")).isEqualTo(json("""
                        [{"type": "function", "function":
                          {"name": "now", "description": "Tells the time.", "parameters": {"type": "object"}}}]
                        """));
    }

    @Test
    void sends_what_is_set_and_nothing_else() {
        var request =
                HELLO.withMaxOutputTokens(100).withTemperature(0.7).withSeed(-5).withEffort("low");
        assertThat(body(Dialect.VLLM, request)).isEqualTo(json("""
                        {"model": "m", "messages": [{"role": "user", "content": "hello"}],
                         "max_tokens": 100, "temperature": 0.7, "seed": -5, "reasoning_effort": "low"}
                        """));
        assertThat(body(Dialect.VLLM, HELLO).members()).containsOnlyKeys("model", "messages");
    }

    @ParameterizedTest
    @CsvSource({
        "VLLM, max_tokens",
        "OLLAMA, max_tokens",
        "TRTLLM, max_tokens",
        "OTHER, max_tokens",
        "OPENROUTER, max_tokens",
        "LITELLM, max_tokens",
        "MISTRAL, max_tokens",
        "DEEPSEEK, max_tokens",
        "OPENAI, max_completion_tokens",
        "XAI, max_completion_tokens",
        "GROQ, max_completion_tokens"
    })
    void names_the_limit_on_output_as_the_server_knows_it(Dialect dialect, String name) {
        assertThat(body(dialect, HELLO.withMaxOutputTokens(5)).get(name)).contains(Json.of(5));
    }

    @Test
    void sends_large_seeds_exactly() {
        var text = JsonText.write(body(Dialect.VLLM, HELLO.withSeed(Long.MAX_VALUE)));
        assertThat(text).contains("\"seed\":9223372036854775807");
    }

    @Test
    void sends_a_schema_as_it_is_to_servers_that_take_all() {
        var schema = Schemas.of(Shape.of(Greeting.class));
        assertThat(at(body(Dialect.VLLM, HELLO.withAnswer(schema)), "/response_format"))
                .isEqualTo(format(schema, true));
    }

    @Test
    void requires_every_property_of_a_schema_where_the_server_does() {
        var schema = Schemas.of(Shape.of(Greeting.class));
        var whole = schema.with("required", Json.strings(List.of("text", "language")));
        assertThat(at(body(Dialect.OPENAI, HELLO.withAnswer(schema)), "/response_format"))
                .isEqualTo(format(whole, true));
    }

    @Test
    void does_not_call_a_schema_strict_that_cannot_be() {
        var schema = Schemas.of(Shape.of(Tagged.class));
        assertThat(at(body(Dialect.OPENAI, HELLO.withAnswer(schema)), "/response_format"))
                .isEqualTo(format(schema, false));
    }

    @Test
    void refuses_media_that_have_no_form_in_the_protocol() {
        var message = new Message(Author.USER, List.of(new MediaPart("video/mp4", "AAAA")));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> body(Dialect.VLLM, ChatRequest.of(message)))
                .satisfies(refusal -> {
                    assertThat(refusal.failure().kind()).isEqualTo(Kind.UNSUPPORTED);
                    assertThat(refusal.failure().message())
                            .isEqualTo(
                                    "media of type 'video/mp4' have no form in the OpenAI protocol; allowed: image/*, "
                                            + "application/pdf, [audio/mp3, audio/mpeg, audio/wav, audio/x-wav]");
                });
    }

    @Test
    void refuses_parts_that_do_not_belong_to_their_author() {
        misplaced(Author.SYSTEM, new MediaPart("image/png", "AAAA"), "'system' cannot hold a MediaPart");
        misplaced(Author.USER, new ToolUse("1", "t", Json.NULL), "'user' cannot hold a ToolUse");
        misplaced(Author.USER, new ToolOutput("1", Json.NULL, false), "'user' cannot hold a ToolOutput");
        misplaced(Author.ASSISTANT, new MediaPart("image/png", "AAAA"), "'assistant' cannot hold a MediaPart");
        misplaced(Author.TOOL, new TextPart("hello"), "'tool' cannot hold a TextPart");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void knows_that_its_schema_of_the_protocol_refuses_what_is_wrong(Dialect dialect) {
        var body = body(dialect, HELLO.withMaxOutputTokens(5));
        assertThat(PROTOCOL.check(body)).isEmpty();
        assertThat(PROTOCOL.check(body.with("max_tokens", Json.of(1)).with("max_completion_tokens", Json.of(1))))
                .isNotEmpty();
        assertThat(PROTOCOL.check(body.with("messages", Json.array()))).isNotEmpty();
        assertThat(PROTOCOL.check(body.with("seed", Json.of("1")))).isNotEmpty();
    }

    @Test
    void names_the_seed_as_the_server_knows_it() {
        assertThat(body(Dialect.MISTRAL, HELLO.withSeed(7)).get("random_seed")).contains(Json.of(7));
        assertThat(body(Dialect.GROQ, HELLO.withSeed(7)).get("seed")).contains(Json.of(7));
        assertThat(body(Dialect.DEEPSEEK, HELLO.withSeed(7)).members()).containsOnlyKeys("model", "messages");
    }

    @Test
    void sends_no_schema_to_a_server_that_takes_none() {
        var request = HELLO.withAnswer(Schemas.of(Shape.of(Greeting.class)));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> body(Dialect.DEEPSEEK, request))
                .satisfies(refusal -> assertThat(refusal.failure().kind()).isEqualTo(Kind.UNSUPPORTED))
                .withMessageContaining("no JSON schema");
    }

    @Test
    void asks_for_a_stream_and_for_its_usage() {
        var asked = Json.object().with("include_usage", Json.of(true));
        assertThat(body(Dialect.VLLM, HELLO, true))
                .isEqualTo(
                        body(Dialect.VLLM, HELLO).with("stream", Json.of(true)).with("stream_options", asked));
        assertThat(body(Dialect.MISTRAL, HELLO, true))
                .isEqualTo(body(Dialect.MISTRAL, HELLO).with("stream", Json.of(true)));
        assertThat(body(Dialect.VLLM, HELLO, false)).isEqualTo(body(Dialect.VLLM, HELLO));
    }

    @Property(tries = 300)
    void sends_only_what_the_protocol_knows(
            @ForAll Dialect dialect, @ForAll("requests") ChatRequest request, @ForAll boolean stream) {
        Assume.that(dialect != Dialect.DEEPSEEK || request.answer() == null);
        Assume.that(dialect != Dialect.MISTRAL || request.seed() == null); // its seed has a name of its own
        assertThat(PROTOCOL.check(body(dialect, request, stream))).isEmpty();
    }

    @Property(tries = 200)
    void sends_only_what_the_responses_api_knows(@ForAll("requests") ChatRequest request, @ForAll boolean stream) {
        Assume.that(!hasAudio(request));
        Assume.that(request.maxOutputTokens() == 0 || request.maxOutputTokens() >= 16);
        assertThat(RESPONSES.check(new ResponsesBody(Dialect.OPENAI).of("m", request, stream)))
                .isEmpty();
    }

    static boolean hasAudio(ChatRequest request) {
        return request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .anyMatch(part ->
                        part instanceof MediaPart media && media.mediaType().startsWith("audio/"));
    }

    @Provide
    Arbitrary<ChatRequest> requests() {
        var tools = Arbitraries.of(
                List.<ToolOffer>of(),
                List.of(new ToolOffer("now", "Tells the time.", Json.object().with("type", "object"))));
        var schemas = Arbitraries.of(Schemas.of(Shape.of(Greeting.class)), Schemas.of(Shape.of(Tagged.class)))
                .injectNull(0.3);
        return Combinators.combine(
                        messages().list().ofMinSize(1).ofMaxSize(6),
                        tools,
                        schemas,
                        Arbitraries.longs().between(0, 10_000),
                        Arbitraries.doubles().between(0, 2).injectNull(0.5),
                        Arbitraries.longs().injectNull(0.5),
                        Arbitraries.of("", "low", "high"))
                .as((messages, offers, schema, most, temperature, seed, effort) ->
                        new ChatRequest(messages, offers, schema, most, temperature, seed, effort));
    }

    private static Arbitrary<Message> messages() {
        var texts = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<Message.Part> text = texts.map(TextPart::new);
        Arbitrary<Message.Part> media = Arbitraries.of("image/png", "audio/wav", "audio/mp3", "application/pdf")
                .map(type -> new MediaPart(type, "AAAA"));
        Arbitrary<Message.Part> use =
                texts.map(id -> new ToolUse(id, "now", Json.object().with("a", id)));
        Arbitrary<Message.Part> output = texts.flatMap(
                value -> Arbitraries.of(true, false).map(failed -> new ToolOutput("c", Json.of(value), failed)));
        return Arbitraries.oneOf(
                message(Author.SYSTEM, text),
                message(Author.USER, Arbitraries.oneOf(text, media)),
                message(Author.ASSISTANT, Arbitraries.oneOf(text, use)),
                message(Author.TOOL, output));
    }

    private static Arbitrary<Message> message(Author author, Arbitrary<Message.Part> parts) {
        return parts.list().ofMinSize(1).ofMaxSize(4).map(all -> new Message(author, all));
    }

    private static void misplaced(Author author, Message.Part part, String words) {
        var request = ChatRequest.of(new Message(author, List.of(part)));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> body(Dialect.VLLM, request))
                .satisfies(refusal -> assertThat(refusal.failure().kind()).isEqualTo(Kind.INVALID_REQUEST))
                .withMessage("a message of role " + words);
    }

    private static Json format(Json.Obj schema, boolean strict) {
        return Json.object()
                .with("type", "json_schema")
                .with(
                        "json_schema",
                        Json.object()
                                .with("name", "answer")
                                .with("strict", Json.of(strict))
                                .with("schema", schema));
    }

    private static Json.Obj body(Dialect dialect, ChatRequest request) {
        return new ChatBody(dialect).of("m", request);
    }

    static Json.Obj body(Dialect dialect, ChatRequest request, boolean stream) {
        return new ChatCompletions(dialect, new Shown(null), "m").body("m", request, stream);
    }

    private static Json at(Json json, String pointer) {
        return json.at(Pointer.of(pointer)).orElseThrow();
    }

    private static Json json(String text) {
        return JsonText.parse(text);
    }

    private static Json.Obj protocol(String name) {
        try (var in = ChatBodyTest.class.getResourceAsStream(name)) {
            return (Json.Obj) JsonText.parse(name, in, Limits.SCHEMA);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

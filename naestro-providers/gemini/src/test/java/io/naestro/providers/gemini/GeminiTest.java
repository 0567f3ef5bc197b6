package io.naestro.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import io.naestro.policy.Secret;
import io.naestro.testkit.TestContext;
import io.naestro.testkit.VirtualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class GeminiTest {
    private static final Secret KEY = Secret.of("KEY", "key-0123456789".toCharArray());
    private static final ChatRequest HELLO = ChatRequest.of(Message.user("hello"));

    private final TestContext context = TestContext.forAMinute();

    @Test
    void has_a_card_that_says_what_is_usual() {
        var model = Gemini.with(KEY).model("m");
        var card = model.card();
        assertThat(card.provider()).isEqualTo("gemini");
        assertThat(card.endpoint()).isEqualTo("https://generativelanguage.googleapis.com/v1beta");
        assertThat(card.residency()).isEqualTo(Residency.CLOUD);
        assertThat(card.price()).isEqualTo(Price.UNKNOWN);
        assertThat(card.capabilities()).contains(Capability.TOOLS, Capability.STREAMING);
        assertThat(model).hasToString("model 'm' at https://generativelanguage.googleapis.com/v1beta");
        assertThat(Gemini.with(KEY)).hasToString("Gemini at https://generativelanguage.googleapis.com/v1beta");
    }

    @Test
    void sends_the_key_in_a_header_and_nowhere_else() {
        try (var server = Loopback.replying(200, Samples.answer("hi"))) {
            assertThat(whole(server).chat(HELLO, context)).isInstanceOf(ChatResponse.class);
            var seen = server.seen().getFirst();
            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.path()).isEqualTo("/models/m:generateContent");
            assertThat(seen.headers()).containsEntry("X-goog-api-key", List.of("key-0123456789"));
            assertThat(seen.headers()).doesNotContainKey("Authorization");
            assertThat(seen.body().toString()).doesNotContain("key-0123456789");
        }
    }

    @Test
    void gives_pieces_of_text_to_the_sink() {
        try (var server = Loopback.replying(200, Samples.stream("hello"), "Content-Type", "text/event-stream")) {
            var answer = (ChatResponse) streaming(server).chat(HELLO, context);
            assertThat(answer.text()).isEqualTo("hello");
            assertThat(answer.servedBy()).isEqualTo("served-model");
            assertThat(answer.usage().output()).isEqualTo(12);
            assertThat(context.deltas())
                    .containsExactly(
                            Json.object().with("text", "he"), Json.object().with("text", "llo"));
            assertThat(server.seen().getFirst().path()).isEqualTo("/models/m:streamGenerateContent?alt=sse");
        }
    }

    @Test
    void reads_an_answer_that_came_whole_although_a_stream_was_asked_for() {
        try (var server = Loopback.replying(200, Samples.answer("hi"))) {
            assertThat(((ChatResponse) streaming(server).chat(HELLO, context)).text())
                    .isEqualTo("hi");
        }
    }

    @Test
    void finds_errors_inside_answers_and_streams() {
        try (var server = Loopback.replying(200, Samples.error("UNAVAILABLE", "busy"))) {
            assertThat(failure(whole(server).chat(HELLO, context)).kind()).isEqualTo(Kind.OVERLOADED);
        }
        var stream = "data: " + Samples.error("UNAVAILABLE", "busy") + "\n\n";
        try (var server = Loopback.replying(200, stream, "Content-Type", "text/event-stream")) {
            assertThat(failure(streaming(server).chat(HELLO, context)).kind()).isEqualTo(Kind.OVERLOADED);
        }
    }

    @Test
    void tells_a_refused_request_without_sending_it() {
        try (var server = Loopback.replying(200, Samples.answer("hi"))) {
            var odd = ChatRequest.of(new Message(Message.Author.SYSTEM, List.of(new Message.MediaPart("a/b", ""))));
            assertThat(failure(whole(server).chat(odd, context)).kind()).isEqualTo(Kind.INVALID_REQUEST);
            assertThat(server.seen()).isEmpty();
        }
    }

    @Test
    void takes_the_hosts_client_and_clock() {
        var time = new VirtualTime();
        try (var server = Loopback.replying(429, "{}", "Retry-After", "Thu, 01 Jan 2026 00:02:00 GMT")) {
            var client = new OkHttpClient.Builder()
                    .addInterceptor(chain -> chain.proceed(
                            chain.request().newBuilder().header("X-Own", "yes").build()))
                    .build();
            var model = Gemini.with(KEY)
                    .at(server.url())
                    .client(client)
                    .time(time)
                    .model("m", card -> card.residency(Residency.LOCAL));
            var failure = failure(model.chat(HELLO, TestContext.until(VirtualTime.START.plus(Duration.ofHours(1)))));
            assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofMinutes(2));
            assertThat(server.seen().getFirst().headers()).containsEntry("X-own", List.of("yes"));
        }
    }

    @Test
    void refuses_to_send_its_key_in_the_open() {
        var open = Gemini.with(KEY).at("http://example.com");
        assertThatThrownBy(() -> open.model("m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("over plain http");
    }

    @Test
    void sends_the_signature_of_a_tool_call_back() {
        try (var server = Loopback.replying(200, Samples.streamOfCalls(), "Content-Type", "text/event-stream")) {
            var model = streaming(server);
            var use = ((ChatResponse) model.chat(HELLO, context)).toolUses().getFirst();
            var next = HELLO.and(new Message(Message.Author.ASSISTANT, List.of(use)))
                    .and(new Message(
                            Message.Author.TOOL, List.of(new Message.ToolOutput(use.id(), Json.of("seen"), false))));
            assertThat(model.chat(next, context)).isInstanceOf(ChatResponse.class);
            assertThat(server.seen().getLast().body().at(Pointer.of("/contents/1/parts/0/thoughtSignature")))
                    .contains(Json.of("c2ln"));
        }
    }

    @Test
    void takes_names_of_models_as_google_writes_them() {
        assertThat(Gemini.with(KEY).model("models/gemini-x").card().wireName()).isEqualTo("models/gemini-x");
        for (var name : new String[] {"a/b", "..", "a?b", "a:b"}) {
            assertThatThrownBy(() -> Gemini.with(KEY).model(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no name of a model");
        }
    }

    private static ChatModel whole(Loopback server) {
        return model(server).model("m", card -> local(card).capabilities());
    }

    private static ChatModel streaming(Loopback server) {
        return model(server).model("m", GeminiTest::local);
    }

    private static Gemini model(Loopback server) {
        return Gemini.with(KEY).at(server.url());
    }

    private static ModelCard.Builder local(ModelCard.Builder card) {
        return card.residency(Residency.LOCAL);
    }

    private static ModelFailure failure(ChatResult result) {
        assertThat(result).isInstanceOf(ModelFailure.class);
        return (ModelFailure) result;
    }

    @Test
    void a_server_that_stays_silent_is_given_up_before_the_deadline() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var model = Gemini.with(KEY)
                    .at("http://127.0.0.1:" + silent.getLocalPort())
                    .silence(Duration.ofMillis(50), Duration.ofSeconds(1))
                    .model("m", card -> card.residency(Residency.LOCAL));

            assertThat(model.chat(ChatRequest.of(Message.user("hi")), TestContext.forAMinute()))
                    .isInstanceOfSatisfying(
                            ModelFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.TIMEOUT));
        }
    }
}

package io.naestro.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Residency;
import io.naestro.model.Usage;
import io.naestro.policy.Secret;
import io.naestro.run.TimeSource;
import io.naestro.testkit.TestContext;
import io.naestro.testkit.VirtualTime;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendingTest {
    private static final Secret KEY = Secret.of("KEY", "k-0123456789".toCharArray());
    private static final TestTime TIME = new TestTime();

    /** The real clock: servers here are real. */
    private static final class TestTime implements TimeSource {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    }

    /**
     * A protocol in which an answer is {@code {"text": ...}}, and a stream of those ends with {@code {"end": true}}.
     */
    private static final class Plain implements Sending.Reading {
        final List<String> said = new ArrayList<>();
        boolean ended;
        CountDownLatch taken = new CountDownLatch(1);

        @Override
        public ChatResponse whole(Json answer) {
            return ChatResponse.of(answer.toString(), Usage.NONE, "m");
        }

        @Override
        public boolean event(Json event) {
            taken.countDown();
            if (event.equals(Json.of("[DONE]"))) {
                ended = true;
                return false;
            }
            ended |= ((Json.Obj) event).get("end").isPresent();
            ((Json.Obj) event).get("text").ifPresent(text -> said.add(((Json.Str) text).value()));
            return !ended;
        }

        @Override
        public ChatResponse streamed() {
            if (!ended) {
                throw new Refusal(Kind.TRUNCATED, "no end");
            }
            return ChatResponse.of(String.join("", said), Usage.NONE, "m");
        }

        @Override
        public ModelFailure failure(int status, Json body, Headers headers, Instant now) {
            return ModelFailure.of(Kind.SERVER_FAULT, status + " " + body);
        }
    }

    private final Plain reading = new Plain();
    private TestContext context = TestContext.forAMinute();

    @Test
    void sends_the_key_and_headers_once_to_the_path() {
        try (var server = Loopback.replying(200, "{\"a\":1}")) {
            var response = (ChatResponse) chat(server.url() + "/base/");
            assertThat(response.text()).isEqualTo("{\"a\":1}");
            var seen = server.seen().getFirst();
            assertThat(seen.path()).isEqualTo("/base/chat");
            assertThat(seen.headers()).containsEntry("X-key", List.of("Bearer k-0123456789"));
            assertThat(seen.headers()).containsEntry("X-more", List.of("yes"));
            assertThat(seen.body()).isEqualTo(Json.object().with("q", "hello"));
            assertThat(chat(server.url() + "/")).isInstanceOf(ChatResponse.class);
            assertThat(server.seen().getLast().path()).isEqualTo("/chat");
        }
    }

    @Test
    void asks_for_what_is_at_a_path() {
        try (var server = Loopback.replying(200, "{\"a\":1}")) {
            var sending = sending(server.url() + "/base");
            for (var atMost : List.of(Duration.ofMinutes(1), Duration.ofSeconds(Long.MAX_VALUE))) {
                assertThat(((ChatResponse) sending.get("/models", reading, atMost)).text())
                        .isEqualTo("{\"a\":1}");
            }
            var seen = server.seen().getFirst();
            assertThat(seen.method()).isEqualTo("GET");
            assertThat(seen.path()).isEqualTo("/base/models");
            assertThat(seen.headers()).containsEntry("X-key", List.of("Bearer k-0123456789"));
        }
        try (var server = streaming("{\"text\":\"a\"}", "{\"end\":true}")) {
            assertThat(((ChatResponse) sending(server.url()).get("/models", reading, Duration.ofMinutes(1))).text())
                    .isEqualTo("a");
        }
        assertThat(failure(sending("http://127.0.0.1:1").get("/models", reading, Duration.ZERO))
                        .kind())
                .isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void sends_no_key_where_there_is_none() {
        try (var server = Loopback.replying(200, "{}")) {
            var transport = Transport.to(
                    Server.address(server.url()),
                    new Transport.Key("x-key", "", null),
                    Map.of(),
                    Server.client(),
                    TIME,
                    false);
            assertThat(chat(transport, card(Residency.CLOUD))).isInstanceOf(ChatResponse.class);
            assertThat(server.seen().getFirst().headers()).doesNotContainKey("X-key");
        }
    }

    @Test
    void takes_events_as_they_come() {
        try (var server = streaming("{\"text\":\"a\"}", "{\"text\":\"b\"}", "{\"end\":true}")) {
            assertThat(((ChatResponse) chat(server.url())).text()).isEqualTo("ab");
            assertThat(reading.said).containsExactly("a", "b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-ndjson", "Application/NDJSON; charset=utf-8", "application/jsonl"})
    void takes_lines_of_json_as_they_come(String type) {
        var lines = "{\"text\":\"ä\"}\n\n \n{\"text\":\"b\"}\r\n{\"end\":true}";
        try (var server = Loopback.replying(200, lines, "Content-Type", type)) {
            assertThat(((ChatResponse) chat(server.url())).text()).isEqualTo("äb");
        }
    }

    @Test
    void a_line_of_json_that_is_cut_is_no_answer() {
        for (var cut : List.of("{\"text\":\"a\"}\n{\"te", "{\"text\":\"a\"}\n", "\n")) {
            try (var server = Loopback.replying(200, cut, "Content-Type", "application/x-ndjson")) {
                assertThat(failure(chat(server.url())).kind()).isEqualTo(Kind.TRUNCATED);
            }
        }
    }

    @Test
    void gives_the_mark_that_is_no_json_as_text() {
        try (var server = streaming("{\"text\":\"a\"}", "[DONE]")) {
            assertThat(((ChatResponse) chat(server.url())).text()).isEqualTo("a");
        }
    }

    @Test
    void takes_a_stream_that_breaks_for_no_answer() {
        try (var server = raw("Content-Type: text/event-stream\r\nContent-Length: 99\r\n\r\ndata: {}\n\n")) {
            assertThat(failure(chat(server.url())).kind()).isEqualTo(Kind.TRUNCATED);
        }
        try (var server = streaming("{\"text\":\"a\"}")) {
            assertThat(failure(chat(server.url())).message()).isEqualTo("no end");
        }
        try (var server = streaming("{\"text\":\"a")) {
            assertThat(failure(chat(server.url())).message()).contains("not JSON (line 1, column");
        }
    }

    @Test
    void does_not_wait_for_the_end_of_a_connection_when_it_has_enough() {
        var held = new CountDownLatch(1);
        try (var server = new RawServer(socket -> {
            RawServer.say(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"
                            + "data: {\"text\":\"a\"}\n\ndata: {\"end\":true}\n\n");
            await(held);
        })) {
            assertThat(((ChatResponse) chat(server.url())).text()).isEqualTo("a");
        } finally {
            held.countDown();
        }
    }

    @Test
    void takes_so_much_and_no_more() {
        var much = "x".repeat(1 << 20);
        try (var server = new RawServer(socket -> {
            RawServer.say(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            for (var i = 0; i < 20; i++) {
                RawServer.say(socket, ": " + much + "\n");
            }
        })) {
            assertThat(failure(chat(server.url())).message()).contains("larger than");
        }
        try (var server = new RawServer(socket -> {
            RawServer.say(socket, "HTTP/1.1 200 OK\r\n\r\n");
            for (var i = 0; i < 20; i++) {
                RawServer.say(socket, much);
            }
        })) {
            assertThat(failure(chat(server.url())).message()).contains("larger than");
        }
    }

    @Test
    void tells_what_is_wrong_with_an_answer() {
        try (var server = Loopback.replying(200, "<html>")) {
            assertThat(failure(chat(server.url())).message()).startsWith("the answer is not JSON (line 1");
        }
        try (var server = Loopback.replying(500, "<html>")) {
            assertThat(failure(chat(server.url())).message()).isEqualTo("500 null");
        }
        try (var server = Loopback.replying(429, "{\"a\":1}")) {
            assertThat(failure(chat(server.url())).message()).isEqualTo("429 {\"a\":1}");
        }
        try (var server = raw("Content-Length: 9\r\n\r\n{")) {
            assertThat(failure(chat(server.url())).message()).isEqualTo("the answer broke off after 1 bytes");
        }
        try (var server = new RawServer(socket -> {
            RawServer.say(socket, "HTTP/1.1 500 X\r\nContent-Length: 9\r\n\r\n{");
            socket.close();
        })) {
            assertThat(failure(chat(server.url())).message()).isEqualTo("500 null");
        }
    }

    @Test
    void tells_that_a_request_cannot_be_written() {
        Supplier<Json> body = () -> {
            throw new IllegalArgumentException("too deep");
        };
        var failure = failure(sending("http://127.0.0.1:1").chat("/chat", body, reading, context));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(failure.message()).endsWith("too deep");
    }

    @Test
    void keeps_what_is_local_local() {
        assertThat(failure(chat("http://192.0.2.7")).kind()).isEqualTo(Kind.NOT_LOCAL);
        var away = new OkHttpClient.Builder()
                .dns(host -> List.of(InetAddress.getByAddress(host, new byte[] {(byte) 192, 0, 2, 7})))
                .build();
        var failure = failure(chat(transport("http://models.example", away), card(Residency.LOCAL)));
        assertThat(failure.kind()).isEqualTo(Kind.NOT_LOCAL);
        assertThat(failure.message()).contains("host 'models.example' has the address 192.0.2.7");
        try (var server = Loopback.replying(200, "{}")) {
            var here = new OkHttpClient.Builder().dns(Dns.SYSTEM).build();
            var url = server.url().replace("127.0.0.1", "localhost");
            assertThat(chat(transport(url, here), card(Residency.LOCAL))).isInstanceOf(ChatResponse.class);
        }
    }

    @Test
    void keeps_deadlines() {
        var reached = new CountDownLatch(1);
        try (var server = Loopback.hanging(reached::countDown)) {
            context = TestContext.within(Duration.ofMillis(200));
            assertThat(failure(chat(server.url())).kind()).isEqualTo(Kind.TIMEOUT);
            context = TestContext.until(Instant.EPOCH);
            assertThat(failure(chat(server.url())).message()).contains("before the request was sent");
            assertThat(server.seen()).hasSize(1);
        }
        try (var server = Loopback.replying(200, "{}")) {
            context = TestContext.until(Instant.MAX);
            assertThat(chat(server.url())).isInstanceOf(ChatResponse.class);
        }
        var late = new Sending(
                card(Residency.LOCAL),
                transport("http://127.0.0.1:1", Server.client()),
                new VirtualTime(),
                new Shown(null));
        context = TestContext.until(VirtualTime.START);
        assertThat(failure(late.chat("/chat", Json::object, reading, context)).kind())
                .isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void gives_a_server_up_that_does_not_begin_to_answer() {
        var impatient = new Patience(Duration.ofMillis(50), Duration.ofDays(1));
        try (var server = Loopback.hanging(() -> {})) {
            var failure = failure(chat(patient(server.url(), impatient), card(Residency.LOCAL)));
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.message()).isEqualTo("the answer did not begin within PT0.05S");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/json"})
    void gives_a_server_up_that_falls_silent_in_its_answer(String type) {
        var held = new CountDownLatch(1);
        var impatient = new Patience(Duration.ofDays(1), Duration.ofMillis(50));
        try (var server = new RawServer(socket -> {
            RawServer.say(socket, "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\ndata: {\"text\":\"a\"}\n\n");
            await(held);
        })) {
            var failure = failure(chat(patient(server.url(), impatient), card(Residency.LOCAL)));
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.message()).isEqualTo("the server sent nothing more for PT0.05S");
        } finally {
            held.countDown();
        }
    }

    @Test
    void refuses_patience_that_is_none_or_endless() {
        var fine = Duration.ofDays(1);
        assertThatThrownBy(() -> new Patience(Duration.ZERO, fine))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the time until the first byte must be positive and at most a day, but is PT0S");
        assertThatThrownBy(() -> new Patience(fine, fine.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the time between bytes");
    }

    @Test
    void stops_when_interrupted() throws Exception {
        var reached = new CountDownLatch(1);
        try (var server = Loopback.hanging(reached::countDown)) {
            var call = new FutureTask<>(() -> chat(server.url()));
            var thread = threads().start(call);
            await(reached);
            thread.interrupt();
            assertThat(failure(call.get()).message()).isEqualTo("the call was interrupted");
            var early = new FutureTask<>(() -> {
                Thread.currentThread().interrupt();
                return chat(server.url());
            });
            threads().start(early);
            assertThat(failure(early.get()).kind()).isEqualTo(Kind.TRANSPORT);
            assertThat(server.seen()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/json"})
    void a_deadline_or_an_interrupt_in_the_middle_of_an_answer_is_no_broken_connection(String type) throws Exception {
        var held = new CountDownLatch(1);
        var begun = new CountDownLatch(2);
        try (var server = new RawServer(socket -> {
            RawServer.say(socket, "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\ndata: {\"text\":\"a\"}\n\n");
            begun.countDown();
            await(held);
        })) {
            context = TestContext.within(Duration.ofMillis(200));
            assertThat(failure(chat(server.url())).message()).startsWith("no answer within");
            context = TestContext.within(Duration.ofHours(1));
            reading.taken = new CountDownLatch(type.equals("text/event-stream") ? 1 : 0);
            var call = new FutureTask<>(() -> chat(server.url()));
            var thread = threads().start(call);
            await(begun);
            await(reading.taken);
            thread.interrupt();
            assertThat(failure(call.get()).message()).isEqualTo("the call was interrupted");
        } finally {
            held.countDown();
        }
    }

    /** Threads of the sort that the test runs on. */
    private static Thread.Builder threads() {
        return Thread.currentThread().isVirtual() ? Thread.ofVirtual() : Thread.ofPlatform();
    }

    @Test
    void shares_connections_only_where_that_is_sure_to_work() {
        var shared = Server.client()
                .newBuilder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .build();
        try (var server = Loopback.replying(200, "{}")) {
            assertThat(failure(chat(transport(server.url(), shared), card(Residency.LOCAL)))
                            .kind())
                    .isEqualTo(Kind.TRANSPORT); // the server speaks HTTP/1 only
        }
        var sealed = transport("https://127.0.0.1:1", Server.client());
        assertThat(failure(chat(sealed, card(Residency.LOCAL))).kind()).isEqualTo(Kind.TRANSPORT);
    }

    @Test
    void tells_that_nobody_answers() {
        var failure = failure(chat("http://127.0.0.1:1"));
        assertThat(failure.kind()).isEqualTo(Kind.TRANSPORT);
        assertThat(failure.message()).startsWith("no connection to here, or it broke");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "k\u00e9y", "k\ny"})
    void refuses_keys_that_no_header_carries(String value) {
        assertThatThrownBy(() -> Server.sendable(Secret.of("KEY", value.toCharArray())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret 'KEY' is empty or has characters");
    }

    @Test
    void refuses_to_send_a_key_to_the_cloud_in_the_open() {
        var open = Server.address("http://example.com");
        assertThatThrownBy(() -> Server.requireSafe(KEY, open, card(Residency.CLOUD)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret 'KEY' cannot be sent to http://example.com");
        Server.requireSafe(KEY, open, card(Residency.LOCAL));
        Server.requireSafe(Server.sendable(KEY), Server.address("https://example.com"), card(Residency.CLOUD));
    }

    @Test
    void refuses_what_is_no_address() {
        assertThat(Server.address("http://a/b/")).isEqualTo(Server.address("http://a/b"));
        assertThatThrownBy(() -> Server.address("http://a/?b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no query");
        assertThatThrownBy(() -> Server.address("ftp://a")).isInstanceOf(IllegalArgumentException.class);
    }

    private ChatResult chat(String url) {
        return sending(url).chat("/chat", () -> JsonText.parse("{\"q\":\"hello\"}"), reading, context);
    }

    private ChatResult chat(Transport transport, ModelCard card) {
        return new Sending(card, transport, TIME, new Shown(null)).chat("/chat", Json::object, reading, context);
    }

    private static Sending sending(String url) {
        return new Sending(card(Residency.LOCAL), transport(url, Server.client()), TIME, new Shown(KEY));
    }

    private static Transport patient(String url, Patience patience) {
        return transport(url, Server.client()).with(patience);
    }

    private static Transport transport(String url, OkHttpClient client) {
        var key = new Transport.Key("x-key", "Bearer ", KEY);
        return Transport.to(Server.address(url), key, Map.of("x-more", "yes"), client, TIME, true);
    }

    private static ModelCard card(Residency residency) {
        return ModelCard.named("m").endpoint("here").residency(residency).build();
    }

    private static Loopback streaming(String... events) {
        var stream = new StringBuilder();
        for (var event : events) {
            stream.append("data: ").append(event).append("\n\n");
        }
        return Loopback.replying(200, stream.toString(), "Content-Type", "text/event-stream");
    }

    private static RawServer raw(String rest) {
        return new RawServer(socket -> {
            RawServer.say(socket, "HTTP/1.1 200 OK\r\n" + rest);
            socket.close();
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ModelFailure failure(ChatResult result) {
        assertThat(result).isInstanceOf(ModelFailure.class);
        return (ModelFailure) result;
    }
}

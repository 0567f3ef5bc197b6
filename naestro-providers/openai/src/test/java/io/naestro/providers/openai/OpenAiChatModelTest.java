package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Json;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Residency;
import io.naestro.policy.Secret;
import io.naestro.testkit.TestContext;
import io.naestro.testkit.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenAiChatModelTest {
    private static final ChatRequest HELLO = ChatRequest.of(Message.user("hello"));
    private static final Secret KEY = Secret.of("KEY", "sk-secret-value".toCharArray());

    private final List<AutoCloseable> servers = new ArrayList<>();

    @AfterEach
    void closeServers() throws Exception {
        for (var server : servers) {
            server.close();
        }
    }

    @Test
    void sends_one_request_as_the_protocol_says() {
        var server = loopback(Loopback.replying(200, Loopback.completion("hi")));
        var model = OpenAi.vllm(server.url()).key(KEY).model("mine", card -> card.wireName("theirs"));
        assertThat(text(chat(model))).isEqualTo("hi");
        assertThat(server.seen()).hasSize(1);
        var seen = server.seen().getFirst();
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.path()).isEqualTo("/v1/chat/completions");
        assertThat(seen.headers().get("Authorization")).containsExactly("Bearer sk-secret-value");
        assertThat(seen.headers().get("Content-type")).containsExactly("application/json");
        assertThat(seen.body())
                .isEqualTo(Json.object()
                        .with("model", "theirs")
                        .with(
                                "messages",
                                Json.array(Json.object().with("role", "user").with("content", "hello"))));
    }

    @Test
    void sends_no_key_that_it_does_not_have() {
        var server = loopback(Loopback.replying(200, Loopback.completion("hi")));
        chat(OpenAi.vllm(server.url()).model("m"));
        assertThat(server.seen().getFirst().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void speaks_to_a_server_at_the_root_of_its_host() {
        var server = loopback(Loopback.replying(200, Loopback.completion("hi")));
        chat(OpenAi.vllm(server.url().replace("/v1", "")).model("m"));
        assertThat(server.seen().getFirst().path()).isEqualTo("/chat/completions");
    }

    @Test
    void gives_failures_of_the_server_with_the_wait_by_its_own_clock() {
        var server = loopback(Loopback.replying(
                429, "{\"error\":{\"message\":\"slow\"}}", "Retry-After", "Thu, 01 Jan 2026 00:01:00 GMT"));
        var model = OpenAi.vllm(server.url()).time(new VirtualTime()).model("m");
        var failure = failure(model.chat(HELLO, TestContext.until(VirtualTime.START.plusSeconds(30))));
        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void finds_errors_inside_answers_that_claim_success() {
        assertThat(answeredBy("{\"error\":{\"message\":\"no\",\"code\":429}}").kind())
                .isEqualTo(Kind.RATE_LIMITED);
        assertThat(answeredBy("{\"detail\":\"no\"}").kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(answeredBy("{\"choices\":[{\"error\":{\"message\":\"no\",\"code\":402}}]}")
                        .kind())
                .isEqualTo(Kind.BILLING);
        var both = Loopback.completion("half").replaceFirst("\\{", "{\"error\":{\"code\":502},");
        assertThat(answeredBy(both).kind()).isEqualTo(Kind.SERVER_FAULT);
    }

    @Test
    void takes_an_answer_whose_error_is_null() {
        var fine = Loopback.completion("hi").replaceFirst("\\{", "{\"error\":null,\"message\":\"ok\",");
        assertThat(text(chat(loopback(Loopback.replying(200, fine))))).isEqualTo("hi");
    }

    @Test
    void refuses_what_is_not_json() {
        var failure = answeredBy("{\"choices\":[");
        assertThat(failure.kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(failure.message()).isEqualTo("the answer is not JSON (line 1, column 13)");
        assertThat(answeredBy("[".repeat(100_000)).kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(answeredBy("").kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(answeredBy("5").message()).isEqualTo("the answer has no choices");
    }

    @Test
    void refuses_a_request_that_has_no_form_in_the_protocol_and_sends_nothing() {
        var server = loopback(Loopback.replying(200, Loopback.completion("hi")));
        var model = OpenAi.vllm(server.url()).model("m");
        var video = new Message(Message.Author.USER, List.of(new Message.MediaPart("video/mp4", "AAAA")));
        assertThat(failure(model.chat(ChatRequest.of(video), TestContext.forAMinute()))
                        .kind())
                .isEqualTo(Kind.UNSUPPORTED);
        Json deep = Json.NULL;
        for (var i = 0; i < 600; i++) {
            deep = Json.array(deep);
        }
        var call = new Message(Message.Author.ASSISTANT, List.of(new Message.ToolUse("c", "t", deep)));
        var failure = failure(model.chat(ChatRequest.of(call), TestContext.forAMinute()));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(failure.message()).startsWith("the request cannot be written: ");
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void takes_deadlines_at_the_end_of_time() {
        var server = loopback(Loopback.replying(200, Loopback.completion("hi")));
        var model = OpenAi.vllm(server.url()).model("m");
        assertThat(text(model.chat(HELLO, TestContext.until(Instant.MAX)))).isEqualTo("hi");
    }

    @Test
    void uses_a_connection_again() {
        var server = raw(socket -> RawServer.say(socket, http(200, Loopback.completion("hi"))));
        var model = OpenAi.vllm(server.url()).model("m");
        for (var i = 0; i < 10; i++) {
            assertThat(text(chat(model))).isEqualTo("hi");
        }
        assertThat(server.requests()).isEqualTo(10);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void shares_connections_among_models_of_a_server() {
        var server = raw(socket -> RawServer.say(socket, http(200, Loopback.completion("hi"))));
        var openai = OpenAi.vllm(server.url());
        chat(openai.model("a"));
        chat(openai.model("b"));
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void uses_a_connection_again_after_a_failure_of_the_server() {
        var server = raw(socket -> RawServer.say(socket, http(500, "oops")));
        var model = OpenAi.vllm(server.url()).model("m");
        assertThat(failure(chat(model)).kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(failure(chat(model)).kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void never_sends_a_request_twice_when_the_connection_breaks() {
        var server = raw(Socket::close);
        assertThat(failure(chat(model(server))).kind()).isEqualTo(Kind.TRANSPORT);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void never_sends_a_request_twice_when_a_used_connection_breaks() {
        var requests = new AtomicInteger();
        var server = raw(socket -> {
            if (requests.incrementAndGet() == 1) {
                RawServer.say(socket, http(200, Loopback.completion("hi")));
            } else {
                socket.close();
            }
        });
        var model = model(server);
        assertThat(text(chat(model))).isEqualTo("hi");
        assertThat(failure(chat(model)).kind()).isEqualTo(Kind.TRANSPORT);
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void never_sends_a_request_twice_when_the_server_asks_for_it() {
        for (var status : new int[] {408, 421, 503}) {
            var server = raw(socket ->
                    RawServer.say(socket, "HTTP/1.1 " + status + " X\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"));
            chat(model(server));
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void tells_of_a_reset_connection() {
        var server = raw(socket -> {
            socket.setSoLinger(true, 0); // closing sends a reset
            socket.close();
        });
        var failure = failure(chat(model(server)));
        assertThat(failure.kind()).isEqualTo(Kind.TRANSPORT);
        assertThat(failure.message()).startsWith("no connection to " + server.url() + ", or it broke: ");
    }

    @Test
    void tells_of_an_answer_that_breaks_off() {
        var byLength = raw(socket -> {
            RawServer.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choices\":[");
            socket.close();
        });
        var failure = failure(chat(model(byLength)));
        assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED);
        var byChunks = raw(socket -> {
            RawServer.say(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"cho\r\n");
            socket.close();
        });
        failure = failure(chat(model(byChunks)));
        assertThat(failure.kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(failure.message()).isEqualTo("the answer broke off after 5 bytes");
    }

    @Test
    void goes_by_the_status_when_a_failure_breaks_off() {
        var server = raw(socket -> {
            RawServer.say(socket, "HTTP/1.1 429 X\r\nRetry-After: 7\r\nContent-Length: 500\r\n\r\n{\"error\":{");
            socket.close();
        });
        var failure = failure(chat(model(server)));
        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void stops_reading_an_answer_without_end() {
        var server = raw(socket -> {
            RawServer.say(socket, "HTTP/1.1 200 OK\r\n\r\n");
            var blanks = " ".repeat(1 << 16);
            while (true) {
                RawServer.say(socket, blanks);
            }
        });
        var failure = failure(chat(model(server)));
        assertThat(failure.kind()).isEqualTo(Kind.SERVER_FAULT);
        assertThat(failure.message()).isEqualTo("the answer is larger than 16777216 bytes");
    }

    @Test
    void counts_the_bytes_of_a_compressed_answer_as_they_unfold() throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            for (var i = 0; i < 1000; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        var server = raw(socket -> {
            RawServer.say(
                    socket, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.size() + "\r\n\r\n");
            bomb.writeTo(socket.getOutputStream());
        });
        assertThat(failure(chat(model(server))).message()).isEqualTo("the answer is larger than 16777216 bytes");
    }

    @Test
    void does_not_follow_a_redirect_with_its_key() {
        var elsewhere = loopback(Loopback.replying(200, Loopback.completion("gotcha")));
        for (var status : new int[] {301, 302, 307, 308}) {
            var server = loopback(Loopback.replying(status, "", "Location", elsewhere.url() + "/chat/completions"));
            var failure = failure(chat(OpenAi.vllm(server.url()).key(KEY).model("m")));
            assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
            assertThat(failure.message()).isEqualTo("the server answered with status " + status);
        }
        assertThat(elsewhere.seen()).isEmpty();
    }

    @Test
    void closes_the_connection_of_a_call_that_was_interrupted() throws Exception {
        var reached = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        var server = raw(socket -> {
            reached.countDown();
            waitForEnd(socket, gone);
        });
        var model = model(server);
        var call = new FutureTask<>(() -> {
            var result = chat(model);
            return new Object[] {result, Thread.currentThread().isInterrupted()};
        });
        var thread = Thread.ofVirtual().start(call);
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        var failure = (ModelFailure) call.get()[0];
        assertThat(failure).isEqualTo(ModelFailure.of(Kind.TRANSPORT, "the call was interrupted"));
        assertThat(call.get()[1]).isEqualTo(true);
        assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closes_the_connection_of_a_call_that_ran_out_of_time() throws Exception {
        var gone = new CountDownLatch(1);
        var server = raw(socket -> waitForEnd(socket, gone));
        var time = new VirtualTime();
        var model = OpenAi.vllm(server.url()).time(time).model("m");
        var failure = failure(model.chat(HELLO, TestContext.until(time.now().plusMillis(200))));
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.message()).isEqualTo("no answer within PT0.2S, which is when the deadline passed");
        assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void sends_nothing_at_the_deadline_or_on_an_interrupted_thread() {
        var server = loopback(Loopback.replying(200, Loopback.completion("hi")));
        var time = new VirtualTime();
        var model = OpenAi.vllm(server.url()).time(time).model("m");
        assertThat(failure(model.chat(HELLO, TestContext.until(time.now()))).kind())
                .isEqualTo(Kind.TIMEOUT);
        Thread.currentThread().interrupt();
        assertThat(failure(model.chat(HELLO, TestContext.until(time.now().plusSeconds(60))))
                        .kind())
                .isEqualTo(Kind.TRANSPORT);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void serves_more_calls_at_once_than_okhttp_would_by_itself() throws Exception {
        var all = new CountDownLatch(200);
        var server = loopback(Loopback.replying((exchange, body) -> {
            all.countDown();
            await(all);
            Loopback.send(exchange, 200, Loopback.completion(Loopback.lastText(body)));
        }));
        var model = OpenAi.vllm(server.url()).model("m");
        var calls = new ArrayList<FutureTask<String>>();
        for (var i = 0; i < 200; i++) {
            var request = ChatRequest.of(Message.user("call " + i));
            var call = new FutureTask<>(() -> text(model.chat(request, TestContext.forAMinute())));
            calls.add(call);
            Thread.ofVirtual().start(call);
        }
        for (var i = 0; i < 200; i++) {
            assertThat(calls.get(i).get()).isEqualTo("call " + i);
        }
    }

    @Test
    void tells_of_a_name_that_does_not_resolve() {
        var client = new OkHttpClient.Builder()
                .dns(host -> {
                    throw new UnknownHostException(host);
                })
                .build();
        var failure = failure(
                chat(OpenAi.vllm("http://gpu.example:8000/v1").client(client).model("m")));
        assertThat(failure.kind()).isEqualTo(Kind.TRANSPORT);
        assertThat(failure.message()).contains("gpu.example");
    }

    @Test
    void refuses_a_local_model_whose_name_leads_elsewhere() {
        var server = raw(socket -> RawServer.say(socket, http(200, Loopback.completion("hi"))));
        var url = "http://gpu.internal:" + server.port() + "/v1";
        assertThat(text(chat(resolved(url, "127.0.0.1")))).isEqualTo("hi");
        for (var addresses : new String[][] {{"8.8.8.8"}, {"127.0.0.1", "8.8.8.8"}, {"2001:4860:4860::8888"}}) {
            var failure = failure(chat(resolved(url, addresses)));
            assertThat(failure.kind()).isEqualTo(Kind.NOT_LOCAL);
            assertThat(failure.message())
                    .startsWith("model 'm' is declared local, but host 'gpu.internal' has the address ")
                    .endsWith("if that is meant, give the model the residency ON_PREMISES or CLOUD");
        }
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void refuses_a_local_model_at_a_public_number() {
        var failure = failure(chat(OpenAi.vllm("http://8.8.8.8:8000/v1").model("m")));
        assertThat(failure.kind()).isEqualTo(Kind.NOT_LOCAL);
        assertThat(failure.message()).contains("its address is 8.8.8.8");
    }

    @Test
    void does_not_check_addresses_of_models_that_do_not_say_local() {
        var server = raw(socket -> RawServer.say(socket, http(200, Loopback.completion("hi"))));
        var asked = new ArrayList<String>();
        var client = new OkHttpClient.Builder()
                .dns(host -> {
                    asked.add(host);
                    return List.of(InetAddress.getLoopbackAddress());
                })
                .build();
        var model = OpenAi.vllm("http://gpu.example:" + server.port() + "/v1")
                .client(client)
                .model("m", card -> card.residency(Residency.CLOUD));
        assertThat(text(chat(model))).isEqualTo("hi");
        assertThat(asked).containsExactly("gpu.example");
    }

    @Test
    void goes_around_the_hosts_proxy_for_local_models_only() {
        var proxy = raw(socket -> RawServer.say(socket, http(200, Loopback.completion("by proxy"))));
        var server = raw(socket -> RawServer.say(socket, http(200, Loopback.completion("direct"))));
        var client = new OkHttpClient.Builder()
                .proxy(new Proxy(
                        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())))
                .build();
        var openai = OpenAi.vllm(server.url()).client(client);
        assertThat(text(chat(openai.model("m")))).isEqualTo("direct");
        assertThat(text(chat(openai.model("m", card -> card.residency(Residency.CLOUD)))))
                .isEqualTo("by proxy");
    }

    private static void waitForEnd(Socket socket, CountDownLatch gone) throws IOException {
        try {
            var unused = socket.getInputStream().read();
        } finally {
            gone.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ChatModel resolved(String url, String... addresses) {
        Dns dns = host -> {
            var all = new ArrayList<InetAddress>();
            for (var address : addresses) {
                all.addAll(List.of(InetAddress.getAllByName(address)));
            }
            return all;
        };
        return OpenAi.vllm(url)
                .client(new OkHttpClient.Builder().dns(dns).build())
                .model("m");
    }

    private ModelFailure answeredBy(String body) {
        return failure(chat(loopback(Loopback.replying(200, body))));
    }

    private Loopback loopback(Loopback server) {
        servers.add(server);
        return server;
    }

    private RawServer raw(RawServer.Talk talk) {
        var server = new RawServer(talk);
        servers.add(server);
        return server;
    }

    private static String http(int status, String body) {
        return "HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static ChatModel model(RawServer server) {
        return OpenAi.vllm(server.url()).model("m");
    }

    private static ChatResult chat(Loopback server) {
        return chat(OpenAi.vllm(server.url()).model("m"));
    }

    private static ChatResult chat(ChatModel model) {
        return model.chat(HELLO, TestContext.forAMinute());
    }

    private static String text(ChatResult result) {
        return ((ChatResponse) result).text();
    }

    private static ModelFailure failure(ChatResult result) {
        return (ModelFailure) result;
    }
}

package io.naestro.core.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.naestro.base.JsonText;
import io.naestro.effect.Resource.WebResource;
import io.naestro.json.Json;
import io.naestro.run.TimeSource;
import io.naestro.testkit.VirtualTime;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext.Http;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GovernedHttpTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final TimeSource time = new VirtualTime();
    private final Watch watch = new Watch();
    private final List<String> resolved = new ArrayList<>();
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site();
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void gets_an_answer_with_its_fields() throws IOException {
        site.on("/a", exchange -> {
            exchange.getResponseHeaders().add("X-Two", "1");
            exchange.getResponseHeaders().add("X-Two", "2");
            Site.send(exchange, 404, "hello".getBytes(UTF_8));
        });

        var reply = http().send(get(site.url("localhost", "/a?q=1"), 5));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.url()).isEqualTo(site.url("localhost", "/a?q=1"));
        assertThat(reply.headers()).containsEntry("x-two", "1, 2").containsEntry("content-length", "5");
        assertThat(text(reply)).isEqualTo("hello");
        assertThat(site.asked).containsExactly("GET /a?q=1");
        assertThat(watch.asked).containsExactly(new WebResource("GET", "http", "localhost", site.port(), "/a"));
    }

    @Test
    void posts_a_body_with_its_fields() throws IOException {
        site.text("/a", "ok");
        var fields = Map.of("Content-Type", "application/json", "X-Key", "one");

        http().send(new HttpRequest("POST", site.url("localhost", "/a"), fields, "{}".getBytes(UTF_8), 10, 0));

        assertThat(site.asked).containsExactly("POST /a");
        assertThat(site.bodies).containsExactly("{}");
        assertThat(site.lastField("Content-Type")).isEqualTo("application/json");
        assertThat(site.lastField("X-Key")).isEqualTo("one");
    }

    @Test
    void tells_the_guard_what_goes_along_without_showing_what_may_be_a_key() throws IOException {
        site.text("/a", "ok");
        var fields = Map.of("Content-Type", "text/plain", "X-Key", "s3cret");

        http().send(new HttpRequest("POST", site.url("localhost", "/a?q=1"), fields, "body".getBytes(UTF_8), 10, 0));
        http().send(get(site.url("localhost", "/a"), 10));

        assertThat(JsonText.write(watch.carried.get(0)))
                .contains("\"query\":\"q=1\"", "\"content-type\":\"text/plain\"", "\"x-key\":\"sha256:")
                .contains("\"bytes\":4", "\"start\":\"body\"")
                .doesNotContain("s3cret");
        assertThat(watch.carried.get(1)).isEqualTo(Json.object());
    }

    @Test
    void contacts_nobody_whom_the_guard_does_not_allow() {
        var denied = clients(host -> true).guardedBy(new Watch(resource -> false), time, in(LONG));
        site.text("/a", "ok");

        assertThatExceptionOfType(AccessRefused.class).isThrownBy(() -> denied.send(get(site.url("a.test", "/a"), 9)));
        assertThat(site.asked).isEmpty();
        assertThat(resolved).isEmpty();
    }

    @Test
    void asks_the_guard_again_for_each_redirect() {
        var picky = new Watch(
                resource -> resource instanceof WebResource web && web.host().equals("a.test"));
        site.redirect("/one", 302, site.url("a.test", "/two"))
                .redirect("/two", 302, site.url("b.test", "/three"))
                .text("/three", "ok");

        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> clients(host -> true)
                        .guardedBy(picky, time, in(LONG))
                        .send(get(site.url("a.test", "/one"), 9)));
        assertThat(site.asked).containsExactly("GET /one", "GET /two");
        assertThat(resolved).containsExactly("a.test", "a.test");
        assertThat(picky.asked)
                .containsExactly(
                        new WebResource("GET", "http", "a.test", site.port(), "/one"),
                        new WebResource("GET", "http", "a.test", site.port(), "/two"),
                        new WebResource("GET", "http", "b.test", site.port(), "/three"));
    }

    @Test
    void takes_no_credentials_from_one_name_to_another_of_the_same_machine() throws IOException {
        site.redirect("/one", 302, "/two")
                .redirect("/two", 302, "http://127.0.0.1:" + site.port() + "/three")
                .text("/three", "ok");
        var fields = Map.of("Authorization", "Bearer one", "Cookie", "a=b", "Accept", "text/html");

        var reply = http().send(new HttpRequest("GET", site.url("localhost", "/one"), fields, new byte[0], 10, 5));

        assertThat(text(reply)).isEqualTo("ok");
        assertThat(reply.url()).isEqualTo(site.url("127.0.0.1", "/three"));
        assertThat(site.exchanges.get(1).getRequestHeaders().getFirst("Authorization"))
                .isEqualTo("Bearer one");
        assertThat(site.lastField("Authorization")).isNull();
        assertThat(site.lastField("Cookie")).isNull();
        assertThat(site.lastField("Accept")).isEqualTo("text/html");
    }

    @Test
    void a_loop_of_redirects_ends() {
        site.redirect("/loop", 307, "/loop");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> http().send(get(site.url("localhost", "/loop"), 9)))
                .withMessage("GET " + site.url("localhost", "/loop") + ": more than 5 redirects");
        assertThat(site.asked).hasSize(6);
    }

    @Test
    void with_no_redirects_allowed_a_redirect_is_the_answer() throws IOException {
        site.redirect("/a", 301, "/b");

        var reply = http().send(new HttpRequest("GET", site.url("localhost", "/a"), Map.of(), new byte[0], 10, 0));

        assertThat(reply.status()).isEqualTo(301);
        assertThat(reply.headers()).containsEntry("location", "/b");
        assertThat(site.asked).hasSize(1);
    }

    @Test
    void a_redirect_that_leads_nowhere_is_the_answer() throws IOException {
        site.on("/missing", exchange -> Site.send(exchange, 302, new byte[0])).redirect("/empty", 302, "");

        assertThat(http().send(get(site.url("localhost", "/missing"), 9)).status())
                .isEqualTo(302);
        assertThat(http().send(get(site.url("localhost", "/empty"), 9)).status())
                .isEqualTo(302);
    }

    @Test
    void a_redirect_to_what_is_no_web_address_fails() {
        site.redirect("/a", 302, "file:///etc/passwd");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> http().send(get(site.url("localhost", "/a"), 9)))
                .withMessageStartingWith("GET " + site.url("localhost", "/a") + ": redirected to ")
                .withMessageContaining("is not a web address");
    }

    @Test
    void sends_nothing_twice_by_itself() {
        for (var status : new int[] {408, 421, 429, 503}) {
            site.on("/" + status, exchange -> {
                exchange.getResponseHeaders().set("Retry-After", "0");
                Site.send(exchange, status, new byte[0]);
            });
        }

        assertThat(IntStream.of(408, 421, 429, 503))
                .allSatisfy(status -> assertThat(http().send(get(site.url("localhost", "/" + status), 9))
                                .status())
                        .isEqualTo(status));
        assertThat(site.asked).containsExactly("GET /408", "GET /421", "GET /429", "GET /503");
    }

    @Test
    void hands_on_how_long_a_busy_server_asks_to_wait() throws IOException {
        site.on("/busy", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "120");
            Site.send(exchange, 503, new byte[0]);
        });

        assertThat(http().send(get(site.url("localhost", "/busy"), 9)).headers())
                .containsEntry("retry-after", "120");
    }

    @Test
    void keeps_no_cookies_and_no_connection() throws IOException {
        site.on("/a", exchange -> {
            exchange.getResponseHeaders().set("Set-Cookie", "id=1");
            Site.send(exchange, 200, "ok".getBytes(UTF_8));
        });

        http().send(get(site.url("localhost", "/a"), 9));
        http().send(get(site.url("localhost", "/a"), 9));

        assertThat(site.lastField("Cookie")).isNull();
        assertThat(site.exchanges.stream()
                        .map(exchange -> exchange.getRemoteAddress().getPort()))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void hangs_up_after_an_answer() throws Exception {
        try (var server = new RawServer(client -> {
            say(client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            RawServer.awaitEnd(client);
        })) {
            assertThat(text(http().send(get(server.url("/"), 9)))).isEqualTo("ok");
            assertThat(server.gone.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void ignores_proxies_of_the_machine() throws IOException {
        site.text("/a", "ok");
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", "1");
        System.setProperty("http.nonProxyHosts", "");
        try {
            assertThat(text(http().send(get(site.url("a.test", "/a"), 9)))).isEqualTo("ok");
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
            System.clearProperty("http.nonProxyHosts");
        }
    }

    @Test
    void reads_up_to_the_limit_and_not_a_byte_more() throws IOException {
        site.text("/a", "12345");

        assertThat(http().send(get(site.url("localhost", "/a"), 5)).body()).hasSize(5);
        assertThat(http().send(get(site.url("localhost", "/a"), Long.MAX_VALUE)).body())
                .hasSize(5);
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> http().send(get(site.url("localhost", "/a"), 4)))
                .withMessage("GET " + site.url("localhost", "/a")
                        + ": the answer has more than the 4 bytes that were allowed");
    }

    @Test
    void a_bomb_is_measured_after_unpacking() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 64; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        site.on("/bomb", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            Site.send(exchange, 200, packed.toByteArray());
        });

        assertThat(packed.size()).isLessThan(1 << 17);
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> http().send(get(site.url("localhost", "/bomb"), 1 << 20)));
    }

    @Test
    void unpacks_what_it_asked_to_be_packed() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("hello".getBytes(UTF_8));
        }
        site.on("/a", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            Site.send(exchange, 200, packed.toByteArray());
        });

        assertThat(text(http().send(get(site.url("localhost", "/a"), 5)))).isEqualTo("hello");
        assertThat(site.lastField("Accept-Encoding")).isEqualTo("gzip");
    }

    @Test
    void an_answer_without_end_is_cut_off_at_the_limit() throws Exception {
        try (var server = new RawServer(client -> {
            say(client, "HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                say(client, "x".repeat(10_000));
            }
        })) {
            assertThatExceptionOfType(TooLarge.class).isThrownBy(() -> http().send(get(server.url("/"), 100_000)));
            assertThat(server.gone.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_server_that_never_answers_is_left_at_the_deadline() throws Exception {
        try (var server = new RawServer(RawServer::awaitEnd)) {
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> http(SHORT).send(get(server.url("/a?key=1"), 9)))
                    .withMessage("GET " + server.url("/a") + ": no answer before the deadline");
            assertThat(server.gone.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_server_that_answers_drop_by_drop_is_left_at_the_deadline() throws Exception {
        try (var server = new RawServer(client -> {
            say(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx");
            RawServer.awaitEnd(client);
        })) {
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> http(SHORT).send(get(server.url("/"), 100)));
            assertThat(server.gone.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_name_server_that_never_answers_is_left_at_the_deadline() {
        var never = new CountDownLatch(1);
        var http = HttpClients.of(host -> true, host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new UnknownHostException(host);
                    }
                    return List.of();
                })
                .guardedBy(watch, time, in(SHORT));

        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> http.send(get("http://slow.test/", 9)));
    }

    @Test
    void after_the_deadline_nothing_is_sent() {
        site.text("/a", "ok");

        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> http(Duration.ZERO).send(get(site.url("localhost", "/a"), 9)));
        assertThat(resolved).isEmpty();
    }

    @Test
    void a_deadline_that_is_far_away_is_no_trouble() throws IOException {
        site.text("/a", "ok");
        var http = clients(host -> true).guardedBy(watch, time, Instant.MAX);

        assertThat(http.send(get(site.url("localhost", "/a"), 9)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_interrupted_call_ends_and_hangs_up(boolean virtual) throws Exception {
        try (var server = new RawServer(RawServer::awaitEnd)) {
            var call = new FutureTask<>(() -> {
                try {
                    http().send(get(server.url("/"), 9));
                    return "answered";
                } catch (InterruptedIOException e) {
                    return Thread.currentThread().isInterrupted() + " " + e.getMessage();
                }
            });
            var thread = virtual
                    ? Thread.ofVirtual().start(call)
                    : Thread.ofPlatform().start(call);
            assertThat(server.reached.await(1, TimeUnit.MINUTES)).isTrue();
            thread.interrupt();

            assertThat(call.get()).isEqualTo("true GET " + server.url("/") + ": interrupted");
            assertThat(server.gone.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_reset_connection_is_a_failure_and_not_a_second_try() throws Exception {
        try (var server = new RawServer(client -> client.setSoLinger(true, 0))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> http().send(get(server.url("/a"), 9)))
                    .withMessageStartingWith("GET " + server.url("/a") + ": ");
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void an_answer_that_stops_in_the_middle_is_a_failure() throws Exception {
        try (var server = new RawServer(client -> say(client, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"))) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> http().send(get(server.url("/"), 9)));
        }
    }

    @Test
    void header_fields_without_end_are_a_failure() throws Exception {
        try (var server = new RawServer(client -> {
            say(client, "HTTP/1.1 200 OK\r\n");
            while (true) {
                say(client, "X-A: " + "x".repeat(1000) + "\r\n");
            }
        })) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> http().send(get(server.url("/"), 9)));
            assertThat(server.gone.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "", "HTTP/1.1 200 OK\r\nContent-Length: 1"})
    void what_is_no_answer_is_a_failure(String answer) throws Exception {
        try (var server = new RawServer(client -> say(client, answer))) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> http().send(get(server.url("/"), 9)));
        }
    }

    @Test
    void a_port_where_nobody_listens_is_a_failure() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> http().send(get("http://127.0.0.1:" + port + "/", 9)))
                .withMessageStartingWith("GET http://127.0.0.1:" + port + "/: ");
    }

    @Test
    @EnabledOnOs(OS.LINUX) // where a full queue lets a caller wait
    void a_connection_that_nobody_takes_is_given_up_before_the_deadline() throws IOException {
        var hasty = HttpClients.inert().newBuilder().connectTimeout(SHORT).build();
        var clients = new HttpClients(hasty, HostResolver.SYSTEM, new AddressRule(host -> true));
        var waiting = new ArrayList<Socket>();
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) { // fills the queue of a server that takes no connection
                var socket = new Socket();
                waiting.add(socket);
                connect(socket, full);
            }
            var url = "http://127.0.0.1:" + full.getLocalPort() + "/";

            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> clients.guardedBy(watch, time, in(LONG)).send(get(url, 9)))
                    .withMessageStartingWith("GET " + url + ": ");
        } finally {
            for (var socket : waiting) {
                socket.close();
            }
        }
    }

    private static void connect(Socket socket, ServerSocket server) throws IOException {
        try {
            socket.connect(server.getLocalSocketAddress(), 20);
        } catch (SocketTimeoutException e) {
            assertThat(e).hasMessageContaining("timed out");
        }
    }

    @Test
    void an_address_that_does_not_answer_does_not_hide_one_that_does() throws IOException {
        site.text("/a", "ok");
        var both = HttpClients.of(host -> true, host -> List.of(InetAddress.getByName("127.0.0.2"), loopback()));

        var reply = both.guardedBy(watch, time, in(LONG)).send(get(site.url("a.test", "/a"), 9));

        assertThat(text(reply)).isEqualTo("ok");
    }

    @Test
    void a_name_is_resolved_once_and_its_second_answer_changes_nothing() throws IOException {
        site.text("/a", "ok");
        var rebinding = HttpClients.of(host -> true, host -> {
            resolved.add(host);
            return List.of(resolved.size() == 1 ? loopback() : InetAddress.getByName("169.254.169.254"));
        });

        assertThat(text(rebinding.guardedBy(watch, time, in(LONG)).send(get(site.url("a.test", "/a"), 9))))
                .isEqualTo("ok");
        assertThat(resolved).containsExactly("a.test");

        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> rebinding.guardedBy(watch, time, in(LONG)).send(get(site.url("a.test", "/a"), 9)));
        assertThat(site.asked).hasSize(1);
    }

    @Test
    void one_bad_address_among_good_ones_is_enough_to_refuse() {
        site.text("/a", "ok");
        var mixed = HttpClients.of(host -> false, host -> List.of(InetAddress.getByName("8.8.8.8"), loopback()));

        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> mixed.guardedBy(watch, time, in(LONG)).send(get(site.url("a.test", "/a"), 9)))
                .withMessage("GET " + site.url("a.test", "/a")
                        + ": 'a.test' has an address that is not public; only hosts named for it may");
        assertThat(watch.unsafe).hasSize(1);
        assertThat(site.asked).isEmpty();
    }

    @Test
    void an_address_in_the_url_is_checked_without_asking_anyone() throws IOException {
        site.text("/a", "ok");
        var url = site.url("127.0.0.1", "/a");

        assertThat(http().send(get(url, 9)).status()).isEqualTo(200);
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() ->
                        clients(host -> false).guardedBy(watch, time, in(LONG)).send(get(url, 9)));
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> http().send(get("http://[64:ff9b::7f00:1]:" + site.port() + "/a", 9)));
        assertThat(resolved).isEmpty();
    }

    @Test
    void a_redirect_to_an_address_of_this_machine_is_refused() {
        site.redirect("/a", 302, "http://127.0.0.1:" + site.port() + "/b").text("/b", "SECRET");
        var http = clients(host -> host.equals("a.test")).guardedBy(watch, time, in(LONG));

        assertThatExceptionOfType(AccessRefused.class).isThrownBy(() -> http.send(get(site.url("a.test", "/a"), 9)));
        assertThat(site.asked).containsExactly("GET /a");
    }

    @Test
    void a_name_without_addresses_is_a_failure() {
        var nobody = HttpClients.of(host -> true, host -> List.of()).guardedBy(watch, time, in(LONG));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> nobody.send(get("http://a.test/", 9)))
                .withMessage("GET http://a.test/: 'a.test' has no address");
    }

    @Test
    void a_resolver_that_breaks_is_told_apart_from_a_host_that_is_down() {
        var broken = HttpClients.of(host -> true, host -> {
                    throw new UnsupportedOperationException("broken");
                })
                .guardedBy(watch, time, in(LONG));

        assertThatIllegalStateException()
                .isThrownBy(() -> broken.send(get("http://a.test/", 9)))
                .withMessage("GET http://a.test/: the client failed")
                .havingCause()
                .withMessage("broken");
    }

    @Test
    void the_machine_itself_knows_its_name() throws IOException {
        site.text("/a", "ok");
        var http = HttpClients.of(host -> host.equals("localhost")).guardedBy(watch, time, in(LONG));

        assertThat(http.send(get(site.url("localhost", "/a"), 9)).status()).isEqualTo(200);
    }

    private Http http() {
        return http(LONG);
    }

    private Http http(Duration left) {
        return clients(host -> true).guardedBy(watch, time, in(left));
    }

    private HttpClients clients(Predicate<String> localAllowed) {
        return HttpClients.of(localAllowed, host -> {
            resolved.add(host);
            return List.of(loopback());
        });
    }

    private Instant in(Duration left) {
        return time.now().plus(left);
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private static HttpRequest get(String url, long maxBytes) {
        return HttpRequest.get(url, maxBytes);
    }

    private static String text(HttpReply reply) {
        return new String(reply.body(), UTF_8);
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
    }
}

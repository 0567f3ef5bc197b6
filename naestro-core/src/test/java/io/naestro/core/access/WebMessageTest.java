package io.naestro.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.naestro.effect.Resource.WebResource;
import io.naestro.json.InputException;
import io.naestro.tool.ToolContext.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebMessageTest {
    private static final Map<String, String> FIELDS = Map.of(
            "Accept", "text/html",
            "Authorization", "Bearer one",
            "Content-Type", "text/plain",
            "Cookie", "a=b",
            "X-Api-Key", "one");

    @Test
    void is_put_to_the_guard_without_its_query() {
        var message = of("POST", "https://Example.org/a%20b?q=1#f", Map.of(), "body");

        assertThat(message.resource()).isEqualTo(new WebResource("POST", "https", "example.org", 443, "/a%20b"));
        assertThat(message.title()).isEqualTo("POST https://example.org/a%20b");
        assertThat(message.request().url()).hasToString("https://example.org/a%20b?q=1");
    }

    @Test
    void says_who_asks_unless_told_otherwise() {
        assertThat(of("GET", "http://h.test/", Map.of(), "").request().header("User-Agent"))
                .isEqualTo("naestro");
        assertThat(of("GET", "http://h.test/", Map.of("USER-AGENT", "audit/1"), "")
                        .request()
                        .headers()
                        .values("User-Agent"))
                .containsExactly("audit/1");
    }

    @ParameterizedTest
    @CsvSource({"POST, ''", "PUT, ''", "PATCH, ''", "DELETE, x", "OPTIONS, x"})
    void methods_that_take_a_body_have_one(String method, String body) throws Exception {
        assertThat(of(method, "http://h.test/", Map.of(), body).request().body().contentLength())
                .isEqualTo(body.length());
    }

    @ParameterizedTest
    @CsvSource({"GET", "HEAD", "DELETE", "OPTIONS"})
    void other_methods_need_none(String method) {
        assertThat(of(method, "http://h.test/", Map.of(), "").request().body()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "CONNECT", "TRACE", "", "GET /x", "PROPFIND"})
    void refuses_other_methods(String method) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> of(method, "http://h.test/", Map.of(), ""))
                .withMessageContaining("is not a method that is supported; allowed: DELETE, GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void refuses_a_body_where_nobody_reads_one(String method) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> of(method, "http://h.test/", Map.of(), "x"))
                .withMessageContaining("takes no body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h.test/",
                "file:///etc/passwd",
                "http://user@h.test/",
                "http://127.1/",
                "http://0x7f000001/",
                "http://2130706433/",
                "http://0177.0.0.1/",
                "http://h.test\\@evil.test/",
                "http://h.test/a/../b",
                "http://h.test/%2e%2e/b",
                "http://[fe80::1%25eth0]/",
                "http://[::ffff:127.0.0.1]/",
                "//h.test/",
                "/a",
                ""
            })
    void refuses_addresses_that_programs_read_in_different_ways(String url) {
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> of("GET", url, Map.of(), ""));
    }

    @ParameterizedTest
    @CsvSource({
        "'X-A', 'one\r\nHost: evil.test', has a line break",
        "'X-A', 'one\n', has a line break",
        "'X-A', 'é', visible ASCII",
        "'X\r\nHost', 'evil.test', is not the name of a header field",
        "'X A', 'one', is not the name of a header field",
        "'', 'one', is not the name of a header field",
        "'Host', 'evil.test', that only the client sets",
        "'content-length', '5', that only the client sets",
        "'Transfer-Encoding', 'chunked', that only the client sets",
        "'Connection', 'upgrade', that only the client sets",
        "'Upgrade', 'h2c', that only the client sets",
        "'Expect', '100-continue', that only the client sets",
        "'Proxy-Authorization', 'Basic eA==', that only the client sets",
        "'Accept-Encoding', 'br', that only the client sets"
    })
    void refuses_header_fields_that_change_how_a_message_is_read(String name, String value, String why) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> of("GET", "http://h.test/", Map.of(name, value), ""))
                .withMessageContaining(why)
                .withMessageNotContaining("evil.test\n");
    }

    @Test
    void never_shows_the_value_of_a_header_field() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> of("GET", "http://h.test/", Map.of("Authorization", "Bearer one\n"), ""))
                .withMessageNotContaining("one");
    }

    @Test
    void refuses_a_header_field_that_is_given_twice() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> of("GET", "http://h.test/", Map.of("X-A", "1", "x-a", "2"), ""))
                .withMessageContaining("given twice");
    }

    @ParameterizedTest
    @CsvSource({
        "/x, http://h.test:81/x",
        "x, http://h.test:81/a/x",
        "../x, http://h.test:81/x",
        "?q=2, http://h.test:81/a/b?q=2",
        "'#f', http://h.test:81/a/b?q=1",
        "//i.test/x, http://i.test/x",
        "https://i.test, https://i.test/",
        "http://h.test:81/a/b?q=1, http://h.test:81/a/b?q=1"
    })
    void follows_locations_as_they_are_written(String location, String target) {
        assertThat(of("GET", "http://h.test:81/a/b?q=1", Map.of(), "")
                        .redirected(302, location)
                        .address())
                .hasToString(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://h.test/", "mailto:a@b.test", "/../../x", "http://127.1/", "http://a@b.test/", "/a b", "%"
            })
    void follows_nothing_else(String location) {
        var message = of("GET", "http://h.test/", Map.of(), "");

        assertThatExceptionOfType(InputException.class).isThrownBy(() -> message.redirected(302, location));
    }

    @ParameterizedTest
    @CsvSource({
        "301, POST, GET", "302, POST, GET", "303, POST, GET", "307, POST, POST", "308, POST, POST",
        "301, PUT, PUT", "302, PUT, PUT", "303, PUT, GET", "307, PUT, PUT", "308, PUT, PUT",
        "301, DELETE, DELETE", "303, DELETE, GET"
    })
    void changes_the_method_as_rfc_9110_says(int status, String before, String after) {
        var next = of(before, "http://h.test/", FIELDS, "body").redirected(status, "/x");

        assertThat(next.method()).isEqualTo(after);
        assertThat(next.body()).hasSize(after.equals("GET") ? 0 : 4);
        assertThat(next.headers().containsKey("content-type")).isEqualTo(!after.equals("GET"));
        assertThat(next.headers()).containsEntry("authorization", "Bearer one");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_head_stays_a_head(int status) {
        assertThat(of("HEAD", "http://h.test/", Map.of(), "")
                        .redirected(status, "/x")
                        .method())
                .isEqualTo("HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://i.test/", "http://h.test:8080/", "https://h.test/", "http://sub.h.test/"})
    void takes_no_credentials_to_another_origin(String location) {
        var next = of("POST", "http://h.test/", FIELDS, "body").redirected(307, location);

        assertThat(next.headers().keySet()).containsExactly("accept", "content-type");
    }

    private static WebMessage of(String method, String url, Map<String, String> fields, String body) {
        return WebMessage.of(new HttpRequest(method, url, fields, body.getBytes(UTF_8), 100, 5));
    }
}

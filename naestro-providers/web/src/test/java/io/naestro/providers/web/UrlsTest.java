package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlsTest {
    /** RFC 3986, section 5.4, over http, and what browsers do besides. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "g http://a/b/c/g",
                "./g http://a/b/c/g",
                "g/ http://a/b/c/g/",
                "/g http://a/g",
                "//g http://g/",
                "?y http://a/b/c/d;p?y",
                "g?y http://a/b/c/g?y",
                "#s http://a/b/c/d;p?q",
                "g#s http://a/b/c/g",
                ";x http://a/b/c/;x",
                "g;x=1/./y http://a/b/c/g;x=1/y",
                ". http://a/b/c/",
                ".. http://a/b/",
                "../.. http://a/",
                "../../../g http://a/g",
                "/./g http://a/g",
                "g. http://a/b/c/g.",
                "..g http://a/b/c/..g",
                "./g/. http://a/b/c/g/",
                "\\g http://a/g",
                "HTTP://A:80/%7eb http://a/~b",
                "https://x:443 https://x/",
                "https://x:8443/%2f?%7e https://x:8443/%2F?~",
                "https://x:/ https://x/",
                "https://[::1]:81/ https://[::1]:81/",
                "/ä%zz%1 http://a/%C3%A4%25zz%251",
                "/%1z http://a/%251z",
                "?a|b[c] http://a/b/c/d;p?a|b[c]",
                "http://bücher.test/ http://xn--bcher-kva.test/",
            })
    void resolves(String reference, String expected) {
        assertThat(Urls.resolve("http://a/b/c/d;p?q", reference)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "mailto:x",
                "javascript:x\\y",
                "data:x\\y",
                "http:g",
                "1x:y",
                "http://u@h/",
                "http://",
                "ftp://h/",
                "http://h:123456/"
            })
    void gives_nothing_for_what_is_no_web_address(String reference) {
        assertThat(Urls.resolve("http://a/b", reference)).isEmpty();
    }

    @Test
    void gives_nothing_for_what_is_too_long_or_has_no_base() {
        assertThat(Urls.canonical("http://a/" + "x".repeat(5_000))).isEmpty();
        assertThat(Urls.canonical("/a")).isEmpty();
        assertThat(Urls.canonical("http://" + "x".repeat(70) + ".test/")).isEmpty();
        assertThat(Urls.canonical("http://a b/")).isEmpty();
    }

    @Test
    void white_space_is_no_part_of_an_address() {
        assertThat(Urls.canonical(" http://a/b\n c ")).contains("http://a/b%20c");
        assertThat(Urls.canonical("http://a/\u0000")).contains("http://a/%00");
    }

    @Test
    void takes_addresses_apart() {
        assertThat(Urls.scheme("Mailto:x")).isEqualTo("mailto");
        assertThat(Urls.scheme("x")).isEmpty();
        assertThat(Urls.fragment("a#b")).isEqualTo("b");
        assertThat(Urls.fragment("a")).isEmpty();
        assertThat(Urls.host("http://a:81/b")).isEqualTo("a");
        assertThat(Urls.origin("http://a:81/b")).isEqualTo("http://a:81");
        assertThat(Urls.query("http://a/b?c")).isEqualTo("c");
        assertThat(Urls.query("http://a/b")).isEmpty();
        assertThat(Urls.path("http://a/b?c")).isEqualTo("/b");
        assertThat(Urls.pathAndQuery("http://a/b?c")).isEqualTo("/b?c");
    }
}

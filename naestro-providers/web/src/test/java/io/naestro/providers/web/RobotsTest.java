package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What google/robotstxt (robots_test.cc) says of robots.txt files, as a table: agent, path, whether it may be fetched,
 * then the file, in which {@code |} ends a line. Addresses of Naestro are ASCII, so the two cases whose address holds
 * other letters unescaped are those of a crawler that does not normalize.
 */
class RobotsTest {
    private static final String GROUPS =
            "allow: /foo/bar/||user-agent: FooBot|disallow: /|allow: /x/|user-agent: BarBot|"
                    + "disallow: /|allow: /y/|||allow: /w/|user-agent: BazBot||user-agent: FooBot|allow: /z/|disallow: /|";
    private static final String FOO = "user-agent: FooBot|";
    private static final String ONLY = FOO + "disallow: /|allow: ";
    private static final String LONG = "a".repeat(2083 * 8 - 3 - 10 + 1 - 3);
    private static final String LONGER = "b".repeat(2083 * 8 - 3 - 7 + 1 - 3);

    static Stream<Arguments> cases() {
        var simple = FOO + "disallow: /|";
        var upper = "USER-AGENT: FooBot|ALLOW: /x/|DISALLOW: /|";
        var camel = "uSeR-aGeNt: FooBot|AlLoW: /x/|dIsAlLoW: /|";
        var words = "User-Agent: FoO bAr|Allow: /x/|Disallow: /|";
        var firstWord = "User-Agent: *|Disallow: /|User-Agent: Foo Bar|Allow: /x/|Disallow: /|";
        var global = "user-agent: *|allow: /|user-agent: FooBot|disallow: /|";
        var specific = "user-agent: FooBot|allow: /|user-agent: BarBot|disallow: /|user-agent: BazBot|disallow: /|";
        var sitemap = "User-agent: BarBot|Sitemap: https://foo.bar/sitemap|User-agent: *|Disallow: /|";
        var unknown = "User-agent: FooBot|Invalid-Unknown-Line: unknown|User-agent: *|Disallow: /|";
        var index = "User-Agent: *|Allow: /allowed-slash/index.html|Disallow: /|";
        var comment = "User-agent: FooBot|# Disallow: /|Disallow: /foo/quz#qux|Allow: /|";
        var both = "User-agent: *|Disallow: /x/|User-agent: FooBot|Disallow: /y/|";
        var deep = FOO + "Disallow: /foo/bar/quz|Allow: /foo/*/qux|";
        var anchored = FOO + "Disallow: /foo/bar$|Allow: /foo/bar/qux|";
        var cut = FOO + "disallow: /x/" + LONG + "/qux|";
        var cuts = FOO + "disallow: /|allow: /x/" + LONGER + "/qux|";
        return Stream.of(
                row("FooBot", "", true, ""),
                row("", "", true, simple),
                row("FooBot", "", false, simple),
                row("", "", true, ""),
                row("FooBot", "/x/y", false, simple),
                row("FooBot", "/x/y", true, "foo: FooBot|bar: /|"),
                row("FooBot", "/x/y", false, "user-agent FooBot|disallow /|"),
                row("FooBot", "/x/b", true, GROUPS),
                row("FooBot", "/z/d", true, GROUPS),
                row("FooBot", "/y/c", false, GROUPS),
                row("BarBot", "/y/c", true, GROUPS),
                row("BarBot", "/w/a", true, GROUPS),
                row("BarBot", "/z/d", false, GROUPS),
                row("BazBot", "/z/d", true, GROUPS),
                row("FooBot", "/foo/bar/", false, GROUPS),
                row("BarBot", "/foo/bar/", false, GROUPS),
                row("BazBot", "/foo/bar/", false, GROUPS),
                row("FooBot", "/", false, sitemap),
                row("BarBot", "/", false, sitemap),
                row("FooBot", "/", false, unknown),
                row("BarBot", "/", false, unknown),
                row("FooBot", "/x/y", true, upper),
                row("FooBot", "/a/b", false, upper),
                row("FooBot", "/x/y", true, camel),
                row("FooBot", "/a/b", false, camel),
                row("Foo", "/x/y", true, words),
                row("Foo", "/a/b", false, words),
                row("foo", "/x/y", true, words),
                row("foo", "/a/b", false, words),
                row("Foo", "/x/y", true, firstWord),
                row("Foo Bar", "/x/y", false, firstWord),
                row("FooBot", "/x/y", false, global),
                row("BarBot", "/x/y", true, global),
                row("QuxBot", "/x/y", true, specific),
                row("FooBot", "/x/y", false, FOO + "disallow: /x/|"),
                row("FooBot", "/x/y", true, FOO + "disallow: /X/|"),
                row("FooBot", "/x/page.html", false, FOO + "disallow: /x/page.html|allow: /x/|"),
                row("FooBot", "/x/page.html", true, FOO + "allow: /x/page.html|disallow: /x/|"),
                row("FooBot", "/x/", false, FOO + "allow: /x/page.html|disallow: /x/|"),
                row("FooBot", "/x/page.html", true, FOO + "disallow: |allow: |"),
                row("FooBot", "/x/page.html", true, FOO + "disallow: /|allow: /|"),
                row("FooBot", "/x", false, FOO + "disallow: /x|allow: /x/|"),
                row("FooBot", "/x/", true, FOO + "disallow: /x|allow: /x/|"),
                row("FooBot", "/x/page.html", true, FOO + "disallow: /x/page.html|allow: /x/page.html|"),
                row("FooBot", "/page.html", false, FOO + "allow: /page|disallow: /*.html|"),
                row("FooBot", "/page", true, FOO + "allow: /page|disallow: /*.html|"),
                row("FooBot", "/x/page.html", true, FOO + "allow: /x/page.|disallow: /*.html|"),
                row("FooBot", "/x/y.html", false, FOO + "allow: /x/page.|disallow: /*.html|"),
                row("FooBot", "/x/page", true, both),
                row("FooBot", "/y/page", false, both),
                row(
                        "FooBot",
                        "/foo/bar?qux=taz&baz=http://foo.bar?tar&par",
                        true,
                        ONLY + "/foo/bar?qux=taz&baz=http://foo.bar?tar&par|"),
                row("FooBot", "/foo/bar/%E3%83%84", true, ONLY + "/foo/bar/\u30c4|"),
                row("FooBot", "/foo/bar/\u30c4", false, ONLY + "/foo/bar/\u30c4|"),
                row("FooBot", "/foo/bar/%E3%83%84", true, ONLY + "/foo/bar/%e3%83%84|"),
                row("FooBot", "/foo/bar/\u30c4", false, ONLY + "/foo/bar/%E3%83%84|"),
                row("FooBot", "/foo/bar/baz", false, ONLY + "/foo/bar/%62%61%7A|"),
                row("FooBot", "/foo/bar/%62%61%7A", true, ONLY + "/foo/bar/%62%61%7A|"),
                row("FooBot", "/foo/bar/quz", false, deep),
                row("FooBot", "/foo/quz", true, deep),
                row("FooBot", "/foo//quz", true, deep),
                row("FooBot", "/foo/bax/quz", true, deep),
                row("FooBot", "/foo/bar", false, anchored),
                row("FooBot", "/foo/bar/qux", true, anchored),
                row("FooBot", "/foo/bar/", true, anchored),
                row("FooBot", "/foo/bar/baz", true, anchored),
                row("FooBot", "/foo/bar", true, comment),
                row("FooBot", "/foo/quz", false, comment),
                row("foobot", "/allowed-slash/", true, index),
                row("foobot", "/allowed-slash/index.htm", false, index),
                row("foobot", "/allowed-slash/index.html", true, index),
                row("foobot", "/anyother-url", false, index),
                row("FooBot", "/fux", true, cut),
                row("FooBot", "/x/" + LONG + "/fux", false, cut),
                row("FooBot", "/", false, cuts),
                row("FooBot", "/x/" + LONGER + "/qux", true, cuts),
                row("FooBot", "/x/" + LONGER + "/fux", true, cuts),
                row("FooBot", "/bar", false, ONLY + "/fish|"),
                row("FooBot", "/fish", true, ONLY + "/fish|"),
                row("FooBot", "/fish.html", true, ONLY + "/fish|"),
                row("FooBot", "/fish/salmon.html", true, ONLY + "/fish|"),
                row("FooBot", "/fishheads", true, ONLY + "/fish|"),
                row("FooBot", "/fishheads/yummy.html", true, ONLY + "/fish|"),
                row("FooBot", "/fish.html?id=anything", true, ONLY + "/fish|"),
                row("FooBot", "/Fish.asp", false, ONLY + "/fish|"),
                row("FooBot", "/catfish", false, ONLY + "/fish|"),
                row("FooBot", "/?id=fish", false, ONLY + "/fish|"),
                row("FooBot", "/bar", false, ONLY + "/fish*|"),
                row("FooBot", "/fish", true, ONLY + "/fish*|"),
                row("FooBot", "/fishheads/yummy.html", true, ONLY + "/fish*|"),
                row("FooBot", "/fish.html?id=anything", true, ONLY + "/fish*|"),
                row("FooBot", "/Fish.bar", false, ONLY + "/fish*|"),
                row("FooBot", "/catfish", false, ONLY + "/fish*|"),
                row("FooBot", "/?id=fish", false, ONLY + "/fish*|"),
                row("FooBot", "/fish/", true, ONLY + "/fish/|"),
                row("FooBot", "/fish/salmon", true, ONLY + "/fish/|"),
                row("FooBot", "/fish/?salmon", true, ONLY + "/fish/|"),
                row("FooBot", "/fish/?id=anything", true, ONLY + "/fish/|"),
                row("FooBot", "/fish", false, ONLY + "/fish/|"),
                row("FooBot", "/fish.html", false, ONLY + "/fish/|"),
                row("FooBot", "/Fish/Salmon.html", false, ONLY + "/fish/|"),
                row("FooBot", "/filename.php", true, ONLY + "/*.php|"),
                row("FooBot", "/folder/filename.php?parameters", true, ONLY + "/*.php|"),
                row("FooBot", "//folder/any.php.file.html", true, ONLY + "/*.php|"),
                row("FooBot", "/filename.php/", true, ONLY + "/*.php|"),
                row("FooBot", "/index?f=filename.php/", true, ONLY + "/*.php|"),
                row("FooBot", "/php/", false, ONLY + "/*.php|"),
                row("FooBot", "/index?php", false, ONLY + "/*.php|"),
                row("FooBot", "/windows.PHP", false, ONLY + "/*.php|"),
                row("FooBot", "/filename.php", true, ONLY + "/*.php$|"),
                row("FooBot", "/folder/filename.php", true, ONLY + "/*.php$|"),
                row("FooBot", "/filename.php?parameters", false, ONLY + "/*.php$|"),
                row("FooBot", "/filename.php/", false, ONLY + "/*.php$|"),
                row("FooBot", "/filename.php5", false, ONLY + "/*.php$|"),
                row("FooBot", "/filename?php", false, ONLY + "/*.php$|"),
                row("FooBot", "/aaaphpaaa", false, ONLY + "/*.php$|"),
                row("FooBot", "//windows.PHP", false, ONLY + "/*.php$|"),
                row("FooBot", "/bar", false, ONLY + "/fish*.php|"),
                row("FooBot", "/fish.php", true, ONLY + "/fish*.php|"),
                row("FooBot", "/fishheads/catfish.php?parameters", true, ONLY + "/fish*.php|"),
                row("FooBot", "/Fish.PHP", false, ONLY + "/fish*.php|"),
                row("FooBot", "/page", true, FOO + "allow: /p|disallow: /|"),
                row("FooBot", "/folder/page", true, FOO + "allow: /folder|disallow: /folder|"),
                row("FooBot", "/page.htm", false, FOO + "allow: /page|disallow: /*.htm|"),
                row("FooBot", "/", true, FOO + "allow: /$|disallow: /|"),
                row("FooBot", "/page.html", false, FOO + "allow: /$|disallow: /|"));
    }

    private static Arguments row(String agent, String path, boolean allowed, String file) {
        return Arguments.of(agent, path, allowed, file);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decides_as_google_does(String agent, String path, boolean allowed, String file) {
        assertThat(robots(file).allows(agent, path)).isEqualTo(allowed);
    }

    @Test
    void all_cases_of_google_are_there() {
        assertThat(cases()).hasSizeGreaterThan(120);
    }

    @Test
    void lines_may_end_in_three_ways_and_are_counted() {
        assertThat(Robots.parse("user-agent: a\r\nx: 1\ry: 2\n\nz: 3".getBytes(StandardCharsets.UTF_8))
                        .mistakes())
                .extracting(Robots.Mistake::line)
                .containsExactly(2, 3, 5);
    }

    @Test
    void a_byte_order_mark_is_skipped_also_when_it_is_cut_off() {
        var file = "User-agent: foo\nDisallow: /".getBytes(StandardCharsets.US_ASCII);
        for (var mark : new int[][] {{0xEF, 0xBB, 0xBF}, {0xEF, 0xBB}, {0xEF}}) {
            assertThat(Robots.parse(joined(mark, file)).allows("foo", "/")).isFalse();
        }
        assertThat(Robots.parse(joined(new int[] {0xEF, 0x11, 0xBF}, file)).mistakes())
                .hasSize(2);
        assertThat(Robots.parse(new byte[] {(byte) 0xEF}).mistakes()).isEmpty();
    }

    @Test
    void tells_what_a_line_gets_wrong() {
        assertThat(robots(
                                "allow: /a|colonless|user-agent:|crawl-delay: soon|disallow: private|sitemap: nowhere|noindex: /x|disallow /x|disalow: /x|disallow: /a$b|")
                        .mistakes())
                .extracting(Robots.Mistake::why)
                .containsExactly(
                        "stands before any user agent",
                        "has no colon",
                        "names no user agent",
                        "has a delay that is no number of seconds",
                        "has a pattern that starts neither with '/' nor with '*'",
                        "names no web address",
                        "misses its colon, without which only Google reads it",
                        "is misspelled, so that only Google reads it",
                        "has a '$' before the end of its pattern");
    }

    @Test
    void keeps_at_most_a_hundred_mistakes() {
        assertThat(robots("x: y|".repeat(200)).mistakes()).hasSize(100);
    }

    @Test
    void reads_sitemaps_and_delays() {
        var robots =
                robots("site-map: https://a.test/s.xml|user-agent: *|crawl-delay: 2.5|user-agent: b|dissallow: *x|");
        assertThat(robots.sitemaps()).containsExactly("https://a.test/s.xml");
        assertThat(robots.delay("a")).isEqualTo(2.5);
        assertThat(robots.delay("b")).isEqualTo(2.5);
        assertThat(robots.allows("b", "/yx")).isFalse();
        assertThat(robots.allows("b", "y")).isTrue();
        assertThat(Robots.NONE.delay("a")).isZero();
    }

    @Test
    void an_escape_that_is_cut_off_stays_as_it_is() {
        assertThat(robots("user-agent: *|disallow: /a%e").allows("x", "/a%E")).isFalse();
    }

    private static byte[] joined(int[] mark, byte[] file) {
        var all = new byte[mark.length + file.length];
        for (int i = 0; i < mark.length; i++) {
            all[i] = (byte) mark[i];
        }
        System.arraycopy(file, 0, all, mark.length, file.length);
        return all;
    }

    private static Robots robots(String file) {
        return Robots.parse(file.replace('|', '\n').getBytes(StandardCharsets.UTF_8));
    }
}

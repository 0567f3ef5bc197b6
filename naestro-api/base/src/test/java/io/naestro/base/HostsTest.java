package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.Addresses.Kind;
import io.naestro.json.InputException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
    private static InetAddress address(String text) {
        return HostName.of(text.contains(":") ? "[" + text + "]" : text)
                .address()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "Example.ORG,example.org",
        "localhost,localhost",
        "a-b.c9,a-b.c9",
        "127.0.0.1,127.0.0.1",
        "0.0.0.0,0.0.0.0",
        "1.2.3.4.example,1.2.3.4.example",
        "[::1],[::1]",
        "[2001:DB8:0:0:1:0:0:1],[2001:db8::1:0:0:1]",
        "[0:0:0:0:0:0:0:0],[::]",
        "[1:0:2:0:3:0:4:0],[1:0:2:0:3:0:4:0]",
        "[::ffff:1.2.3.4],[::ffff:102:304]",
        "[1::],[1::]",
        "[1:2:3:4:5:6:7::],[1:2:3:4:5:6:7:0]",
        "[1:2:3:4:5:6:1.2.3.4],[1:2:3:4:5:6:102:304]"
    })
    void gives_each_host_one_form(String text, String expected) {
        assertThat(HostName.of(text).value()).isEqualTo(expected);
        assertThat(HostName.of(text)).hasToString(expected);
        assertThat(HostName.of(expected)).isEqualTo(HostName.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "-a",
                "a-",
                "a_b",
                "a b",
                "é.org",
                "xn--e1afmkfd.org",
                "ab--c.org",
                "127.1",
                "2130706433",
                "0",
                "0x7f000001",
                "0177.0.0.1",
                "127.0.0.01",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3.0x4",
                "foo.0x4",
                "foo.09",
                "a.0x",
                "[::1%25eth0]",
                "[fe80::1%eth0]",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:g]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1::2::3]",
                "[12345::]",
                "[g::]",
                "[]",
                "[:::]",
                "[1.2.3.4]",
                "[::1.2.3]",
                "[1.2.3.4::]",
                "::1",
                "[1:2:3:4:5:6:7:8::]",
                "[1:2:3:4:5:6:7:1.2.3.4]",
                "[::1",
                "a:80",
                "a/b",
                "a%2eb"
            })
    void refuses_what_is_not_one_clear_host(String text) {
        assertThatThrownBy(() -> HostName.of(text)).isInstanceOf(InputException.class);
    }

    @Test
    void refuses_labels_and_names_that_are_too_long() {
        assertThat(HostName.of("a".repeat(63) + ".b").labels()).hasSize(2);
        assertThatThrownBy(() -> HostName.of("a".repeat(64) + ".b")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> HostName.of("a.".repeat(126) + "bc")).hasMessageContaining("1 to 253 characters");
    }

    @Test
    void the_record_holds_the_one_form_only() {
        assertThatThrownBy(() -> new HostName("A.org")).hasMessage("'A.org' is not in its one form; allowed: a.org");
    }

    @Test
    void tells_names_from_addresses() {
        assertThat(HostName.of("a.b.org").labels()).containsExactly("a", "b", "org");
        assertThat(HostName.of("a.b.org").address()).isEmpty();
        assertThat(HostName.of("127.0.0.1").labels()).containsExactly("127.0.0.1");
        assertThat(HostName.of("127.0.0.1").isAddress()).isTrue();
        assertThat(HostName.of("[::1]").address().orElseThrow().getAddress())
                .hasSize(16)
                .endsWith(1);
        assertThat(HostName.of("255.0.0.1").address().orElseThrow().getAddress())
                .containsExactly(-1, 0, 0, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "example.org,example.org,true", "example.org,a.example.org,false", "*.example.org,example.org,false",
                "*.example.org,a.example.org,true",
        "*.example.org,a.b.example.org,true", "*.example.org,badexample.org,false", "*.EXAMPLE.org,a.Example.ORG,true",
                "127.0.0.1,127.0.0.1,true",
        "[::1],[0:0::1],true", "*.org,org,false"
    })
    void patterns_compare_whole_labels(String pattern, String host, boolean expected) {
        assertThat(HostPattern.of(pattern).matches(HostName.of(host))).isEqualTo(expected);
    }

    @Test
    void patterns_are_written_as_they_are_read() {
        assertThat(HostPattern.of("*.Example.org")).hasToString("*.example.org");
        assertThat(HostPattern.of("example.org")).hasToString("example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*.", "a.*.b", "*a.org", "*.127.0.0.1", "*.[::1]"})
    void refuses_patterns_that_are_not_whole_labels(String text) {
        assertThatThrownBy(() -> HostPattern.of(text)).isInstanceOf(InputException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,LOOPBACK",
        "127.255.255.255,LOOPBACK",
        "::1,LOOPBACK",
        "::ffff:127.0.0.1,LOOPBACK",
        "::127.0.0.1,LOOPBACK",
        "64:ff9b::7f00:1,LOOPBACK",
        "2002:7f00:1::,LOOPBACK",
        "2001:0:1:2:3:4:80ff:fffe,LOOPBACK",
        "64:ff9b:1:7f00:0:100::,LOOPBACK",
        "::ffff:0:127.0.0.1,LOOPBACK",
        "10.0.0.1,PRIVATE",
        "172.16.0.1,PRIVATE",
        "172.31.255.255,PRIVATE",
        "172.32.0.1,PUBLIC",
        "192.168.1.1,PRIVATE",
        "fd12::1,PRIVATE",
        "fec0::1,PRIVATE",
        "64:ff9b::a00:1,PRIVATE",
        "169.254.1.1,LINK_LOCAL",
        "fe80::1,LINK_LOCAL",
        "100.64.0.1,SHARED",
        "100.127.255.255,SHARED",
        "100.128.0.1,PUBLIC",
        "224.0.0.1,MULTICAST",
        "ff02::1,MULTICAST",
        "255.255.255.255,MULTICAST",
        "169.254.169.254,METADATA",
        "::ffff:169.254.169.254,METADATA",
        "fd00:ec2::254,METADATA",
        "100.100.100.200,METADATA",
        "0.0.0.0,UNSPECIFIED",
        "0.1.2.3,UNSPECIFIED",
        "::,UNSPECIFIED",
        "192.0.2.1,RESERVED",
        "198.18.0.1,RESERVED",
        "198.19.255.255,RESERVED",
        "198.20.0.1,PUBLIC",
        "240.0.0.1,RESERVED",
        "2001:db8::1,RESERVED",
        "4000::1,RESERVED",
        "8.8.8.8,PUBLIC",
        "2606:4700::1111,PUBLIC",
        "2002:808:808::,PUBLIC",
        "2001:1::1,PUBLIC"
    })
    void classifies_addresses(String text, Kind kind) {
        assertThat(Addresses.kind(address(text))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,true",
        "10.1.2.3,true",
        "::1,true",
        "fd00::1,true",
        "::ffff:10.0.0.1,true",
        "8.8.8.8,false",
        "64:ff9b::a00:1,false",
        "2002:a00:1::,false",
        "169.254.169.254,false",
        "0.0.0.0,false",
        "100.64.0.1,false",
        "fe80::1,false"
    })
    void local_is_loopback_or_private_without_tunnels(String text, boolean local) {
        assertThat(Addresses.isLocal(address(text))).isEqualTo(local);
    }

    @Test
    void a_mapped_address_that_the_jdk_kept_is_unwrapped() throws UnknownHostException {
        var bytes = IpText.ipv6("::ffff:a00:1");
        var kept = Inet6Address.getByAddress(null, bytes, -1);
        assertThat(kept.getAddress()).hasSize(16);
        assertThat(Addresses.kind(kept)).isEqualTo(Kind.PRIVATE);
        assertThat(Addresses.isLocal(kept)).isTrue();
    }

    @Test
    void an_address_has_four_or_sixteen_bytes() {
        assertThatThrownBy(() -> IpText.address(new byte[3])).hasMessage("an address has 4 or 16 bytes, not 3");
    }

    @Property(tries = 500, seed = "20250608")
    void every_ipv6_address_is_read_back(@ForAll("sixteen") byte[] bytes) {
        assertThat(IpText.ipv6(IpText.format(bytes))).isEqualTo(bytes);
    }

    @Provide
    Arbitrary<byte[]> sixteen() {
        return Arbitraries.of((byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0xab)
                .array(byte[].class)
                .ofSize(16);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP://Example.ORG,http://example.org/", "https://a.org:443/x?q=1#frag,https://a.org/x?q=1",
                "http://a.org:8080/%41/b;c,http://a.org:8080/%41/b;c",
        "https://[::0001]:1/,https://[::1]:1/", "http://127.0.0.1?x,http://127.0.0.1/?x",
                "http://a.org/.hidden/a..b,http://a.org/.hidden/a..b",
        "https://a.org:80/,https://a.org:80/"
    })
    void gives_each_url_one_form(String text, String expected) {
        var address = WebAddress.of(text);
        assertThat(address).hasToString(expected);
        assertThat(address.uri()).hasToString(expected);
        assertThat(WebAddress.of(expected)).isEqualTo(address);
    }

    @Test
    void tells_the_parts_of_a_url() {
        assertThat(WebAddress.of("https://a.org/p?q"))
                .isEqualTo(new WebAddress("https", HostName.of("a.org"), 443, "/p", "q"));
        assertThat(WebAddress.of("http://a.org").hasDefaultPort()).isTrue();
        assertThat(WebAddress.of("http://a.org:443").hasDefaultPort()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.org",
                "//a.org/",
                "ftp://a.org/",
                "file:///etc/passwd",
                "http:a.org",
                "http:/a.org",
                "http:///a.org",
                "http://",
                "http://u@a.org/",
                "http://u:p@a.org/",
                "http://a.org\\@b.org/",
                "http://a.org:/",
                "http://a.org:0/",
                "http://a.org:65536/",
                "http://a.org:123456/",
                "http://a.org:x/",
                "http://a_b.org/",
                "http://127.1/",
                "http://0x7f.1/",
                "http://a.org./",
                "http://é.org/",
                "http://a.org/é",
                "http://a.org/ b",
                " http://a.org/",
                "http://a.org/\n",
                "http://a.org/a/../b",
                "http://a.org/..",
                "http://a.org/%2e%2E/x",
                "http://a.org/./x",
                "http://a.org/.%2e",
                "http://[::1",
                "http://::1/",
                "http://a.org/%zz",
                "http://a.org/\u007f",
                "javascript:alert(1)",
                "http://a@b@c/",
                "http://[::1]x/"
            })
    void refuses_urls_that_programs_read_in_different_ways(String text) {
        assertThatThrownBy(() -> WebAddress.of(text)).isInstanceOf(InputException.class);
    }

    @Test
    void refuses_urls_that_are_too_long() {
        assertThatThrownBy(() -> WebAddress.of("http://a.org/" + "a".repeat(9000)))
                .hasMessageContaining("at most 8192");
    }

    @ParameterizedTest
    @CsvSource({
        "2001::f5fe:fdfc, 10.1.2.3",
        "64:ff9b:1:a01:2:300::, 10.1.2.3",
        "64:ff9b::a01:203, 10.1.2.3",
        "2002:a01:203::, 10.1.2.3",
    })
    void finds_every_byte_of_an_address_inside_another(String text, String inside) {
        assertThat(EmbeddedIpv4.in(IpText.ipv6(text))).isEqualTo(IpText.ipv4(inside));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:2:3:4:5:6:7:8::", "1:2:3:4::5:6:7:8", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::8"})
    void a_gap_stands_for_at_least_one_group(String text) {
        assertThat(IpText.ipv6(text)).isNull();
    }

    @Test
    void the_longest_of_each_is_taken() {
        assertThat(HostName.of("a.".repeat(126) + "b").labels()).hasSize(127);
        assertThat(IpText.ipv6("1:2:3:4:5:6:7::")).endsWith(0, 7, 0, 0);
        assertThat(WebAddress.of("http://a.org/" + "a".repeat(8179)).path()).hasSize(8180);
        assertThatThrownBy(() -> WebAddress.of("http://a.org/" + "a".repeat(8180)))
                .isInstanceOf(InputException.class);
        assertThat(WebAddress.of("http://a.org:1/!~").port()).isOne();
        assertThat(WebAddress.of("http://a.org:65535/").port()).isEqualTo(65535);
        assertThatThrownBy(() -> WebAddress.of("http://a.org/\u007f")).isInstanceOf(InputException.class);
    }
}
